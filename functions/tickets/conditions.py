"""Conditions on tickets as one line of text, `state=open^priority<=2^ORimpact=1`, read.

The grammar is ServiceNow's encoded query: `^` is and, `^OR` joins a term to the one before it,
`^NQ` begins another query of which either may hold, `^^` is the sign itself. The same line stands
in the URL, in the API and in saved views.
"""

import operator
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from functions.tickets.model import Channel, HoldReason, ResolutionCode, State
from shared.errors import Invalid
from shared.value import Spoken, Value

LONGEST, MOST_TERMS, MOST_VALUES = 2000, 40, 100
OPEN = (State.NEW, State.IN_PROGRESS, State.ON_HOLD)
GRAIN = timedelta(microseconds=1)  # PostgreSQL's
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    CHOICE = "choice"
    WHOLE = "whole number"
    INSTANT = "time"


class Operator(StrEnum):
    """What a field is asked. Where a field is empty, only the negative ones and ISEMPTY hold."""

    NOT_IN = "NOT IN"
    IS_NOT_EMPTY = "ISNOTEMPTY"
    IS_EMPTY = "ISEMPTY"
    STARTS_WITH = "STARTSWITH"
    NOT_LIKE = "NOT LIKE"
    BETWEEN = "BETWEEN"
    CONTAINS = "CONTAINS"
    LIKE = "LIKE"
    IN = "IN"
    AT_MOST = "<="
    AT_LEAST = ">="
    IS_NOT = "!="
    BELOW = "<"
    ABOVE = ">"
    IS = "="


_EMPTINESS = {Operator.IS_EMPTY, Operator.IS_NOT_EMPTY}
_EQUALITY = {Operator.IS, Operator.IS_NOT, Operator.IN, Operator.NOT_IN}
_LETTERS = {Operator.LIKE, Operator.CONTAINS, Operator.NOT_LIKE, Operator.STARTS_WITH}
_ORDER = {Operator.BELOW, Operator.AT_MOST, Operator.ABOVE, Operator.AT_LEAST, Operator.BETWEEN}
ALLOWED = {
    Kind.TEXT: _EMPTINESS | _EQUALITY | _LETTERS,
    Kind.CHOICE: _EMPTINESS | _EQUALITY,
    Kind.WHOLE: _EMPTINESS | _EQUALITY | _ORDER,
    Kind.INSTANT: _EMPTINESS | _EQUALITY | _ORDER,
}


class Field(Value):
    """Something a ticket can be asked for. `among` are the words that one of several takes."""

    kind: Kind
    among: tuple[str, ...] = ()


FIELDS = {
    "number": Field(kind=Kind.WHOLE),
    "title": Field(kind=Kind.TEXT),
    "description": Field(kind=Kind.TEXT),
    "language": Field(kind=Kind.CHOICE, among=tuple(Spoken)),
    "channel": Field(kind=Kind.CHOICE, among=tuple(Channel)),
    "requester_name": Field(kind=Kind.TEXT),
    "requester_phone": Field(kind=Kind.TEXT),
    "requester_email": Field(kind=Kind.TEXT),
    "impact": Field(kind=Kind.WHOLE),
    "urgency": Field(kind=Kind.WHOLE),
    "priority": Field(kind=Kind.WHOLE),
    "state": Field(kind=Kind.CHOICE, among=tuple(State)),
    "hold_reason": Field(kind=Kind.CHOICE, among=tuple(HoldReason)),
    "resolution_code": Field(kind=Kind.CHOICE, among=tuple(ResolutionCode)),
    "resolution_notes": Field(kind=Kind.TEXT),
    "assignee": Field(kind=Kind.TEXT),
    "group": Field(kind=Kind.TEXT),
    "reopened": Field(kind=Kind.WHOLE),
    "opened_by": Field(kind=Kind.TEXT),
    "opened_at": Field(kind=Kind.INSTANT),
    "updated_at": Field(kind=Kind.INSTANT),
    "resolved_at": Field(kind=Kind.INSTANT),
    "closed_at": Field(kind=Kind.INSTANT),
}


class Span(Value):
    """A stretch of time, its end not in it: a day, or the one grain of an exact instant."""

    begin: datetime
    end: datetime


type Operand = str | int | Span


class Term(Value):
    """One question to one field."""

    field: str
    operator: Operator
    values: tuple[Operand, ...] = ()


type Clause = tuple[Term, ...]
"""At least one of these holds."""
type Conditions = tuple[tuple[Clause, ...], ...]
"""Of at least one of these, every clause holds."""

_OPERATORS = "|".join(re.escape(operator) for operator in Operator)
_TERM = re.compile(rf"([a-z_]+)({_OPERATORS})(.*)", re.DOTALL)
_JOINT = re.compile(r"\^(\^|NQ|OR)?")


def read(query: str, now: datetime) -> Conditions:
    """What a line asks for. Raises `Invalid`, which names the term at fault."""
    if len(query) > LONGEST:
        raise _wrong(query[:50], f"is the beginning of more than {LONGEST} characters")
    queries: list[list[list[Term]]] = [[]]
    for count, (joint, text) in enumerate(_pieces(query)):
        if count == MOST_TERMS:
            raise _wrong(text, f"is one term more than the {MOST_TERMS} that can be asked")
        term = _term(text, now)
        if joint == "NQ":
            queries.append([])
        if joint == "OR":
            queries[-1][-1].append(term)
        else:
            queries[-1].append([term])
    return tuple(tuple(tuple(clause) for clause in clauses) for clauses in queries)


