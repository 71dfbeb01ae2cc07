from types import SimpleNamespace

import pytest

from functions.ops import triggers
from shared import outbox
from shared.db.pool import Database
from shared.messages import EmbedDocuments
from shared.outbox import Relay
from tests.fake_stores import FakeQueue
from tests.fakes import NOON, TurnedClock


async def test_the_timer_publishes_what_was_left(
    db: Database, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = FakeQueue()

    async def deps() -> SimpleNamespace:
        return SimpleNamespace(db=db, relay=Relay(queue, clock))

    monkeypatch.setattr(triggers, "deps", deps)
    async with db.transaction() as conn:
        await outbox.put(conn, EmbedDocuments.new(NOON))
    await triggers.sweep_outbox(SimpleNamespace(past_due=False))
    assert [name for name, _ in queue.sent] == ["embed-documents"]
