from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from functions.calls import reconcile
from functions.ops import api, switch
from functions.ops.switch import WhyPaused
from shared.db.pool import Database
from shared.messages import Dial, EndCalls
from tests.fakes import TurnedClock
from tests.functions.calls.conftest import Phone
from tests.functions.signing import client, signed_in

WHY = WhyPaused(reason="The wrong list was imported")


@pytest.fixture
async def supervisor(db: Database, clock: TurnedClock) -> AsyncIterator[AsyncClient]:
    async with client(api.router, db=db, clock=clock) as supervisor:
        supervisor.headers.update(signed_in("supervisor", name="Ana"))
        yield supervisor


@pytest.fixture
def phone(db: Database, clock: TurnedClock) -> Phone:
    return Phone(db, clock)


async def test_while_all_dialling_is_paused_nobody_is_rung_and_nothing_is_lost(
    phone: Phone,
) -> None:
    planned = await phone.plan()
    await switch.pause(phone.db, phone.clock, WHY, actor="Ana")
    await phone.dial(planned)
    assert (phone.network.rung, await phone.state(planned)) == ([], "planned")


async def test_while_paused_no_sweep_sends_a_dial(phone: Phone) -> None:
    await phone.dial(await phone.plan(open=False))
    planned = await phone.plan()
    await switch.pause(phone.db, phone.clock, WHY, actor="Ana")
    await phone.dial(planned)
    before = await phone.left(Dial.queue)
    await reconcile.sweep(phone.db, phone.clock)
    assert await phone.left(Dial.queue) == before


async def test_what_waited_is_sent_off_once_dialling_goes_on(phone: Phone) -> None:
    planned = await phone.plan()
    await switch.pause(phone.db, phone.clock, WHY, actor="Ana")
    await phone.dial(planned)
    await switch.resume(phone.db, phone.clock, actor="Ben")
    before = await phone.left(Dial.queue)
    await reconcile.sweep(phone.db, phone.clock)
    await phone.dial(planned)
    assert await phone.left(Dial.queue) == before + 1
    assert (len(phone.network.rung), await phone.state(planned)) == (1, "placed")


async def test_what_the_network_has_not_begun_to_ring_is_taken_back(phone: Phone) -> None:
    await phone.dial(await phone.plan())
    await switch.pause(phone.db, phone.clock, WHY, actor="Ana")
    assert await phone.left(EndCalls.queue) == 1


async def test_a_pause_tells_who_since_when_and_why_and_the_first_stays(
    supervisor: AsyncClient, clock: TurnedClock
) -> None:
    path = "/api/v1/ops/dialling/pause"
    first = (await supervisor.post(path, json={"reason": "Wrong list"})).json()
    await clock.advance(60)
    headers = signed_in("supervisor", name="Ben")
    again = await supervisor.post(path, json={"reason": "Another"}, headers=headers)
    assert again.json() == first
    assert (first["paused"], first["by"], first["reason"]) == (True, "Ana", "Wrong list")
    assert (await supervisor.get("/api/v1/ops/dialling")).json() == first


async def test_whoever_ends_a_pause_is_kept_too(supervisor: AsyncClient, db: Database) -> None:
    await supervisor.post("/api/v1/ops/dialling/pause", json={"reason": "Wrong list"})
    ended = await supervisor.delete("/api/v1/ops/dialling/pause")
    assert ended.json()["paused"] is False
    async with db.transaction() as conn:
        found = await conn.execute("select paused_by, ended_by from dialling_pause")
        assert await found.fetchall() == [("Ana", "Ana")]


async def test_a_pause_needs_a_reason(supervisor: AsyncClient) -> None:
    answer = await supervisor.post("/api/v1/ops/dialling/pause", json={"reason": ""})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "reason")


async def test_an_agent_does_not_stop_everybody(supervisor: AsyncClient) -> None:
    headers = signed_in("agent")
    answer = await supervisor.post(
        "/api/v1/ops/dialling/pause", json={"reason": "Wrong list"}, headers=headers
    )
    assert answer.status_code == 403


async def test_a_reason_that_cannot_be_kept_is_refused(supervisor: AsyncClient) -> None:
    answer = await supervisor.post("/api/v1/ops/dialling/pause", json={"reason": "The\0list"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "reason")
