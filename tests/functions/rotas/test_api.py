from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from functions.audit import service as audit
from functions.audit.model import Wanted
from functions.rotas import api, service
from shared.db.pool import Database
from shared.errors import NotFound
from tests.fakes import NOON, TurnedClock
from tests.functions.signing import client, signed_in

ROTAS = "/api/v1/people/rotas"
NETWORK: dict[str, Any] = {
    "name": "Network",
    "zone": "Europe/Madrid",
    "people": [{"name": "Ana", "phone": "+1 212 555 0100"}],
    "shifts": [{"person": "Ana", "starts": "08:00", "ends": "20:00"}],
}


@pytest.fixture
async def desk(db: Database, clock: TurnedClock) -> AsyncIterator[AsyncClient]:
    async with client(api.router, db=db, clock=clock) as desk:
        desk.headers.update(signed_in("supervisor"))
        yield desk


async def test_a_rota_has_an_address_and_a_version(desk: AsyncClient) -> None:
    answer = await desk.post(ROTAS, json=NETWORK)
    again = await desk.get(answer.headers["location"])
    assert (answer.status_code, answer.headers["etag"], again.json()) == (201, '"1"', answer.json())
    assert answer.json()["people"][0]["phone"] == "+12125550100"
    assert [each["name"] for each in (await desk.get(ROTAS)).json()["items"]] == ["Network"]


async def test_one_name_belongs_to_one_rota_in_whatever_case(desk: AsyncClient) -> None:
    await desk.post(ROTAS, json=NETWORK)
    other = await desk.post(ROTAS, json={**NETWORK, "name": "Voice"})
    again = await desk.post(ROTAS, json={**NETWORK, "name": "NETWORK"})
    at, seen = other.headers["location"], {"if-match": '"1"'}
    renamed = await desk.put(at, json={**NETWORK, "name": "network"}, headers=seen)
    assert (again.status_code, renamed.status_code) == (409, 409)


async def test_a_change_is_made_from_the_version_it_was_read_in(desk: AsyncClient) -> None:
    at = (await desk.post(ROTAS, json=NETWORK)).headers["location"]
    wanted = {**NETWORK, "zone": "America/Bogota"}
    codes = [
        (await desk.put(at, json=wanted, headers=headers)).status_code
        for headers in ({}, {"if-match": '"2"'}, {"if-match": '"1"'}, {"if-match": '"1"'})
    ]
    assert codes == [428, 412, 200, 412]


async def test_a_rota_is_dropped_in_the_version_it_was_read_in(desk: AsyncClient) -> None:
    at = (await desk.post(ROTAS, json=NETWORK)).headers["location"]
    codes = [
        (await desk.delete(at, headers={"if-match": seen})).status_code for seen in ('"2"', '"1"')
    ]
    assert (codes, (await desk.get(at)).status_code) == ([412, 204], 404)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"zone": "Atlantis"}, "zone"),
        ({"people": [{"name": "Ana", "phone": "5"}]}, "people.0.phone"),
    ],
)
async def test_a_wrong_field_is_named(desk: AsyncClient, wrong: dict[str, Any], field: str) -> None:
    answer = await desk.post(ROTAS, json={**NETWORK, **wrong})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def test_who_is_on_call_is_told_by_the_rotas_name(desk: AsyncClient) -> None:
    await desk.post(ROTAS, json=NETWORK)
    told = (await desk.get("/api/v1/people/on-call?rota=network")).json()
    assert (told["rota"], told["at"], told["next"]) == ("Network", "2027-03-01T12:00:00Z", None)
    assert [(each["name"], each["rank"]) for each in told["on_call"]] == [("Ana", "first")]


async def test_at_night_the_next_one_is_told(desk: AsyncClient) -> None:
    await desk.post(ROTAS, json=NETWORK)
    told = (await desk.get("/api/v1/people/on-call?rota=Network&at=2027-03-01T22:00:00Z")).json()
    assert (told["on_call"], told["next"]["at"]) == ([], "2027-03-02T07:00:00Z")


async def test_a_rota_that_is_not_there_is_not_found(desk: AsyncClient, db: Database) -> None:
    assert (await desk.get("/api/v1/people/on-call?rota=Nobody")).status_code == 404
    async with db.transaction() as conn:
        with pytest.raises(NotFound):
            await service.on_call(conn, "Nobody", NOON)


async def test_an_escalation_is_told_whom_to_ask(desk: AsyncClient, db: Database) -> None:
    await desk.post(ROTAS, json=NETWORK)
    async with db.transaction() as conn:
        told = await service.on_call(conn, "Network", NOON)
    assert [each.phone for each in told] == ["+12125550100"]


async def test_an_agent_reads_rotas_and_writes_none(desk: AsyncClient) -> None:
    at = (await desk.post(ROTAS, json=NETWORK)).headers["location"]
    agent = signed_in("agent")
    made = await desk.post(ROTAS, json=NETWORK, headers=agent)
    assert ((await desk.get(at, headers=agent)).status_code, made.status_code) == (200, 403)


async def test_everybody_says_of_themselves_whether_they_take_calls(
    desk: AsyncClient, db: Database, clock: TurnedClock
) -> None:
    await desk.post(ROTAS, json=NETWORK)
    away, of_ana = {"available": False}, "/api/v1/people/Ana/availability"
    codes = [
        (await desk.put(of_ana, json=away, headers=signed_in("agent", name=who))).status_code
        for who in ("Ben", "ana")
    ]
    async with db.transaction() as conn:
        there = await service.reachable(conn, "Network", NOON)
    assert (codes, there) == ([403, 200], [])


async def test_who_is_away_for_a_while_is_back_by_themselves(
    desk: AsyncClient, db: Database, clock: TurnedClock
) -> None:
    lunch = {"available": False, "until": (NOON + timedelta(hours=1)).isoformat()}
    told = await desk.put("/api/v1/people/Ana/availability", json=lunch)
    await clock.advance(3600)
    later = await desk.get("/api/v1/people/Ana/availability")
    assert (told.json()["available"], later.json()["available"]) == (False, True)


@pytest.mark.parametrize("until", ["2027-03-01T12:00:00Z", "2020-01-01T00:00:00Z"])
async def test_nobody_goes_away_until_a_time_that_has_passed(desk: AsyncClient, until: str) -> None:
    away = {"available": False, "until": until}
    answer = await desk.put("/api/v1/people/Ana/availability", json=away)
    assert answer.status_code == 422


async def test_what_becomes_of_a_rota_is_in_the_audit_without_telephones(
    desk: AsyncClient, db: Database
) -> None:
    rota = (await desk.post(ROTAS, json=NETWORK)).json()
    place, plan = f"{ROTAS}/{rota['id']}", {**NETWORK, "name": "Voice"}
    await desk.put(place, json=plan, headers={"if-match": '"1"'})
    await desk.delete(place, headers={"if-match": '"2"'})
    entries = await audit.entries(db, Wanted(subject=rota["id"]))
    assert [each.action for each in entries] == ["rota.deleted", "rota.changed", "rota.created"]
    names = [(each.before or {}).get("name") for each in entries]
    assert (names, entries[2].actor) == (["Voice", "Network", None], "Ana")
    assert "5550100" not in "".join(each.model_dump_json() for each in entries)
