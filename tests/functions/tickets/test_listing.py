"""In whatever order a list is asked for, its pages hold what sorting all tickets gives."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from functions.tickets import lookup
from functions.tickets.conditions import read
from functions.tickets.model import Heading, State
from functions.tickets.ordering import Column, Listing, cursor
from shared.db.pool import Database
from shared.errors import Invalid
from tests.fakes import NOON

STATES = list(State)
TITLES = ("vpn", "VPN drops", "Printer", "printer", "x~y\nz")
PEOPLE = (None, "Ana", "bea")
COUNT = 40
ORDERS = [sign + column for column in Column for sign in ("", "-")]


def a_row(n: int) -> dict[str, Any]:
    return {
        "id": UUID(int=n + 1),
        "title": TITLES[n % 5],
        "requester_name": f"Desk {n % 4}",
        "priority": n % 5 + 1,
        "state": STATES[n * 7 % 6],
        "assignee": PEOPLE[n % 3],
        "opened_at": NOON + timedelta(hours=n * 7 % 11),
        "updated_at": NOON + timedelta(hours=n * 5 % 7, microseconds=n % 2),
    }


@pytest.fixture
async def desk(db: Database) -> Database:
    """Tickets with many equals, more than a page of them."""
    async with db.transaction() as conn, conn.cursor() as cursor:
        await cursor.executemany(
            """
            insert into ticket (
              id, title, description, language, channel, requester_name, impact, urgency, priority,
              state, hold_reason, resolution_code, resolution_notes, assignee, opened_by,
              opened_at, updated_at, resolved_at, version
            ) values (
              %(id)s, %(title)s, '', 'en', 'web', %(requester_name)s, 1, 1, %(priority)s,
              %(state)s::text, case when %(state)s = 'on_hold' then 'awaiting_vendor' end,
              case when %(state)s in ('resolved', 'closed') then 'duplicate' end,
              case when %(state)s in ('resolved', 'closed') then 'same' end, %(assignee)s, 'Ana',
              %(opened_at)s, %(updated_at)s,
              case when %(state)s in ('resolved', 'closed') then %(updated_at)s end, 1
            )
            """,
            [a_row(n) for n in range(COUNT)],
        )
    return db


async def listed(db: Database, order: str, line: str = "", **wanted: Any) -> list[Heading]:
    """All of a list, page by page."""
    shown: list[Heading] = []
    asked, after = read(line, NOON) if line else (), None
    while True:
        listing = Listing(order=order, after=after, limit=7, **wanted)
        page = await lookup.listed(db, listing, asked)
        shown += page[:7]
        if len(page) <= 7:
            return shown
        after = cursor(listing, page[6])


def key(column: str, ticket: Heading) -> tuple[Any, str]:
    value = getattr(ticket, column)
    if column == "state":
        return STATES.index(value), ticket.number
    return (value or "").lower() if column in {"title", "assignee"} else value, ticket.number


@pytest.mark.parametrize("order", ORDERS)
async def test_pages_in_an_order_hold_what_sorting_all_gives(desk: Database, order: str) -> None:
    column, descending = order.removeprefix("-"), order.startswith("-")
    every = await listed(desk, "-number")
    wanted = sorted(every, key=lambda each: key(column, each), reverse=descending)
    assert len(every) == COUNT
    assert await listed(desk, order) == wanted


@pytest.mark.parametrize("order", ["state", "-priority", "title", "-updated_at"])
@pytest.mark.parametrize(
    ("line", "wanted"),
    [("assigneeISEMPTY", {}), ("priority<=2^NQtitleLIKEvpn", {"state": ["new", "closed"]})],
)
async def test_conditions_leave_out_what_they_leave_out_in_any_order(
    desk: Database, order: str, line: str, wanted: dict[str, Any]
) -> None:
    plain = await listed(desk, "-number", line, **wanted)
    column, descending = order.removeprefix("-"), order.startswith("-")
    expected = sorted(plain, key=lambda each: key(column, each), reverse=descending)
    assert 0 < len(plain) < COUNT
    assert await listed(desk, order, line, **wanted) == expected


async def test_a_ticket_changed_between_two_pages_moves_nobodys_place(desk: Database) -> None:
    listing = Listing(order="updated_at", limit=7)
    first = (await lookup.listed(desk, listing))[:7]
    async with desk.transaction() as conn:
        await conn.execute(
            "update ticket set updated_at = %s where id = %s",
            (NOON + timedelta(days=1), first[-1].id),
        )
    after = listing.model_copy(update={"after": cursor(listing, first[-1])})
    second = await lookup.listed(desk, after)
    assert not {each.id for each in second} & {each.id for each in first}


@pytest.mark.parametrize(
    ("order", "after"),
    [
        ("-number", "INC0010001~new"),
        ("state", "INC0010001"),
        ("state", "INC0010001~lost"),
        ("priority", "INC0010001~high"),
        ("opened_at", "INC0010001~2027-03-01"),
    ],
)
async def test_a_place_in_another_order_is_refused_and_says_so(
    db: Database, order: str, after: str
) -> None:
    with pytest.raises(Invalid, match="ask for its first page"):
        await lookup.listed(db, Listing(order=order, after=after))
