"""Which fields tickets have, and whether what is filled in fits."""

from collections.abc import Mapping

from functions.fields import model, store
from functions.fields.model import Definition, Filled, KnownField
from shared.db.pool import Connection, Database
from shared.errors import Conflict, Invalid, Missed, Stale
from shared.ports import Clock


async def every(conn: Connection) -> list[KnownField]:
    """All of them, by key."""
    return await store.every(conn)


async def define(
    db: Database, clock: Clock, key: str, wanted: Definition, *, actor: str, seen: int
) -> KnownField:
    """Let a field be that; `seen` is 0 for a new one. Raises `Stale` and `Conflict`.

    Its kind stays: tickets hold values of it.
    """
    about = {"key": key, "changed_by": actor, "changed_at": clock.now(), "version": seen + 1}
    field = KnownField.model_validate({**wanted.model_dump(), **about})
    async with db.transaction() as conn:
        before = await store.one(conn, key)
        if (before.version if before else 0) != seen:
            raise _stale(before, seen)
        if before and before.kind is not field.kind:
            raise Conflict(
                f"The field holds a {before.kind}, and tickets have filled it in. "
                "Retire it, and define another under a new key.",
                kind=before.kind,
            )
        if not await store.put(conn, field):
            raise _stale(await store.one(conn, key), seen)
    return field


def _stale(field: KnownField | None, seen: int) -> Stale:
    """Only the latest change is remembered, not what was before it."""
    if field is None:
        return Stale.since("field", seen=seen, version=0, missed=())
    latest = Missed(version=field.version, by=field.changed_by, at=field.changed_at, changes=())
    return Stale.since("field", seen=seen, version=field.version, missed=[latest])


async def opened(
    conn: Connection, template: str | None, given: Mapping[str, Filled]
) -> dict[str, Filled]:
    """What a new ticket holds. Raises `Invalid`, field by field."""
    known = await store.every(conn)
    told = model.checked(known, template, given)
    kept = {key: value for key, value in told.items() if value is not None}
    if missing := model.lacking(known, template, kept, "new"):
        named = ", ".join(each["field"] for each in missing)
        raise Invalid(f"Correct and send again: {named}.", errors=missing)
    return kept


async def checked(
    conn: Connection, template: str | None, given: Mapping[str, Filled]
) -> dict[str, Filled]:
    """Changes to what a ticket holds, as they are kept. Raises `Invalid`, field by field."""
    return model.checked(await store.every(conn), template, given)


async def check_entry(
    conn: Connection, template: str | None, filled: Mapping[str, Filled], state: str
) -> None:
    """Raise `Conflict` where a ticket lacks what it needs in that state."""
    model.refuse_lack(model.lacking(await store.every(conn), template, filled, state), state)