def _pieces(query: str) -> Iterator[tuple[str, str]]:
    """Each term, with what joins it to the one before."""
    joint, text, begin = "", "", 0
    for found in _JOINT.finditer(query):
        text, begin, sign = text + query[begin : found.start()], found.end(), found[1]
        if sign == "^":
            text += "^"
            continue
        yield joint, text
        joint, text = sign or "", ""
    yield joint, text + query[begin:]


def _term(text: str, now: datetime) -> Term:
    found = _TERM.fullmatch(text)
    if found is None:
        operators = ", ".join(Operator)
        raise _wrong(text, "is no condition", f"Write a field, one of {operators}, and a value.")
    name, asks, given = found[1], Operator(found[2]), found[3]
    if name not in FIELDS:
        raise _wrong(text, f"asks for {name}, which no ticket has", f"Take {', '.join(FIELDS)}.")
    kind = FIELDS[name].kind
    if asks not in ALLOWED[kind]:
        usable = ", ".join(each for each in Operator if each in ALLOWED[kind])
        raise _wrong(text, f"asks a {kind} for {asks}", f"Take one of {usable}.")
    try:
        values = tuple(_values(name, asks, given, now))
    except ValueError as error:
        raise _wrong(text, str(error)) from None
    return Term(field=name, operator=_widened(asks, values), values=values)


def _widened(asks: Operator, values: Sequence[Operand]) -> Operator:
    """`state=open` is one word for several states."""
    several = {Operator.IS: Operator.IN, Operator.IS_NOT: Operator.NOT_IN}
    return several.get(asks, asks) if len(values) > 1 else asks


def _values(name: str, asks: Operator, given: str, now: datetime) -> Iterator[Operand]:
    for part in _parts(asks, given):
        if (name, part) == ("state", "open"):
            yield from (state.value for state in OPEN)
        else:
            yield _READERS[FIELDS[name].kind](name, part, now)


def _parts(asks: Operator, given: str) -> list[str]:
    if asks in _EMPTINESS:
        if given:
            raise ValueError(f"{asks} takes no value")
        return []
    if asks is Operator.BETWEEN:
        begin, between, end = given.partition("@")
        if not between:
            raise ValueError("BETWEEN takes two values with @ between them")
        return [begin, end]
    parts = given.split(",") if asks in {Operator.IN, Operator.NOT_IN} else [given]
    if len(parts) > MOST_VALUES:
        raise ValueError(f"{asks} takes up to {MOST_VALUES} values")
    return parts


def _text(name: str, given: str, now: datetime) -> str:
    if not given:
        raise ValueError("has no value: ask ISEMPTY for fields without one")
    return given


def _choice(name: str, given: str, now: datetime) -> str:
    among = FIELDS[name].among
    if given not in among:
        raise ValueError(f"{name} is one of {', '.join(among)}")
    return given


def _whole(name: str, given: str, now: datetime) -> int:
    found = re.fullmatch(r"(?:INC)?(\d{1,12})" if name == "number" else r"(\d{1,9})", given)
    if found is None:
        raise ValueError(f"{name} is compared with a whole number, not with {given!r}")
    return int(found[1])


def _span(name: str, given: str, now: datetime) -> Span:
    """`-7d`, `now`, `today`, `2027-03-01` (all of that day, in UTC), `2027-03-01T12:00:00Z`."""
    try:
        if relative := re.fullmatch(r"([+-]\d{1,6})([mhdw])", given):
            return _instant(now + timedelta(**{UNITS[relative[2]]: int(relative[1])}))
        if given == "now":
            return _instant(now)
        if given == "today" or re.fullmatch(r"\d{4}-\d\d-\d\d", given):
            day = now.date() if given == "today" else date.fromisoformat(given)
            begin = datetime.combine(day, time(), UTC)
            return Span(begin=begin, end=begin + timedelta(days=1))
        exact = datetime.fromisoformat(given.replace(" ", "+"))  # a plus in a URL is a blank
        return _instant((exact if exact.tzinfo else exact.replace(tzinfo=UTC)).astimezone(UTC))
    except (ValueError, OverflowError):
        raise ValueError(
            f"{name} is compared with a time: 2027-03-01, 2027-03-01T12:00Z, today, or -7d "
            "(m, h, d, w)"
        ) from None


def _instant(at: datetime) -> Span:
    return Span(begin=at, end=at + GRAIN)


_READERS: dict[Kind, Callable[[str, str, datetime], Operand]] = {
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.WHOLE: _whole,
    Kind.INSTANT: _span,
}


def possible(conditions: Conditions, field: str, values: Sequence[Operand]) -> list[Operand]:
    """Those of a field's values with which a ticket may fulfil the conditions."""
    return [
        value
        for value in values
        if any(
            all(any(_may_hold(term, field, value) for term in clause) for clause in clauses)
            for clauses in conditions
        )
    ]


def _may_hold(term: Term, field: str, value: Any) -> bool:
    """Whether it holds for this value of that field; of other fields nothing is known."""
    if term.field != field or term.operator is Operator.IS_NOT_EMPTY:
        return True
    if term.operator is Operator.IS_EMPTY:
        return False
    if term.operator in _EQUALITY:
        return (value in term.values) is (term.operator in {Operator.IS, Operator.IN})
    return _ORDERS[term.operator](value, *term.values)


_ORDERS: dict[Operator, Callable[..., bool]] = {
    Operator.BELOW: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.ABOVE: operator.gt,
    Operator.AT_LEAST: operator.ge,
    Operator.BETWEEN: lambda value, begin, end: begin <= value <= end,
}


def _wrong(term: str, problem: str, hint: str = "") -> Invalid:
    told = {"field": "q", "term": term, "problem": f"{term!r}: {problem}"}
    if hint:
        told["hint"] = hint
    return Invalid(f"The condition {term!r} cannot be used: {problem}.", errors=[told])
