"""Tickets that are opened, and what search is told of them."""

from functions.tickets import service, talk
from functions.tickets.model import (
    Channel,
    Draft,
    EntryKind,
    Resolution,
    ResolutionCode,
    Ticket,
)
from functions.tickets.service import Act
from shared.db.pool import Database
from shared.messages import TicketChanged
from tests.fakes import TurnedClock

DRAFT = Draft(title="The printer is dead", requester_name="Front desk", channel=Channel.PHONE)
SOLVED = Resolution(code=ResolutionCode.SOLUTION_PROVIDED, notes="Restarted the spooler")
ANA = Act(actor="Ana")


async def a_ticket(db: Database, **fields: object) -> Ticket:
    draft = DRAFT.model_copy(update=fields)
    return await service.open_ticket(db, TurnedClock(), draft, "Ana")


async def told(db: Database) -> list[TicketChanged]:
    async with db.transaction() as conn:
        cursor = await conn.execute(
            "select body::text from outbox where queue = 'ticket-changed' order by position"
        )
        return [TicketChanged.model_validate_json(row[0]) for row in await cursor.fetchall()]


async def entries(db: Database, ticket: Ticket) -> list[tuple[EntryKind, str | None]]:
    found = await talk.journal(db, ticket.id, before=None, limit=50)
    return [(entry.kind, entry.text) for entry in found]
