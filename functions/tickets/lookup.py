"""Tickets as they are looked up."""

from collections.abc import Sequence
from uuid import UUID

from functions.access.model import Sight
from functions.sla import service as sla
from functions.sla.model import Timer
from functions.tickets import entries, headings, listing, store
from functions.tickets.conditions import Conditions
from functions.tickets.model import (
    BEYOND_ALL,
    Entry,
    Heading,
    Requester,
    Ticket,
    Wanted,
)
from functions.tickets.ordering import NEWEST_FIRST, Listing, cursor, place
from shared.db.pool import Connection, Database
from shared.errors import NotFound
from shared.ports import Clock
from shared.value import Spoken

COUNTED = 1000


async def tickets(
    db: Database, wanted: Wanted, asked: Conditions = (), *, sight: Sight | None = None
) -> list[Heading]:
    """The newest in sight of that kind that fulfil conditions, one more than the page holds."""
    async with db.transaction() as conn:
        if asked or sight:
            return await headings.newest_where(conn, wanted, asked, sight)
        if wanted.assignee:
            return await headings.newest_of(conn, wanted)
        if wanted.state or wanted.priority:
            return await headings.newest_in(conn, wanted)
        return await headings.newest(conn, wanted)


async def listed(
    db: Database, wanted: Listing, asked: Conditions = (), *, sight: Sight | None = None
) -> list[Heading]:
    """The same in the order that is wanted. Raises `Invalid` where `after` is from another one."""
    place(wanted)
    if wanted.order == NEWEST_FIRST:
        return await tickets(db, wanted, asked, sight=sight)
    async with db.transaction() as conn:
        return await listing.page(conn, wanted, asked, sight)


async def count(db: Database, asked: Conditions, *, sight: Sight | None = None) -> int:
    """How many in sight fulfil conditions. Counting ends at `COUNTED`: it never takes long."""
    async with db.transaction() as conn:
        return await headings.count_where(conn, Wanted(), asked, sight, most=COUNTED)


async def check_in_sight(db: Database, ids: Sequence[UUID], sight: Sight | None) -> None:
    """Raise `NotFound` where somebody does not see all of these: to them there are none."""
    if sight is None:
        return
    async with db.transaction() as conn:
        unseen = set(ids) - await headings.in_sight(conn, ids, sight)
    if unseen:
        raise NotFound(
            "There is no such ticket. Look for it in the list.", ticket_id=str(min(unseen))
        )


async def matching(
    conn: Connection, asked: Conditions, sight: Sight | None, *, before: int, limit: int
) -> list[Ticket]:
    """The newest tickets numbered before that which fulfil conditions and are in sight, whole."""
    return await headings.whole_where(conn, asked, sight, before=before, limit=limit)


type Page = tuple[list[Ticket], str | None]
"""Some tickets in their order, and what to ask `after` for more."""


async def in_order(
    conn: Connection, wanted: Listing, asked: Conditions, sight: Sight | None
) -> Page:
    """Those in sight that fulfil conditions, whole, in the order that is wanted."""
    if wanted.order == NEWEST_FIRST:
        before = int(wanted.after.removeprefix("INC")) if wanted.after else BEYOND_ALL
        found = await matching(conn, asked, sight, before=before, limit=wanted.limit)
        return found, found[-1].number if found else None
    shown = (await listing.page(conn, wanted, asked, sight))[: wanted.limit]
    whole = {each.id: each for each in await store.whole(conn, [each.id for each in shown])}
    return [whole[each.id] for each in shown], cursor(wanted, shown[-1]) if shown else None


async def oldest_of_newest(
    conn: Connection, asked: Conditions, sight: Sight | None, place: int
) -> int | None:
    """The number of the one at that place among the newest; nothing where they are fewer."""
    return await headings.serial_at(conn, asked, sight, place)


async def with_ids(conn: Connection, ids: Sequence[UUID]) -> list[Ticket]:
    """Those of them that there are."""
    return await store.whole(conn, ids)


async def numbered(conn: Connection, number: str) -> Ticket | None:
    """The ticket of that number, `INC0010001`."""
    return await store.numbered(conn, int(number.removeprefix("INC")))


async def version(conn: Connection, ticket_id: UUID) -> int:
    """At which version a ticket is. Raises `NotFound`."""
    return await store.version(conn, ticket_id)


async def requesters(conn: Connection, wanted: Wanted) -> list[Requester]:
    """Who opened the newest tickets of that kind."""
    return await headings.requesters(conn, wanted)


async def requester_count(conn: Connection, wanted: Wanted) -> dict[Spoken, int]:
    """How many tickets of that kind there are in each language, whatever the page."""
    return await headings.requester_count(conn, wanted)


async def said(conn: Connection, ticket_id: UUID, positions: Sequence[int]) -> list[Entry]:
    """Those of its comments and work notes, the oldest first."""
    return await entries.said(conn, ticket_id, positions)


async def timers(db: Database, clock: Clock, ticket_id: UUID) -> list[Timer]:
    """How its clocks stand now."""
    async with db.transaction() as conn:
        return await sla.timers(conn, ticket_id, clock.now())
