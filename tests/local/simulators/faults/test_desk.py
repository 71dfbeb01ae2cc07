from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from scripts.local.simulators.faults import Faults
from scripts.local.simulators.faults.desk import desk
from scripts.local.simulators.faults.places import PLACES
from scripts.local.simulators.serve import serving

HANG = {"where": "oa.*", "action": "hang"}


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(desk(Faults()))
    async with serving(app) as url, httpx.AsyncClient(base_url=f"{url}/__sim__") as client:
        yield client


async def test_a_rule_comes_back_with_its_name_and_its_places(http: httpx.AsyncClient) -> None:
    made = await http.post("/faults", json=HANG)
    assert (made.status_code, made.json()["id"]) == (201, "fault-1")
    assert made.json()["places"] == ["oa.responses", "oa.chat", "oa.embeddings", "oa.speech"]


async def test_rules_are_listed_with_what_became_of_them(http: httpx.AsyncClient) -> None:
    await http.post("/faults", json=HANG)
    listed = (await http.get("/faults")).json()
    assert [(rule["action"], rule["met"], rule["struck"]) for rule in listed] == [("hang", 0, 0)]


async def test_one_rule_is_ended_and_then_all_of_them(http: httpx.AsyncClient) -> None:
    for _ in range(3):
        await http.post("/faults", json=HANG)
    assert (await http.delete("/faults/fault-2")).status_code == 204
    left = [rule["id"] for rule in (await http.get("/faults")).json()]
    assert left == ["fault-1", "fault-3"]
    await http.delete("/faults")
    assert (await http.get("/faults")).json() == []


async def test_a_rule_that_is_not_there_is_not_found(http: httpx.AsyncClient) -> None:
    answer = await http.delete("/faults/none")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


async def test_every_place_says_what_may_happen_there(http: httpx.AsyncClient) -> None:
    told = {kind["where"]: kind["actions"] for kind in (await http.get("/faults/kinds")).json()}
    names = {where: {action["name"] for action in actions} for where, actions in told.items()}
    units = {action["name"]: action["value"] for action in told["webhook.status"]}
    assert names == {where: set(actions) for where, actions in PLACES.items()}
    assert (units["delay"], units["status"], units["duplicate"]) == ("seconds", "status", "copies")
    assert units["drop"] is None


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ({"where": "webhook.voice", "action": "throttle"}, "action"),
        ({"where": "moon", "action": "drop"}, "where"),
        ({"where": "oa.chat"}, "action"),
        ({**HANG, "probability": 2}, "probability"),
        ({**HANG, "nth": 0}, "nth"),
        ({**HANG, "often": 1}, "often"),
        ({**HANG, "id": "a b"}, "id"),
    ],
)
async def test_what_cannot_be_is_a_problem_that_names_the_field(
    http: httpx.AsyncClient, rule: dict[str, Any], field: str
) -> None:
    answer = await http.post("/faults", json=rule)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()["errors"][0]
    assert told["field"] == field
    assert told["problem"]
    assert told["hint"]


async def test_what_is_no_json_is_told_so(http: httpx.AsyncClient) -> None:
    answer = await http.post("/faults", content="where=oa")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "body")
