"""Keeps templates, and opens tickets from them."""

from functions.audit import service as audit
from functions.audit.model import By, Written
from functions.tasks import service as tasks
from functions.templates import model, store
from functions.templates.model import Filling, Pattern, Template
from functions.tickets import service as tickets
from functions.tickets.model import Ticket
from shared.db.pool import Connection, Database
from shared.errors import NotFound, Stale
from shared.ports import Clock
from shared.value import Value


class Asking(Value):
    """Who opens a ticket, and the key that tells their request when it is repeated."""

    actor: str
    key: str | None = None


async def every(db: Database) -> list[Template]:
    """All of them, by key."""
    async with db.transaction() as conn:
        return await store.every(conn)


async def put(
    db: Database, clock: Clock, key: str, pattern: Pattern, *, by: By, seen: int
) -> Template:
    """Let a template be that; `seen` is 0 for a new one. Raises `Stale`."""
    now = clock.now()
    about = {"key": key, "changed_by": by.name, "changed_at": now, "version": seen + 1}
    template = Template.model_validate({**pattern.model_dump(), **about})
    async with db.transaction() as conn:
        before = await _seen(conn, key, seen)
        if not await store.put(conn, template):
            await _seen(conn, key, seen)
        await audit.note_change(conn, by, _written(key), (before, template), now)
    return template


def _written(key: str) -> Written:
    return Written(what="ticket_template", subject=key)


async def remove(db: Database, clock: Clock, key: str, *, seen: int, by: By) -> None:
    """Drop a template. What was opened from it stays. Raises `NotFound` and `Stale`."""
    async with db.transaction() as conn:
        gone = await _seen(conn, key, seen)
        if gone is None:
            raise _none(key)
        await store.remove(conn, key)
        await audit.note_change(conn, by, _written(key), (gone, None), clock.now())


async def _seen(conn: Connection, key: str, seen: int) -> Template | None:
    """The template, if it is still at the version that was seen. Raises `Stale` otherwise."""
    found = await store.lock(conn, key)
    version = found.version if found else 0
    if version != seen:
        by, at = (found.changed_by, found.changed_at) if found else (None, None)
        raise Stale.last_changed("template", seen=seen, version=version, by=by, at=at)
    return found


def _none(key: str) -> NotFound:
    return NotFound("There is no such template. Look for it in the list.", key=key)


async def open_ticket(
    db: Database, clock: Clock, key: str, filling: Filling, asking: Asking
) -> Ticket:
    """Open a ticket from a template, with its tasks. Raises `NotFound`, `Invalid`, `Conflict`."""
    now = clock.now()
    async with db.transaction() as conn:
        template = await store.get(conn, key)
        if template is None:
            raise _none(key)
        draft = model.drafted(template, filling)
        ticket = await tickets.open_checked(conn, now, draft, asking.actor, key=asking.key)
        if template.tasks and not await tasks.are_there(conn, ticket.id):
            await tasks.add_on(conn, now, ticket, template.tasks, asking.actor)
        return await tickets.locked(conn, ticket.id)
