"""A desk with documents to be found: real PostgreSQL and Redis, and the product's own API."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import batched
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import numpy as np
from httpx import ASGITransport, AsyncClient

from functions.access.model import Role
from functions.knowledge import api, embedding, learning
from functions.tickets import api as tickets
from functions.web import web
from scripts.local import places, runs, services
from scripts.local.person import header_of
from scripts.local.postgres import POSTGRES
from scripts.local.redis import REDIS
from scripts.local.simulators.openai.meaning import Meaning
from shared.adapters.clock import SystemClock
from shared.adapters.leased import LeasedBucket
from shared.adapters.redis import RedisBucket, RedisServer
from shared.adapters.vectors import RedisVectors
from shared.db.migrate import migrate
from shared.db.pool import Database
from shared.groups.house import Limits
from shared.memory import Memory
from shared.messages import TicketChanged
from shared.value import Spoken
from shared.wiring import deps

MODEL, TOGETHER, AT_ONCE = "all-minilm-l6-v2", 512, 8
UNLIMITED = Limits(per_person=1_000_000, per_token=1_000_000)


@dataclass
class EmbeddedModel:
    """The sentence model that comes with the local stack, which remembers what it has read."""

    model: str = MODEL
    dimensions: int = Meaning.dimensions
    languages: frozenset[Spoken] = frozenset({Spoken.EN})
    known: dict[str, list[float]] = field(default_factory=dict)
    meaning: Meaning = field(default_factory=lambda: Meaning(places.LOCAL / "models"))

    def of(self, model: str, dimensions: int) -> "EmbeddedModel":
        return self

    async def embed(self, texts: Sequence[str], *, deadline: float) -> Sequence[Sequence[float]]:
        self.read([text for text in texts if text not in self.known])
        return [self.known[text] for text in texts]

    def read(self, texts: Sequence[str]) -> None:
        """Read texts ahead, many at once."""
        for begin in range(0, len(texts), TOGETHER):
            some = texts[begin : begin + TOGETHER]
            vectors, _ = self.meaning.embed(some)
            self.known |= dict(zip(some, vectors.astype(np.float32).tolist(), strict=True))


@dataclass
class Desk:
    """An agent's browser, and what stands behind it."""

    browser: AsyncClient
    db: Database
    embeddings: EmbeddedModel
    vectors: RedisVectors

    async def learn(self, texts: Sequence[str], language: Spoken = Spoken.EN) -> None:
        """Have these texts, numbered from 1, as tickets that search knows."""
        clock = SystemClock()
        news = [told(clock, number, text, language) for number, text in enumerate(texts, 1)]
        for some in batched(news, AT_ONCE, strict=False):
            await asyncio.gather(*(learning.learn(self.db, clock, each) for each in some))
        await embedding.embed_waiting(self.db, clock, self.embeddings, self.vectors)

    async def found(self, typed: str, by: str, limit: int = 10) -> dict[str, Any]:
        """What the product answers. Its items are numbered as the texts were."""
        asked: dict[str, str | int] = {"q": typed, "by": by, "limit": limit, "kind": "ticket"}
        answer = await self.browser.get("/api/v1/search", params=asked)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found


def told(clock: SystemClock, number: int, text: str, language: Spoken = Spoken.EN) -> TicketChanged:
    """A ticket as search is told of it."""
    return TicketChanged.new(
        clock.now(),
        ticket_id=UUID(int=number),
        number=f"INC{number:07}",
        title=text[:200],
        text=text[200:],
        language=language,
        resolved=False,
        version=1,
    )


def number(item: dict[str, Any]) -> int:
    """Which text an answer's item is."""
    return UUID(item["id"]).int


@asynccontextmanager
async def desk(embeddings: EmbeddedModel) -> AsyncIterator[Desk]:
    """An empty desk, for a while. Raises `Unfit` where there is no Redis with search."""
    with runs.temporary("bench-search") as here:
        async with services.running(here, (POSTGRES, REDIS)) as settings:
            await migrate(settings["DATABASE__URL"])
            db, redis = Database(settings["DATABASE__URL"]), RedisServer(settings["REDIS__URL"])
            vectors = RedisVectors(redis, model=MODEL, dimensions=Meaning.dimensions)
            app, clock = web(api.search, tickets.router), SystemClock()
            wired = SimpleNamespace(
                db=db,
                clock=clock,
                embeddings=embeddings,
                vectors=vectors,
                limits=LeasedBucket(RedisBucket(redis)),
                memory=Memory(clock),
                secrets=None,
                passports=None,
                settings=SimpleNamespace(signed_in_by_azure=True, limits=UNLIMITED),
            )

            async def ours() -> SimpleNamespace:
                return wired

            app.dependency_overrides[deps] = ours
            transport, who = ASGITransport(app), header_of("bench", Role.AGENT)
            async with AsyncClient(transport=transport, base_url="http://desk", headers=who) as at:
                yield Desk(at, db, embeddings, vectors)
            await redis.close()
            await db.close()
