"""Lets people follow tickets, and writes down what they should be told."""

from collections.abc import Sequence
from uuid import UUID

from functions.access import service as access
from functions.watching import store
from functions.watching.model import Heard, Notification, Watcher, meant, mentioned
from shared.db.pool import Connection, Database
from shared.ports import Clock
from shared.value import Instant


async def hear(conn: Connection, heard: Heard, text: str = "") -> None:
    """Tell whoever follows or has the ticket. Whom the text names follows it from then on."""
    named = mentioned(text, heard.actor)
    if named:
        named = meant(named, await _known(conn, heard, named))
        await store.watch(conn, heard.ticket_id, named, heard.at)
    await store.tell(conn, heard, named)


async def _known(conn: Connection, heard: Heard, named: Sequence[str]) -> set[str]:
    """Who may be meant: who signs in by such a name, and whoever has the ticket."""
    signing_in = await access.names_like(conn, named)
    return {*signing_in, heard.assignee} if heard.assignee else {*signing_in}


async def watch(conn: Connection, ticket_id: UUID, people: Sequence[str], at: Instant) -> None:
    """Let them follow a ticket that is there. Again is harmless."""
    await store.watch(conn, ticket_id, people, at)


async def unwatch(conn: Connection, ticket_id: UUID, person: str) -> None:
    """Let them follow it no more. Again is harmless."""
    await store.unwatch(conn, ticket_id, person)


async def watchers(conn: Connection, ticket_id: UUID) -> list[Watcher]:
    """Whoever follows the ticket, the first first."""
    return await store.watchers(conn, ticket_id)


async def erase_actor(conn: Connection, ticket_id: UUID, actor: str) -> None:
    """Forget of whom the watchers of a ticket were told."""
    await store.erase_actor(conn, ticket_id, actor)


async def notifications(
    db: Database, person: str, *, unread: bool, before: int, limit: int
) -> list[Notification]:
    """What somebody was told, the newest first."""
    async with db.transaction() as conn:
        return await store.notifications(conn, person, unread=unread, before=before, limit=limit)


async def read(db: Database, clock: Clock, person: str, *, up_to: int) -> int:
    """Somebody has seen all up to that one. How many were new to them."""
    async with db.transaction() as conn:
        return await store.set_read(conn, person, up_to, clock.now())


async def retire(conn: Connection, before: Instant, most: int, *, dry_run: bool) -> int:
    """Remove what people were told until then. How many times; in a dry run it stays."""
    old = await store.worn(conn, before, most)
    if not dry_run:
        await store.remove(conn, old)
    return len(old)
