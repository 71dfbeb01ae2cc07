"""Lists of tickets in the order of a column: SQL. The newest first are in `headings.py`.

A page is read off indexes, in each state on its own, however many tickets there are.
"""

from typing import Any

from psycopg import sql
from psycopg.rows import class_row

from functions.access.model import Sight
from functions.tickets.conditions import Conditions, possible
from functions.tickets.filters import Filter
from functions.tickets.model import Heading, State
from functions.tickets.ordering import RANKED, Column, Listing, parts, place
from shared.db.pool import Connection

EVERY_PRIORITY = (1, 2, 3, 4, 5)

_RANKED = sql.SQL(
    """
    with page as (
      select found.serial, part.rank
      from unnest(
          %(states)s::text[], %(priorities)s::smallint[], %(ranks)s::int[], %(bounds)s::bigint[]
        ) as part (state, priority, rank, bound),
        lateral (
          select serial from ticket
          where state = part.state and priority = part.priority and serial {beyond} part.bound
            and (%(assignee)s::text is null or assignee = %(assignee)s) and ({asked})
          order by serial {way} limit %(limit)s
        ) as found
      order by part.rank {way}, found.serial {way} limit %(limit)s
    )
    select id, number, title, language, channel, requester_name, priority, state,
      assignee, opened_at, updated_at, version
    from page join ticket using (serial) order by page.rank {way}, serial {way}
    """
)
_KEYED = sql.SQL(
    """
    with page as (
      select found.serial, found.key
      from unnest(%(states)s::text[]) as the_state,
        lateral (
          select serial, {key} as key from ticket
          where state = the_state and priority = any(%(priorities)s) and {left}
            and (%(assignee)s::text is null or assignee = %(assignee)s) and ({asked})
          order by {key} {way}, serial {way} limit %(limit)s
        ) as found
      order by found.key {way}, found.serial {way} limit %(limit)s
    )
    select id, number, title, language, channel, requester_name, priority, state,
      assignee, opened_at, updated_at, version
    from page join ticket using (serial) order by page.key {way}, serial {way}
    """
)
_LEFT = sql.SQL("({key}, serial) {beyond} ({value}, %(number)s)")
_ANY = sql.SQL("true")
_KEYS = {
    Column.TITLE: (sql.SQL("lower(title)"), sql.SQL("lower(%(value)s)")),
    Column.REQUESTER: (sql.SQL("lower(requester_name)"), sql.SQL("lower(%(value)s)")),
    Column.ASSIGNEE: (sql.SQL("lower(coalesce(assignee, ''))"), sql.SQL("lower(%(value)s)")),
    Column.OPENED: (sql.SQL("opened_at"), sql.SQL("%(value)s::timestamptz")),
    Column.UPDATED: (sql.SQL("updated_at"), sql.SQL("%(value)s::timestamptz")),
}
"""What is compared, as the indexes on tickets have it, and with what."""


async def page(
    conn: Connection, listing: Listing, asked: Conditions, sight: Sight | None = None
) -> list[Heading]:
    """Those that fulfil conditions and are in sight, in their order, and one more than wanted.

    Raises `Invalid` where `after` is from a list in another order.
    """
    statement = _ranked if listing.column in RANKED else _keyed
    async with conn.cursor(row_factory=class_row(Heading)) as cursor:
        await cursor.execute(*statement(listing, asked, sight))
        return await cursor.fetchall()


type Statement = tuple[sql.Composed, dict[str, Any]]


def _ranked(listing: Listing, asked: Conditions, sight: Sight | None) -> Statement:
    bounds, fulfilled = _bounds(listing, asked), Filter(asked, sight)
    left = list(parts(listing, bounds["states"], bounds["priorities"]))
    of_each = {
        "states": [part.state for part in left],
        "priorities": [part.priority for part in left],
        "ranks": [part.rank for part in left],
        "bounds": [part.bound for part in left],
    }
    statement = _RANKED.format(asked=fulfilled.sql if asked or sight else _ANY, **_ways(listing))
    return statement, {**bounds, **of_each, **fulfilled.values}


def _keyed(listing: Listing, asked: Conditions, sight: Sight | None) -> Statement:
    bounds, fulfilled = _bounds(listing, asked), Filter(asked, sight)
    also = fulfilled.sql if asked or sight else _ANY
    key, value = _KEYS[listing.column]
    ways, at = _ways(listing), place(listing)
    left = _LEFT.format(key=key, value=value, beyond=ways["beyond"]) if at else _ANY
    shown = {"number": at[0], "value": at[1]} if at else {}
    statement = _KEYED.format(key=key, left=left, asked=also, way=ways["way"])
    return statement, {**bounds, **shown, **fulfilled.values}


def _ways(listing: Listing) -> dict[str, sql.SQL]:
    if listing.descending:
        return {"way": sql.SQL("desc"), "beyond": sql.SQL("<")}
    return {"way": sql.SQL("asc"), "beyond": sql.SQL(">")}


def _bounds(listing: Listing, asked: Conditions) -> dict[str, Any]:
    """As far as they say in which states and priorities a ticket can be, only such are read."""
    states: list[Any] = [str(state) for state in State if state in (listing.state or State)]
    priorities: list[Any] = sorted(set(listing.priority or EVERY_PRIORITY))
    return {
        "states": possible(asked, "state", states) if asked else states,
        "priorities": possible(asked, "priority", priorities) if asked else priorities,
        "assignee": listing.assignee,
        "limit": listing.limit + 1,
    }
