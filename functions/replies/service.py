"""Keeps canned replies, and fills them in for a ticket."""

from uuid import UUID

from functions.audit import service as audit
from functions.audit.model import By, Written
from functions.replies import model, store
from functions.replies.model import Filled, Reply, Wording
from functions.tickets import service as tickets
from shared.db.pool import Connection, Database
from shared.errors import NotFound, Stale
from shared.ports import Clock
from shared.value import Spoken


async def every(db: Database) -> list[Reply]:
    """All of them, by key."""
    async with db.transaction() as conn:
        return await store.every(conn)


async def put(
    db: Database, clock: Clock, key: str, wording: Wording, *, by: By, seen: int
) -> Reply:
    """Let a reply read like that; `seen` is 0 for a new one. Raises `Stale`."""
    now = clock.now()
    about = {"key": key, "changed_by": by.name, "changed_at": now, "version": seen + 1}
    reply = Reply.model_validate({**wording.model_dump(), **about})
    async with db.transaction() as conn:
        before = await _seen(conn, key, seen)
        if not await store.put(conn, reply):
            await _seen(conn, key, seen)
        await audit.note_change(conn, by, _written(key), (before, reply), now)
    return reply


def _written(key: str) -> Written:
    return Written(what="canned_reply", subject=key)


async def remove(db: Database, clock: Clock, key: str, *, seen: int, by: By) -> None:
    """Drop a reply. Raises `NotFound` and `Stale`."""
    async with db.transaction() as conn:
        gone = await _seen(conn, key, seen)
        if gone is None:
            raise _none(key)
        await store.remove(conn, key)
        await audit.note_change(conn, by, _written(key), (gone, None), clock.now())


async def _seen(conn: Connection, key: str, seen: int) -> Reply | None:
    """The reply, if it is still at the version that was seen. Raises `Stale` otherwise."""
    reply = await store.lock(conn, key)
    version = reply.version if reply else 0
    if version != seen:
        by, at = (reply.changed_by, reply.changed_at) if reply else (None, None)
        raise Stale.last_changed("reply", seen=seen, version=version, by=by, at=at)
    return reply


def _none(key: str) -> NotFound:
    return NotFound("There is no such reply. Look for it in the list.", key=key)


async def fill(
    db: Database, key: str, ticket_id: UUID, agent: str, *, language: Spoken | None = None
) -> Filled:
    """A reply as it reads on a ticket, in the ticket's language unless told. Raises `NotFound`."""
    ticket = await tickets.ticket(db, ticket_id)
    async with db.transaction() as conn:
        reply = await store.get(conn, key)
    if reply is None:
        raise _none(key)
    values = {
        "number": ticket.number,
        "title": ticket.title,
        "requester": ticket.requester_name,
        "agent": agent,
        "resolution": ticket.resolution_notes or "",
    }
    return model.filled(reply, language or ticket.language, values)
