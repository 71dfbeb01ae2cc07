from types import SimpleNamespace
from uuid import UUID

import azure.functions as func
import pytest

from functions.knowledge import triggers
from shared.db.pool import Database
from shared.messages import EmbedDocuments, Message, TicketChanged
from tests.fake_stores import FakeQueue, FakeVectors
from tests.fake_vendors import FakeEmbeddings
from tests.fakes import NOON, TurnedClock

CHANGED = TicketChanged.new(
    NOON,
    ticket_id=UUID(int=1),
    number="INC0010001",
    title="printer jam",
    text="",
    language="en",
    resolved=False,
    version=1,
)


def on_queue(message: Message) -> func.QueueMessage:
    return func.QueueMessage(body=message.model_dump_json())


@pytest.fixture(autouse=True)
def wired(
    db: Database,
    clock: TurnedClock,
    embeddings: FakeEmbeddings,
    vectors: FakeVectors,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = {"embeddings": embeddings, "vectors": vectors}
    ports = SimpleNamespace(db=db, clock=clock, queue=FakeQueue(), **found)

    async def deps() -> SimpleNamespace:
        return ports

    monkeypatch.setattr(triggers, "deps", deps)


async def test_a_changed_ticket_comes_to_be_found_by_meaning(vectors: FakeVectors) -> None:
    await triggers.on_ticket_changed(on_queue(CHANGED))
    await triggers.on_embed(on_queue(EmbedDocuments.new(NOON)))
    assert list(vectors.kept) == [("ticket", UUID(int=1))]


async def test_the_sweep_wakes_the_worker(db: Database) -> None:
    await triggers.on_ticket_changed(on_queue(CHANGED))
    async with db.transaction() as conn:
        await conn.execute("delete from outbox")
    await triggers.sweep_embeddings(SimpleNamespace(past_due=False))
    async with db.transaction() as conn:
        cursor = await conn.execute("select queue from outbox")
        assert await cursor.fetchall() == [("embed-documents",)]
