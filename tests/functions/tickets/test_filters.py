"""Whatever conditions are asked for, PostgreSQL finds what a slow and obvious reading finds."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.tickets import lookup
from functions.tickets.conditions import FIELDS, Conditions, Operator, Span, Term, read
from functions.tickets.model import Wanted
from shared.db.pool import Database
from tests.fakes import NOON

TITLES = ("vpn", "Vpn drops", "50% off", "a_b", "Ñandú", "x^y\\")
PEOPLE = (None, "Ana", "Bea")
STATES = ("new", "in_progress", "on_hold", "resolved", "closed", "canceled")
COUNT = 60

Row = dict[str, Any]


def a_row(n: int) -> Row:
    state = STATES[n % 6]
    is_over = state in {"resolved", "closed"}
    return {
        "id": UUID(int=n + 1),
        "title": TITLES[n % 5 if n % 7 else 5],
        "description": "" if n % 2 else "long ago",
        "requester_phone": None if n % 3 else "+12025550101",
        "impact": n % 3 + 1,
        "urgency": n // 3 % 3 + 1,
        "priority": n % 3 + n // 3 % 3 + 1,
        "state": state,
        "hold_reason": "awaiting_vendor" if state == "on_hold" else None,
        "resolution_code": "duplicate" if is_over else None,
        "resolution_notes": "same" if is_over else None,
        "assignee": PEOPLE[n % 3],
        "opened_at": NOON + timedelta(hours=7 * n - 200),
        "resolved_at": NOON if is_over else None,
    }


ROWS = [a_row(n) for n in range(COUNT)]


@pytest.fixture
async def desk(db: Database) -> Database:
    """Tickets of all kinds, more than a page of them."""
    async with db.transaction() as conn, conn.cursor() as cursor:
        await cursor.executemany(
            """
            insert into ticket (
              id, title, description, language, channel, requester_name, requester_phone, impact,
              urgency, priority, state, hold_reason, resolution_code, resolution_notes, assignee,
              opened_by, opened_at, updated_at, resolved_at, version
            ) values (
              %(id)s, %(title)s, %(description)s, 'en', 'web', 'Front desk', %(requester_phone)s,
              %(impact)s, %(urgency)s, %(priority)s, %(state)s, %(hold_reason)s,
              %(resolution_code)s, %(resolution_notes)s, %(assignee)s, 'Ana', %(opened_at)s,
              %(opened_at)s, %(resolved_at)s, 1
            )
            """,
            ROWS,
        )
    return db


def holds(term: Term, row: Row) -> bool:
    """One term, the obvious way."""
    has, values = row[term.field], term.values
    if term.operator is Operator.IS_EMPTY:
        return has in {None, ""}
    if term.operator is Operator.IS_NOT_EMPTY:
        return has not in {None, ""}
    if term.operator in {Operator.IS_NOT, Operator.NOT_IN, Operator.NOT_LIKE}:
        return has is None or not PLAIN[OPPOSITES[term.operator]](has, values)
    return has is not None and PLAIN[term.operator](has, values)


def equals(has: Any, value: Any) -> bool:
    return value.begin <= has < value.end if isinstance(value, Span) else bool(has == value)


def is_before(has: Any, value: Any) -> bool:
    return bool(has < (value.begin if isinstance(value, Span) else value))


def lies_in(has: Any, values: Any) -> bool:
    return any(equals(has, value) for value in values)


OPPOSITES = {
    Operator.IS_NOT: Operator.IS,
    Operator.NOT_IN: Operator.IN,
    Operator.NOT_LIKE: Operator.LIKE,
}
PLAIN: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.IS: lies_in,
    Operator.IN: lies_in,
    Operator.LIKE: lambda has, values: values[0].lower() in has.lower(),
    Operator.CONTAINS: lambda has, values: values[0].lower() in has.lower(),
    Operator.STARTS_WITH: lambda has, values: has.lower().startswith(values[0].lower()),
    Operator.BELOW: lambda has, values: is_before(has, values[0]),
    Operator.AT_LEAST: lambda has, values: not is_before(has, values[0]),
    Operator.AT_MOST: lambda has, values: is_before(has, values[0]) or equals(has, values[0]),
    Operator.ABOVE: lambda has, values: (
        not is_before(has, values[0]) and not equals(has, values[0])
    ),
    Operator.BETWEEN: lambda has, values: (
        not is_before(has, values[0]) and (is_before(has, values[1]) or equals(has, values[1]))
    ),
}


def fulfils(row: Row, asked: Conditions) -> bool:
    """All conditions, the obvious way."""
    return any(
        all(any(holds(term, row) for term in clause) for clause in clauses) for clauses in asked
    )


def words(*values: str) -> st.SearchStrategy[str]:
    return st.sampled_from([value.replace("^", "^^") for value in values])


TIMES = words("-3d", "now", "+5h", "2026-01-05", "today", "-2w", "+1w", "+40h")
GIVEN = {
    "title": words("vpn", "VPN", "%", "_", "\\", "ñ", "x^y", "drops", "a_b"),
    "description": words("long", "LONG AGO", "%"),
    "requester_phone": words("+12025550101", "555"),
    "assignee": words("Ana", "ana", "Bea", "B"),
    "state": words(*STATES, "open"),
    "hold_reason": words("awaiting_vendor", "awaiting_caller"),
    "resolution_code": words("duplicate", "user_error"),
    "impact": words("1", "2", "3"),
    "priority": words("1", "2", "3", "4", "5"),
    "opened_at": TIMES,
    "resolved_at": TIMES,
}
USABLE = {
    "title": ("=", "!=", "LIKE", "NOT LIKE", "CONTAINS", "STARTSWITH", "IN", "NOT IN"),
    "state": ("=", "!=", "IN", "NOT IN"),
    "impact": ("=", "!=", "<", "<=", ">", ">=", "IN", "NOT IN", "BETWEEN"),
}
ALIKE = {"text": "title", "choice": "state", "whole number": "impact", "time": "impact"}


@st.composite
def a_term(draw: st.DrawFn) -> str:
    field = draw(st.sampled_from(sorted(GIVEN)))
    operators = (*USABLE[ALIKE[FIELDS[field].kind]], "ISEMPTY", "ISNOTEMPTY")
    operator = draw(st.sampled_from(operators))
    count = {"IN": 2, "NOT IN": 2, "BETWEEN": 2, "ISEMPTY": 0, "ISNOTEMPTY": 0}.get(operator, 1)
    values = draw(st.lists(GIVEN[field], min_size=count, max_size=count))
    return f"{field}{operator}{('@' if operator == 'BETWEEN' else ',').join(values)}"


@st.composite
def a_line(draw: st.DrawFn) -> str:
    terms = draw(st.lists(a_term(), min_size=1, max_size=5))
    joints = draw(st.lists(st.sampled_from(["^", "^OR", "^NQ"]), min_size=5, max_size=5))
    return terms[0] + "".join(joint + term for joint, term in zip(joints, terms[1:], strict=False))


async def found(db: Database, asked: Conditions) -> list[UUID]:
    """What PostgreSQL finds, page by page."""
    ids: list[UUID] = []
    after: str | None = None
    while True:
        page = await lookup.tickets(db, Wanted(after=after, limit=9), asked)
        ids += [each.id for each in page[:9]]
        if len(page) <= 9:
            return ids
        after = page[8].number


@given(line=a_line())
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_conditions_find_what_an_obvious_reading_finds(desk: Database, line: str) -> None:
    asked = read(line, NOON)
    expected = [row["id"] for row in reversed(ROWS) if fulfils(row, asked)]
    assert await found(desk, asked) == expected
