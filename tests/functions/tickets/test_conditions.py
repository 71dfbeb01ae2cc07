from datetime import UTC, datetime, timedelta

import pytest

from functions.tickets.conditions import Operator, Span, Term, possible, read
from functions.tickets.model import State
from shared.errors import Invalid

NOW = datetime(2027, 3, 2, 12, tzinfo=UTC)
MIDNIGHT = datetime(2027, 3, 2, tzinfo=UTC)
OPEN = ("new", "in_progress", "on_hold")


def term(field: str, operator: Operator, *values: str | int | Span) -> Term:
    return Term(field=field, operator=operator, values=values)


URGENT = term("priority", Operator.AT_MOST, 2)
WIDE = term("impact", Operator.IS, 1)
OPENED = term("state", Operator.IN, *OPEN)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("priority<=2", (((URGENT,),),)),
        ("state=open^priority<=2", (((OPENED,), (URGENT,)),)),
        ("state=open^priority<=2^ORimpact=1", (((OPENED,), (URGENT, WIDE)),)),
        ("priority<=2^NQimpact=1", (((URGENT,),), ((WIDE,),))),
        ("titleLIKEa^^b", (((term("title", Operator.LIKE, "a^b"),),),)),
        ("titleLIKEa^^^impact=1", (((term("title", Operator.LIKE, "a^"),), (WIDE,)),)),
        ("titleLIKEpriority<=2", (((term("title", Operator.LIKE, "priority<=2"),),),)),
        ("assigneeISEMPTY", (((term("assignee", Operator.IS_EMPTY),),),)),
        ("number=INC0010001", (((term("number", Operator.IS, 10001),),),)),
        ("priorityBETWEEN1@3", (((term("priority", Operator.BETWEEN, 1, 3),),),)),
        ("state!=open", (((term("state", Operator.NOT_IN, *OPEN),),),)),
        ("languageINen,es", (((term("language", Operator.IN, "en", "es"),),),)),
    ],
)
def test_a_line_is_read(line: str, meant: object) -> None:
    assert read(line, NOW) == meant


@pytest.mark.parametrize(
    ("given", "begin", "length"),
    [
        ("-7d", NOW - timedelta(days=7), timedelta(microseconds=1)),
        ("+90m", NOW + timedelta(minutes=90), timedelta(microseconds=1)),
        ("now", NOW, timedelta(microseconds=1)),
        ("today", MIDNIGHT, timedelta(days=1)),
        ("2027-03-02", MIDNIGHT, timedelta(days=1)),
        ("2027-03-02T01:00:00+01:00", MIDNIGHT, timedelta(microseconds=1)),
        ("2027-03-02T01:00:00 01:00", MIDNIGHT, timedelta(microseconds=1)),
    ],
)
def test_times_are_told_by_date_instant_or_distance(
    given: str, begin: datetime, length: timedelta
) -> None:
    span = Span(begin=begin, end=begin + length)
    assert read(f"opened_at>={given}", NOW) == (((term("opened_at", Operator.AT_LEAST, span),),),)


@pytest.mark.parametrize(
    ("line", "at_fault"),
    [
        ("", ""),
        ("state=open^colour=red", "colour=red"),
        ("priority<=2^", ""),
        ("priority<=high", "priority<=high"),
        ("state=opne", "state=opne"),
        ("state<new", "state<new"),
        ("titleLIKE", "titleLIKE"),
        ("assigneeISEMPTYyes", "assigneeISEMPTYyes"),
        ("opened_at>=soon", "opened_at>=soon"),
        ("opened_at>=9999-12-31", "opened_at>=9999-12-31"),
        ("opened_at>=+999999w", "opened_at>=+999999w"),
        ("priorityBETWEEN1", "priorityBETWEEN1"),
        ("impact=1^OR", ""),
        ("priority=1^" * 40 + "impact=1", "impact=1"),
    ],
)
def test_a_term_that_cannot_be_used_is_named(line: str, at_fault: str) -> None:
    with pytest.raises(Invalid) as caught:
        read(line, NOW)
    assert caught.value.extra["errors"][0]["term"] == at_fault
    assert repr(at_fault) in caught.value.detail


@pytest.mark.parametrize(
    ("line", "states"),
    [
        ("state=open", ["new", "in_progress", "on_hold"]),
        ("state=new^ORpriority=1", list(State)),
        ("state=new^priority=1^ORimpact=1", ["new"]),
        ("state=new^NQstate=closed", ["new", "closed"]),
        ("stateISNOTEMPTY^state!=closed", [state for state in State if state != "closed"]),
        ("stateISEMPTY", []),
    ],
)
def test_only_states_that_may_fulfil_it_are_looked_at(line: str, states: list[str]) -> None:
    assert possible(read(line, NOW), "state", list(State)) == states
