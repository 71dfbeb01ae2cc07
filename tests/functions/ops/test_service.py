import asyncio

import pytest

from functions.ops import service
from shared import outbox
from shared.db.pool import Database
from shared.errors import NotFound, Unavailable
from shared.messages import EmbedDocuments, RaiseAlert
from shared.outbox import Relay
from shared.value import new_id
from tests.fake_stores import FakeQueue
from tests.fakes import NOON, TurnedClock


async def well() -> None:
    """Answer at once."""


async def away() -> None:
    raise Unavailable("The thing is away", vendor="fake")


async def silent() -> None:
    await asyncio.Event().wait()


async def put(db: Database, count: int) -> None:
    async with db.transaction() as conn:
        await outbox.put(conn, *(EmbedDocuments.new(NOON) for _ in range(count)))


async def test_what_was_left_in_the_outbox_is_swept(db: Database, clock: TurnedClock) -> None:
    queue = FakeQueue()
    await put(db, 3)
    assert await service.waiting(db) == 3
    assert await service.sweep_outbox(db, Relay(queue, clock)) == 3
    assert (await service.waiting(db), len(queue.sent)) == (0, 3)


async def test_we_are_ready_when_all_that_we_rely_on_answers() -> None:
    found = await service.health({"a": well, "b": well})
    assert (found.ready, found.checks) == (True, {"a": "ok", "b": "ok"})


async def test_what_is_away_or_silent_is_named() -> None:
    found = await service.health({"a": well, "b": away, "c": silent, "d": silent})
    silence = "no answer within 1 s"
    assert not found.ready
    assert found.checks == {"a": "ok", "b": "The thing is away", "c": silence, "d": silence}


async def test_a_bug_in_a_check_is_no_bad_health() -> None:
    async def buggy() -> None:
        raise KeyError("a")

    with pytest.raises(KeyError):
        await service.health({"a": well, "b": buggy})


def an_alert(**more: object) -> RaiseAlert:
    about = {"source": "campaigns", "subject_id": new_id(NOON), "what": "failures"}
    return RaiseAlert.new(NOON, at=NOON, text="5 of the last 10 calls failed.", **about, **more)


async def test_an_alert_told_twice_stands_once_and_is_logged_once(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    message = an_alert()
    for _ in range(2):
        await service.raise_alert(db, message)
    async with db.transaction() as conn:
        (alert,) = await service.alerts(conn, after=None, limit=10, only_open=True)
    assert alert.text == message.text
    assert [record.levelname for record in caplog.records] == ["ERROR"]


async def test_who_acknowledged_an_alert_first_stays(db: Database, clock: TurnedClock) -> None:
    message = an_alert()
    await service.raise_alert(db, message)
    for actor in ("one", "two"):
        alert = await service.acknowledge(db, clock, message.message_id, actor=actor)
    async with db.transaction() as conn:
        still_open = await service.alerts(conn, after=None, limit=10, only_open=True)
    assert (alert.acknowledged_by, still_open) == ("one", [])


async def test_an_alert_that_is_none_cannot_be_acknowledged(
    db: Database, clock: TurnedClock
) -> None:
    with pytest.raises(NotFound):
        await service.acknowledge(db, clock, new_id(NOON), actor="one")
