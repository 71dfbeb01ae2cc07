"""Tickets that become critical after they have come in."""

import pytest

from functions.escalations import phrases, service
from functions.escalations.model import Escalation
from functions.tickets import service as tickets
from functions.tickets.model import Draft, Edit, State, Ticket
from functions.tickets.service import Act
from shared.db.pool import Database
from shared.messages import Escalate
from shared.value import Spoken
from tests.fakes import TurnedClock
from tests.functions.escalations.conftest import ANA

ZOE = Act(actor="Zoe")
RAISED, LOWERED = Edit(impact=1, urgency=1), Edit(impact=3)


@pytest.fixture
async def ticket(db: Database, clock: TurnedClock, rota: None) -> Ticket:
    """As requesters open them: critical to nobody."""
    draft = Draft(title="The line is dead", requester_name="Front desk", assignee=ANA)
    return await tickets.open_ticket(db, clock, draft, "Zoe")


async def told(db: Database) -> list[Escalate]:
    async with db.transaction() as conn:
        query = "select body from outbox where queue = 'escalate' order by position"
        cursor = await conn.execute(query)
        return [Escalate.model_validate(row[0]) for row in await cursor.fetchall()]


async def begun(db: Database, clock: TurnedClock) -> list[Escalation | None]:
    return [await service.begin(db, clock, each) for each in await told(db)]


async def edited(db: Database, clock: TurnedClock, ticket: Ticket, *edits: Edit) -> None:
    for edit in edits:
        await tickets.edit(db, clock, ticket.id, edit, ZOE)


async def test_somebody_is_rung_once_about_a_ticket_that_becomes_critical(
    db: Database, clock: TurnedClock, ticket: Ticket
) -> None:
    await edited(db, clock, ticket, RAISED, Edit(title="All lines are dead"), LOWERED, RAISED)
    first, again = await begun(db, clock)
    assert first is not None
    assert (first, first.assignee, first.state) == (again, ANA, "running")


async def test_nobody_is_rung_about_one_that_somebody_works_on(
    db: Database, clock: TurnedClock, ticket: Ticket
) -> None:
    await edited(db, clock, ticket, Edit(state=State.IN_PROGRESS), RAISED)
    assert await told(db) == []


async def test_nobody_is_rung_about_one_that_somebody_has_begun_with_meanwhile(
    db: Database, clock: TurnedClock, ticket: Ticket
) -> None:
    await edited(db, clock, ticket, RAISED, Edit(state=State.IN_PROGRESS))
    assert await begun(db, clock) == [None]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Spoken.EN, "The line is dead. It has become critical. Press 1"),
        (Spoken.ES, "The line is dead. Ha pasado a ser crítica. Pulse 1"),
    ],
)
async def test_who_is_rung_hears_that_it_has_become_critical(
    db: Database, clock: TurnedClock, ticket: Ticket, language: Spoken, words: str
) -> None:
    await edited(db, clock, ticket, RAISED)
    (escalation,) = await begun(db, clock)
    assert escalation is not None
    seen = service.seen_of(await tickets.ticket(db, ticket.id))
    assert words in phrases.about(escalation, seen, language, "Acme")
