from uuid import UUID

import pytest

from functions.knowledge import embedding, learning
from shared.db.pool import Database
from shared.errors import Rejected, Unavailable
from shared.messages import TicketChanged
from tests.fake_stores import FakeVectors
from tests.fake_vendors import FakeEmbeddings
from tests.fakes import NOON, TurnedClock

AWAY = Unavailable("away", vendor="fake")
REFUSED = Rejected("no such model", vendor="fake", code="404")
ARTICLE = ("Reset a password", "Open the portal and choose Forgotten.")


@pytest.fixture
def embeddings() -> FakeEmbeddings:
    return FakeEmbeddings()


@pytest.fixture
def vectors() -> FakeVectors:
    return FakeVectors()


def a_change(
    n: int, title: str, *, version: int = 1, text: str = "", language: str = "en"
) -> TicketChanged:
    return TicketChanged.new(
        NOON,
        ticket_id=UUID(int=n),
        number=f"INC{10_000 + n:07}",
        title=title,
        text=text,
        language=language,
        resolved=False,
        version=version,
    )


async def learn(db: Database, *changes: TicketChanged) -> None:
    for change in changes:
        await learning.learn(db, TurnedClock(), change)


async def rows(db: Database, query: str) -> list[tuple[object, ...]]:
    async with db.transaction() as conn:
        cursor = await conn.execute(query.encode())
        return await cursor.fetchall()


async def nudges(db: Database) -> int:
    return len(await rows(db, "select from outbox where queue = 'embed-documents'"))


@pytest.fixture
async def embedded(
    db: Database, clock: TurnedClock, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> Database:
    """Three tickets that search knows by meaning; the first two are about a printer."""
    await learn(db, a_change(1, "printer jam paper"), a_change(2, "printer paper stuck"))
    await learn(db, a_change(3, "vpn drops every hour"))
    await embedding.embed_waiting(db, clock, embeddings, vectors)
    return db
