"""What people do with saved views."""

from datetime import datetime
from uuid import UUID

from functions.access.model import Principal
from functions.audit import service as audit
from functions.audit.model import Written
from functions.tickets import conditions, lookup
from functions.views import model, store
from functions.views.model import Scope, View, Wording
from shared.db.pool import Connection, Database
from shared.errors import Invalid, NotFound, Stale
from shared.ports import Clock
from shared.value import Value, new_id

PRIVATE = frozenset({"name", "query"})


class Count(Value):
    """How many tickets a view shows; `more`: at least that many, counting ended there."""

    count: int
    more: bool


async def keep(db: Database, clock: Clock, wording: Wording, who: Principal) -> View:
    """Keep a view. Raises `Forbidden`, and `Invalid` where its query cannot be read."""
    now = clock.now()
    model.check_may_keep(wording, who)
    _check_query(wording, clock)
    view = View(id=new_id(now), owner=who.id, version=1, updated_at=now, **wording.model_dump())
    async with db.transaction() as conn:
        await store.add(conn, view)
        await _note(conn, who, (None, view), now)
    return view


async def _note(
    conn: Connection, who: Principal, change: tuple[View | None, View | None], at: datetime
) -> None:
    """What somebody keeps for themselves alone, the audit does not tell others."""
    shown = [each for each in change if each]
    is_private = all(each.scope is Scope.PERSONAL for each in shown)
    about = Written(what="saved_view", subject=str(shown[0].id))
    without = PRIVATE if is_private else frozenset[str]()
    await audit.note_change(conn, who.by, about, change, at, without=without)


def _check_query(wording: Wording, clock: Clock) -> None:
    try:
        conditions.read(wording.query, clock.now())
    except Invalid as problem:
        errors = [{**error, "field": "query"} for error in problem.extra["errors"]]
        raise Invalid(problem.detail, errors=errors) from problem


async def views(db: Database, who: Principal) -> list[View]:
    """All that somebody may see: their own, their groups', everybody's."""
    async with db.transaction() as conn:
        return await store.seen_by(conn, who.id, who.groups)


async def view(db: Database, view_id: UUID, who: Principal) -> View:
    """One view. Raises `NotFound`, also where it is not for them to see."""
    async with db.transaction() as conn:
        return _seen(await store.get(conn, view_id), view_id, who)


def _seen(found: View | None, view_id: UUID, who: Principal) -> View:
    if found is None or not model.may_be_seen(found, who):
        raise NotFound("There is no such view for you. Look in your list.", view_id=str(view_id))
    return found


async def count(db: Database, clock: Clock, view_id: UUID, who: Principal) -> Count:
    """How many tickets it shows now, counted up to a thousand. Raises `NotFound`."""
    shown = await view(db, view_id, who)
    asked = conditions.read(shown.query, clock.now())
    counted = await lookup.count(db, asked, sight=who.sight)
    return Count(count=counted, more=counted >= lookup.COUNTED)


class Change(Value):
    """Who changes a view, and which version they have seen."""

    who: Principal
    seen: int


async def rewrite(
    db: Database, clock: Clock, view_id: UUID, wording: Wording, change: Change
) -> View:
    """Let it read like that. Raises `NotFound`, `Forbidden`, `Stale` and `Invalid`."""
    model.check_may_keep(wording, change.who)
    _check_query(wording, clock)
    async with db.transaction() as conn:
        before = await _changeable(conn, view_id, change)
        now = clock.now()
        fields = {**wording.model_dump(), "version": before.version + 1, "updated_at": now}
        after = before.model_copy(update=fields)
        await store.save(conn, after)
        await _note(conn, change.who, (before, after), now)
    return after


async def drop(db: Database, clock: Clock, view_id: UUID, change: Change) -> None:
    """Drop a view. Raises `NotFound`, `Forbidden` and `Stale`."""
    async with db.transaction() as conn:
        gone = await _changeable(conn, view_id, change)
        await store.remove(conn, view_id)
        await _note(conn, change.who, (gone, None), clock.now())


async def _changeable(conn: Connection, view_id: UUID, change: Change) -> View:
    before = _seen(await store.lock(conn, view_id), view_id, change.who)
    model.check_may_change(before, change.who)
    if before.version != change.seen:
        raise Stale(
            f"You have seen version {change.seen}, by now it is version {before.version}. "
            "Read the view again, and make your change on that.",
            version=before.version,
        )
    return before
