"""Tickets by who asked for them, and how that is forgotten."""

from collections.abc import Sequence
from uuid import UUID

from functions.tickets import askers, entries
from functions.tickets.model import (
    Entry,
    Requested,
    Ticket,
)
from functions.watching import service as watching
from shared.db.pool import Connection


async def of_requester(
    conn: Connection, requester_id: str, *, before: int, limit: int
) -> list[Requested]:
    """The newest tickets that somebody asked for through the portal."""
    return await askers.of_requester(conn, requester_id, before=before, limit=limit)


async def of_person(conn: Connection, phone: str, contact_id: UUID | None) -> list[Ticket]:
    """What somebody asked for, the oldest first."""
    return await askers.of_person(conn, phone, contact_id)


async def ids_of_person(conn: Connection, phone: str, contact_ids: Sequence[UUID]) -> list[UUID]:
    """Which tickets somebody asked for."""
    return await askers.ids_of_person(conn, phone, contact_ids)


async def comments_of(conn: Connection, ticket_ids: Sequence[UUID]) -> list[Entry]:
    """What was said on these tickets for whoever asked for them, the oldest first."""
    return await entries.comments_of(conn, ticket_ids)


async def erase_requester(conn: Connection, phone: str, contact_ids: Sequence[UUID]) -> int:
    """Forget who asked, in how many tickets. Title, words and journal stay: they are the work."""
    for ticket_id, name in await askers.spoke_themselves(conn, phone, contact_ids):
        await askers.erase_actor(conn, ticket_id, name)
        await watching.erase_actor(conn, ticket_id, name)
    return await askers.erase_requester(conn, phone, contact_ids)
