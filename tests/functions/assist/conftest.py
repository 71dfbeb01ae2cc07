from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from functions.access import service as access
from functions.access.model import Founding, Principal, Role
from functions.assist import making, service
from functions.assist.asking import Tools
from functions.assist.bounds import Chosen, Prices
from functions.assist.model import Kind, Sentiment, Suggestion
from functions.assist.prompts import DraftAnswer, SummaryAnswer, TriageAnswer
from functions.fields import service as fields
from functions.fields.model import Definition
from functions.knowledge import embedding, learning
from functions.tickets import service as tickets
from functions.tickets import talk
from functions.tickets.model import Draft, Edit, Resolution, ResolutionCode, Ticket
from functions.tickets.service import Act
from shared.db.pool import Database
from shared.errors import Unavailable
from shared.messages import TicketChanged
from shared.value import Spoken
from tests.fake_stores import FakeVectors
from tests.fake_vendors import FakeEmbeddings, FakeLanguage
from tests.fakes import TurnedClock
from tests.functions.signing import ROOT

SOLVED = Resolution(code=ResolutionCode.SOLUTION_PROVIDED, notes="Restarted the spooler.")
EVA = Principal(id="eva", name="Eva", roles=frozenset({Role.ADMIN}))
CATEGORIES, GROUPS = ("hardware", "network", "other"), ("workplace", "network")
DOWN = Unavailable("down", vendor="openai")
PHONE = "+12025550117"


def triage(category: str | None = "hardware", **told: Any) -> TriageAnswer:
    """What a model answers when it is asked where a ticket belongs."""
    about = {"group": "workplace", "impact": 2, "urgency": 1, "confidence": 0.9}
    said = {"language": Spoken.EN, "sentiment": Sentiment.NEUTRAL, "reasons": ("Printer.",)}
    return TriageAnswer.model_validate(
        {"category": category, "sources": (), **about, **said, **told}
    )


def summed(text: str = "The printer is dead.", **told: Any) -> SummaryAnswer:
    """What a model answers when it is asked for a summary."""
    lists = {"done": ("Asked.",), "open_questions": (), "reasons": ()}
    about = {"intent": "Print", "next_step": "Visit", "confidence": 0.8}
    return SummaryAnswer.model_validate({"text": text, **lists, **about, **told})


def words(text: str, *sources: str) -> DraftAnswer:
    """What a model answers when it is asked for a reply or a solution."""
    about = {"language": Spoken.EN, "confidence": 0.8, "reasons": ("So it says.",)}
    return DraftAnswer.model_validate({"text": text, "sources": sources, **about})


@dataclass
class Desk:
    """Agents with their tickets, and what is suggested to them."""

    db: Database
    clock: TurnedClock
    model: FakeLanguage = field(default_factory=FakeLanguage)
    embeddings: FakeEmbeddings = field(default_factory=FakeEmbeddings)
    vectors: FakeVectors = field(default_factory=FakeVectors)

    @property
    def tools(self) -> Tools:
        prices = Prices(tokens_in=1_000_000, tokens_out=1_000_000)
        return Tools(self.clock, self.model, self.vectors, self.embeddings, "the-model", prices)

    async def has_choices(self) -> None:
        label = {Spoken.EN: "Category", Spoken.ES: "Categoría"}
        about = {"label": label, "kind": "choice", "choices": CATEGORIES}
        wanted = Definition.model_validate(about)
        await fields.define(self.db, self.clock, "category", wanted, by=ROOT, seen=0)
        for key in GROUPS:
            founding = Founding(key=key, name=key.title())
            await access.found(self.db, self.clock, founding, EVA)

    async def opens(self, title: str = "The printer is dead", **fields: Any) -> Ticket:
        draft = Draft.model_validate({"title": title, "requester_name": "Luis Vega", **fields})
        return await tickets.open_ticket(self.db, self.clock, draft, "Zoe")

    async def solved(self, title: str, **fields: Any) -> Ticket:
        """A solved ticket that search knows."""
        opened = await self.opens(title, **fields)
        act = Act(actor="Zoe")
        found = await tickets.resolve(self.db, self.clock, opened.id, SOLVED, act)
        await self.learned(found)
        return found

    async def solved_again(self, ticket: Ticket, *, reopen: bool = True) -> None:
        act, window = Act(actor="Zoe"), timedelta(days=7)
        await tickets.resolve(self.db, self.clock, ticket.id, SOLVED, act)
        if reopen:
            await tickets.reopen(self.db, self.clock, ticket.id, act, window=window)
            self.model.answers = [summed(), summed()]
            await self.follows(ticket)

    async def learned(self, ticket: Ticket) -> None:
        about = ticket.model_dump(include={"number", "title", "language", "version"})
        told = {**about, "text": ticket.description, "resolved": True, "ticket_id": ticket.id}
        change = TicketChanged.new(self.clock.now(), **told)
        await learning.learn(self.db, self.clock, change)
        await self.indexed()

    async def indexed(self) -> None:
        await embedding.embed_waiting(self.db, self.clock, self.embeddings, self.vectors)

    async def edits(self, ticket: Ticket, **change: Any) -> Ticket:
        act = Act(actor="Zoe")
        return await tickets.edit(self.db, self.clock, ticket.id, Edit.model_validate(change), act)

    async def says(self, ticket: Ticket, *texts: str) -> None:
        for text in texts:
            await talk.comment(self.db, self.clock, ticket.id, text, "Zoe")

    async def notes(self, ticket: Ticket, text: str) -> None:
        await talk.note(self.db, self.clock, ticket.id, text, "Zoe")

    async def chooses(self, **chosen: Any) -> None:
        seen = (await service.settings(self.db, self.clock))[0].version
        wanted = Chosen.model_validate(chosen)
        await service.choose(self.db, self.clock, wanted, "Eva", seen=seen)

    async def follows(self, ticket: Ticket) -> None:
        await making.follow(self.db, self.tools, ticket.id)

    async def asks(self, ticket: Ticket, kind: Kind) -> Suggestion:
        await service.ask(self.db, self.clock, ticket.id, kind, "Zoe")
        await self.follows(ticket)
        return next(each for each in await self.suggested(ticket) if each.kind is kind)

    async def suggested(self, ticket: Ticket) -> list[Suggestion]:
        """The newest first."""
        return await service.of_ticket(self.db, ticket.id, before=None, limit=50)

    async def first(self, ticket: Ticket) -> Suggestion:
        await self.follows(ticket)
        return (await self.suggested(ticket))[0]

    async def waits(self, seconds: float = 60) -> None:
        await self.clock.advance(timedelta(seconds=seconds).total_seconds())

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        async with self.db.transaction() as conn:
            cursor = await conn.execute(query.encode())
            return await cursor.fetchall()

    async def now(self, ticket_id: UUID) -> Ticket:
        return await tickets.ticket(self.db, ticket_id)

    @property
    def read(self) -> str:
        """All that the model was told."""
        return "\n".join(line.text for lines in self.model.asked for line in lines)


@pytest.fixture
async def desk(db: Database, clock: TurnedClock) -> Desk:
    desk = Desk(db, clock)
    await desk.has_choices()
    return desk
