"""Tickets by who asked for them, and how that is forgotten."""

from collections.abc import Sequence
from uuid import UUID

from functions.tickets import askers, entries
from functions.tickets.model import (
    Asker,
    Entry,
    EntryKind,
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


async def of_person(conn: Connection, asker: Asker) -> list[Ticket]:
    """What somebody asked for, the oldest first."""
    return await askers.of_person(conn, asker)


async def are_one(conn: Connection, asker: Asker) -> bool:
    """Whether a ticket says that number and address are one person's."""
    return await askers.are_one(conn, asker)


async def comments_of(conn: Connection, ticket_ids: Sequence[UUID]) -> list[Entry]:
    """What was said on these tickets for whoever asked for them, the oldest first."""
    return await entries.comments_of(conn, ticket_ids)


async def erase_requester(conn: Connection, asker: Asker) -> int:
    """Forget who asked, in how many tickets. Title, words and journal stay: they are the work.

    By mail somebody has commented and nothing else: what a colleague of the same name did stays.
    """
    for ticket_id, name, signed_in in await askers.spoke_themselves(conn, asker):
        kinds = list(EntryKind) if signed_in else [EntryKind.COMMENT]
        await askers.erase_actor(conn, ticket_id, name, kinds=kinds)
        await watching.erase_actor(conn, ticket_id, name)
        if signed_in:
            await askers.erase_opener(conn, ticket_id, name)
    return await askers.erase_requester(conn, asker)
