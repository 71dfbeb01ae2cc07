"""Which fields tickets have, and whether what is filled in fits."""

from collections.abc import Mapping

from functions.audit import service as audit
from functions.audit.model import By, Written
from functions.fields import model, store
from functions.fields.model import Definition, Filled, KnownField
from shared.db.pool import Connection, Database
from shared.errors import Conflict, Invalid, Stale
from shared.ports import Clock


async def every(conn: Connection) -> list[KnownField]:
    """All of them, by key."""
    return await store.every(conn)


async def define(
    db: Database, clock: Clock, key: str, wanted: Definition, *, by: By, seen: int
) -> KnownField:
    """Let a field be that; `seen` is 0 for a new one. Raises `Stale` and `Conflict`.

    Its kind stays: tickets hold values of it.
    """
    now = clock.now()
    about = {"key": key, "changed_by": by.name, "changed_at": now, "version": seen + 1}
    field = KnownField.model_validate({**wanted.model_dump(), **about})
    async with db.transaction() as conn:
        before = await _seen(conn, key, seen)
        if before and before.kind is not field.kind:
            raise Conflict(
                f"The field holds a {before.kind}, and tickets have filled it in. "
                "Retire it, and define another under a new key.",
                kind=before.kind,
            )
        if not await store.put(conn, field):
            await _seen(conn, key, seen)
        about_it = Written(what="ticket_field", subject=key)
        await audit.note_change(conn, by, about_it, (before, field), now)
    return field


async def _seen(conn: Connection, key: str, seen: int) -> KnownField | None:
    """The field, if it is still at the version that was seen. Raises `Stale` otherwise."""
    field = await store.one(conn, key)
    version = field.version if field else 0
    if version != seen:
        by, at = (field.changed_by, field.changed_at) if field else (None, None)
        raise Stale.last_changed("field", seen=seen, version=version, by=by, at=at)
    return field


async def check_new(conn: Connection, template: str | None, given: Mapping[str, Filled]) -> None:
    """Raise `Invalid`, field by field, unless a new ticket may be filled in like that."""
    known = await store.every(conn)
    model.check(known, template, given)
    if missing := model.lacking(known, template, given, "new"):
        named = ", ".join(each["field"] for each in missing)
        raise Invalid(f"Correct and send again: {named}.", errors=missing)


async def check(conn: Connection, template: str | None, given: Mapping[str, Filled]) -> None:
    """Raise `Invalid`, field by field, unless all that is given fits."""
    model.check(await store.every(conn), template, given)


async def check_entry(
    conn: Connection, template: str | None, filled: Mapping[str, Filled], state: str
) -> None:
    """Raise `Conflict` where a ticket lacks what it needs in that state."""
    model.refuse_lack(model.lacking(await store.every(conn), template, filled, state), state)
