"""Conditions on tickets in SQL. Columns come from a list of ours, values are bound."""

from collections.abc import Callable
from typing import Any

from psycopg import sql

from functions.access.model import Sight
from functions.tickets.conditions import FIELDS as ASKED
from functions.tickets.conditions import Conditions, Kind, Operand, Operator, Span, Term

COLUMNS = {name: sql.Identifier("ticket", name) for name in ASKED} | {
    "number": sql.Identifier("ticket", "serial"),
    "group": sql.Identifier("ticket", "group_key"),
}
IN_SIGHT = sql.SQL("(ticket.group_key = any(%(sight_groups)s) or ticket.assignee = %(sight_name)s)")
"""What somebody sees who sees the tickets of their groups and their own: the one rule of it."""
Shape = Callable[[tuple[Operand, ...]], tuple[str, list[Any]]]


def _of_one(text: str) -> Shape:
    return lambda values: (text, [values[0]])


def _of_all(text: str) -> Shape:
    return lambda values: (text, [list(values)])


def _letters(text: str, pattern: str) -> Shape:
    return lambda values: (text, [pattern.format(_escaped(str(values[0])))])


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


_SHAPES: dict[Operator, Shape] = {
    Operator.IS: _of_one("{0} = {1}"),
    Operator.IS_NOT: _of_one("{0} is distinct from {1}"),
    Operator.IN: _of_all("{0} = any({1})"),
    Operator.NOT_IN: _of_all("({0} <> all({1}) or {0} is null)"),
    Operator.BELOW: _of_one("{0} < {1}"),
    Operator.AT_MOST: _of_one("{0} <= {1}"),
    Operator.ABOVE: _of_one("{0} > {1}"),
    Operator.AT_LEAST: _of_one("{0} >= {1}"),
    Operator.BETWEEN: lambda values: ("{0} between {1} and {2}", list(values)),
    Operator.LIKE: _letters("{0} ilike {1}", "%{}%"),
    Operator.CONTAINS: _letters("{0} ilike {1}", "%{}%"),
    Operator.NOT_LIKE: _letters("({0} not ilike {1} or {0} is null)", "%{}%"),
    Operator.STARTS_WITH: _letters("{0} ilike {1}", "{}%"),
    Operator.IS_EMPTY: lambda _: ("{0} is null", []),
    Operator.IS_NOT_EMPTY: lambda _: ("{0} is not null", []),
}
_EMPTY_TEXTS: dict[Operator, Shape] = {
    Operator.IS_EMPTY: lambda _: ("coalesce({0}, '') = ''", []),
    Operator.IS_NOT_EMPTY: lambda _: ("{0} <> ''", []),
}


def _within(text: str) -> Shape:
    """What holds for a time that lies in one of the spans, or in none."""

    def shaped(values: tuple[Operand, ...]) -> tuple[str, list[Any]]:
        spans = [value for value in values if isinstance(value, Span)]
        return text, [[span.begin for span in spans], [span.end for span in spans]]

    return shaped


_INSIDE = (
    "exists (select from unnest({1}::timestamptz[], {2}::timestamptz[]) as span (begun, ended) "
    "where {0} >= begun and {0} < ended)"
)
_TIMES: dict[Operator, Shape] = {
    Operator.IS: _within(_INSIDE),
    Operator.IN: _within(_INSIDE),
    Operator.IS_NOT: _within(f"not {_INSIDE}"),
    Operator.NOT_IN: _within(f"not {_INSIDE}"),
    Operator.BELOW: lambda values: ("{0} < {1}", [_span(values[0]).begin]),
    Operator.AT_MOST: lambda values: ("{0} < {1}", [_span(values[0]).end]),
    Operator.ABOVE: lambda values: ("{0} >= {1}", [_span(values[0]).end]),
    Operator.AT_LEAST: lambda values: ("{0} >= {1}", [_span(values[0]).begin]),
    Operator.BETWEEN: lambda values: (
        "({0} >= {1} and {0} < {2})",
        [_span(values[0]).begin, _span(values[1]).end],
    ),
}
_BY_KIND = {
    Kind.TEXT: {**_SHAPES, **_EMPTY_TEXTS},
    Kind.CHOICE: _SHAPES,
    Kind.WHOLE: _SHAPES,
    Kind.INSTANT: {**_SHAPES, **_TIMES},
}


def _span(value: Operand) -> Span:
    assert isinstance(value, Span)
    return value


class Filter:
    """What a ticket has to fulfil to be shown, as a piece of SQL and the values it binds."""

    def __init__(self, conditions: Conditions, sight: Sight | None = None) -> None:
        self.values: dict[str, Any] = {}
        every = [
            sql.SQL(" and ").join(
                sql.SQL("({})").format(sql.SQL(" or ").join(map(self._term, clause)))
                for clause in clauses
            )
            for clauses in conditions
        ]
        asked = sql.SQL(" or ").join(sql.SQL("({})").format(each) for each in every)
        kept: list[sql.Composable] = [sql.SQL("({})").format(asked)] if every else []
        if sight is not None:
            kept.append(IN_SIGHT)
            self.values |= {"sight_groups": sorted(sight.groups), "sight_name": sight.name}
        self.sql = sql.SQL(" and ").join(kept)

    def _term(self, term: Term) -> sql.Composable:
        shape = _BY_KIND[ASKED[term.field].kind][term.operator]
        text, values = shape(term.values)
        bound = [self._bound(value) for value in values]
        return sql.SQL(text).format(COLUMNS[term.field], *bound)

    def _bound(self, value: Any) -> sql.Placeholder:
        name = f"asked_{len(self.values)}"
        self.values[name] = value
        return sql.Placeholder(name)
