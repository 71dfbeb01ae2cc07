"""What we know is found in time for a call, and nothing else of other people comes with it."""

import asyncio

import pytest

from functions.conversation.sources import found
from functions.knowledge import embedding, learning
from functions.tickets import service as tickets
from functions.tickets.model import Draft, Resolution, ResolutionCode, Ticket
from functions.tickets.service import Act
from shared.db.pool import Database
from shared.errors import Unavailable
from shared.messages import TicketChanged
from tests.fake_stores import FakeVectors
from tests.fake_vendors import FakeEmbeddings
from tests.fakes import TurnedClock
from tests.functions.articles.shelf import published

AWAY = Unavailable("away", vendor="fake")


class Shelf:
    """Articles and tickets, and whoever looks for them in a call."""

    def __init__(self, db: Database, clock: TurnedClock) -> None:
        self.db, self.clock = db, clock
        self.embeddings, self.vectors = FakeEmbeddings(), FakeVectors()

    async def article(self, title: str, text: str) -> str:
        number = (await published(self.db, self.clock, title, text)).number
        await self._indexed()
        return number

    async def ticket(self, title: str, notes: str | None, code: ResolutionCode) -> Ticket:
        draft = Draft(title=title, requester_name="Luis Vega", requester_phone="+12025550117")
        opened = await tickets.open_ticket(self.db, self.clock, draft, "Ana")
        if notes:
            solved = Resolution(code=code, notes=notes)
            opened = await tickets.resolve(self.db, self.clock, opened.id, solved, Act(actor="Ana"))
        await self._learn(opened)
        return opened

    async def offers(self, words: str, deadline: float = 1) -> list[tuple[str, str]]:
        offered = await found(self.db, self.vectors, self.embeddings, words, deadline)
        return [(each.number, each.text) for each in offered]

    async def _learn(self, ticket: Ticket) -> None:
        changed = TicketChanged.new(
            self.clock.now(),
            ticket_id=ticket.id,
            number=ticket.number,
            title=ticket.title,
            text=ticket.title,
            language="en",
            resolved=ticket.resolution_notes is not None,
            version=ticket.version,
        )
        await learning.learn(self.db, self.clock, changed)
        await self._indexed()

    async def _indexed(self) -> None:
        await embedding.embed_waiting(self.db, self.clock, self.embeddings, self.vectors)


@pytest.fixture
def shelf(db: Database, clock: TurnedClock) -> Shelf:
    return Shelf(db, clock)


SOLVED = ResolutionCode.SOLUTION_PROVIDED


async def test_an_article_is_offered_with_what_it_says(shelf: Shelf) -> None:
    number = await shelf.article("modem does not work", "Hold the button.")
    assert await shelf.offers("my modem does not work") == [(number, "Hold the button.")]


async def test_a_solved_ticket_is_offered_by_its_solution_and_an_open_one_is_not(
    shelf: Shelf,
) -> None:
    solved = await shelf.ticket("modem does not work", "Hold the button.", SOLVED)
    await shelf.ticket("modem does not work", None, SOLVED)
    await shelf.ticket("modem does not work", "As the other.", ResolutionCode.DUPLICATE)
    assert await shelf.offers("my modem does not work") == [(solved.number, "Hold the button.")]


async def test_what_is_about_something_else_is_not_offered(shelf: Shelf) -> None:
    await shelf.article("holidays of the office", "We are closed in August.")
    assert await shelf.offers("my modem does not work") == []


async def test_numbers_and_addresses_of_whoever_asked_before_are_left_out(shelf: Shelf) -> None:
    notes = "Called back +1 202 555 0117, wrote to luis@vega.example: hold it for 10 seconds."
    await shelf.ticket("modem does not work", notes, SOLVED)
    ((_, text),) = await shelf.offers("my modem does not work")
    assert text == "Called back …, wrote to …: hold it for 10 seconds."


async def test_without_a_model_the_words_find_it(shelf: Shelf) -> None:
    number = await shelf.article("modem does not work", "Hold the button.")
    shelf.embeddings.failure = AWAY
    assert [each for each, _ in await shelf.offers("modem does not work")] == [number]


async def test_a_search_that_takes_too_long_is_done_without(shelf: Shelf) -> None:
    await shelf.article("modem does not work", "Hold the button.")
    shelf.embeddings.meanwhile = asyncio.Event().wait
    assert await shelf.offers("my modem does not work", deadline=0) == []
