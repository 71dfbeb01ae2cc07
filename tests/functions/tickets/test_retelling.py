from collections.abc import Sequence
from datetime import timedelta

import pytest

from functions.knowledge import learning
from functions.tickets import retelling, service, telling
from functions.tickets.model import Draft, Edit, Ticket
from functions.tickets.service import Act
from shared.db.pool import Database
from shared.messages import TicketChanged
from tests.fakes import TurnedClock

MINUTE = 60
ANA = Act(actor="Ana")


async def opened(db: Database, clock: TurnedClock, title: str = "It jams") -> Ticket:
    draft = Draft(title=title, requester_name="Reception")
    return await service.open_ticket(db, clock, draft, "Ana")


async def taken(db: Database) -> list[TicketChanged]:
    """What lies in the outbox for search, taken out: delivered, or lost."""
    async with db.transaction() as conn:
        cursor = await conn.execute(
            "delete from outbox where queue = 'ticket-changed' returning body::text"
        )
        return [TicketChanged.model_validate_json(row[0]) for row in await cursor.fetchall()]


async def learned(db: Database, clock: TurnedClock, news: Sequence[TicketChanged]) -> None:
    await learning.learn(db, clock, *news)


async def retold(db: Database, clock: TurnedClock, back: timedelta = retelling.LATELY) -> int:
    return await retelling.retell(db, clock, back=back)


async def test_a_new_ticket_whose_message_was_lost_is_told_again_and_learnt(
    db: Database, clock: TurnedClock
) -> None:
    ticket = await opened(db, clock)
    await taken(db)
    young = await retold(db, clock)
    await clock.advance(3 * MINUTE)
    found = await retold(db, clock)
    again = await taken(db)
    await learned(db, clock, again)
    assert (young, found, [each.ticket_id for each in again]) == (0, 1, [ticket.id])
    assert await retold(db, clock) == 0


async def test_a_changed_ticket_whose_message_was_lost_is_told_as_it_now_reads(
    db: Database, clock: TurnedClock
) -> None:
    ticket = await opened(db, clock)
    await learned(db, clock, await taken(db))
    await clock.advance(60 * MINUTE)
    await service.edit(db, clock, ticket.id, Edit(title="It burns"), ANA)
    await taken(db)
    await clock.advance(3 * MINUTE)
    found = await retold(db, clock)
    assert (found, [each.title for each in await taken(db)]) == (1, ["It burns"])


async def test_what_search_knows_is_not_told_again(db: Database, clock: TurnedClock) -> None:
    ticket = await opened(db, clock)
    await service.edit(db, clock, ticket.id, Edit(title="It burns"), ANA)
    await learned(db, clock, await taken(db))
    await clock.advance(3 * MINUTE)
    assert (await retold(db, clock), await taken(db)) == (0, [])


async def test_what_an_outage_of_hours_left_is_found_by_the_look_at_the_day(
    db: Database, clock: TurnedClock
) -> None:
    await opened(db, clock)
    await taken(db)
    await clock.advance(5 * 60 * MINUTE)
    assert (await retold(db, clock), await retold(db, clock, retelling.DAY)) == (0, 1)


async def test_more_than_one_batch_is_compared(
    db: Database, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retelling, "BATCH", 2)
    tickets = [await opened(db, clock, title) for title in "abcde"]
    await taken(db)
    news = [telling.news(each, each.id) for each in tickets[:3]]
    await learned(db, clock, news)
    await clock.advance(3 * MINUTE)
    assert await retold(db, clock) == 2
