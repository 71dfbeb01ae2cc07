"""Policies over HTTP."""

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from functions.escalations import api
from functions.rotas import service as rotas
from functions.rotas.model import Plan as Rota
from shared.db.pool import Database
from tests.fakes import TurnedClock
from tests.functions.signing import ROOT, client, signed_in

POLICIES = "/api/v1/escalations/policies"
URGENT = {"name": "Urgent", "rota": "Network"}
FIRST = {"if-match": '"1"'}


@pytest.fixture
async def desk(db: Database, clock: TurnedClock) -> AsyncIterator[AsyncClient]:
    people = [{"name": "Ana", "phone": "+12125550100"}]
    plan = {"name": "Network", "zone": "UTC", "people": people}
    await rotas.write(db, clock, Rota.model_validate(plan), by=ROOT)
    async with client(api.router, db=db, clock=clock) as desk:
        desk.headers.update(signed_in("admin"))
        yield desk


async def test_a_policy_is_changed_from_the_version_it_was_read_in(desk: AsyncClient) -> None:
    made = await desk.post(POLICIES, json=URGENT)
    at = f"{POLICIES}/{made.json()['id']}"
    wishes = [({}, 2), (FIRST, 2), (FIRST, 3)]
    told = [
        await desk.put(at, json={**URGENT, "turns": turns}, headers=seen) for seen, turns in wishes
    ]
    assert [each.status_code for each in told] == [428, 200, 412]
    assert (made.headers["etag"], told[1].headers["etag"]) == ('"1"', '"2"')
    assert told[2].json()["changed"] == [{"field": "turns", "now": 2}]


async def test_a_policy_is_dropped_by_who_has_seen_it_as_it_is(desk: AsyncClient) -> None:
    at = f"{POLICIES}/{(await desk.post(POLICIES, json=URGENT)).json()['id']}"
    versions = ['"2"', '"1"', '"1"']
    codes = [(await desk.delete(at, headers={"if-match": each})).status_code for each in versions]
    assert codes == [412, 204, 404]


async def test_one_name_belongs_to_one_policy(desk: AsyncClient) -> None:
    other = (await desk.post(POLICIES, json={**URGENT, "name": "Less"})).json()
    await desk.post(POLICIES, json=URGENT)
    named = {**URGENT, "name": "URGENT"}
    again = await desk.post(POLICIES, json=named)
    renamed = await desk.put(f"{POLICIES}/{other['id']}", json=named, headers=FIRST)
    assert (again.status_code, renamed.status_code) == (409, 409)


async def test_a_policy_names_a_rota_there_is(desk: AsyncClient) -> None:
    answer = await desk.post(POLICIES, json={**URGENT, "rota": "Nobody's"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "rota")


async def test_only_admins_write_policies(desk: AsyncClient) -> None:
    answer = await desk.post(POLICIES, json=URGENT, headers=signed_in("supervisor"))
    assert answer.status_code == 403
