from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from httpx import AsyncClient

from functions.transfers import api, service
from functions.transfers.model import Wanted
from shared.db.pool import Database
from shared.value import Spoken, new_id
from tests.fakes import NOON, TurnedClock
from tests.functions.signing import client, signed_in
from tests.functions.transfers.staff import on_call


@pytest.fixture
async def desk(db: Database, clock: TurnedClock) -> AsyncIterator[AsyncClient]:
    async with client(api.router, db=db, clock=clock) as desk:
        desk.headers.update(signed_in("supervisor"))
        yield desk


async def waits(db: Database) -> Wanted:
    """Somebody who rang us, and for whom Ana's telephone rings."""
    about = {"call_id": new_id(NOON), "n": 2, "rota": "Support", "language": Spoken.EN}
    wanted = Wanted.model_validate({**about, "allowance_id": None, "ticket_id": None})
    async with db.transaction() as conn:
        await service.want(conn, wanted, NOON)
        transfer = await service.of_turn(conn, wanted.call_id, 2)
        await service.ring_next(conn, transfer, 0, NOON, lines=9)
    return wanted


async def test_it_tells_who_waited_and_who_took_the_call(
    desk: AsyncClient, db: Database, clock: TurnedClock
) -> None:
    await on_call(db, clock, "Ana")
    wanted = await waits(db)
    async with db.transaction() as conn:
        transfer = await service.of_turn(conn, wanted.call_id, 2)
        await service.take(conn, transfer, 1, NOON + timedelta(seconds=7))
    (told,) = (await desk.get("/api/v1/transfers")).json()["items"]
    assert (told["state"], told["taken_by"], told["waited_seconds"]) == ("talking", "Ana", 7)
    assert (told["abandoned"], told["asked"][0]["took_it"]) == (False, True)


async def test_it_tells_who_was_left_waiting(
    desk: AsyncClient, db: Database, clock: TurnedClock
) -> None:
    await on_call(db, clock, "Ana")
    wanted = await waits(db)
    async with db.transaction() as conn:
        await service.close(conn, wanted.call_id, NOON + timedelta(seconds=9))
    (told,) = (await desk.get("/api/v1/transfers")).json()["items"]
    assert (told["state"], told["taken_by"], told["waited_seconds"]) == ("left", None, 9)
    assert told["abandoned"]


async def test_it_is_for_supervisors(desk: AsyncClient) -> None:
    assert (await desk.get("/api/v1/transfers", headers=signed_in("agent"))).status_code == 403
