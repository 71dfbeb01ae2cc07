import json
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from functions.tickets import model
from functions.tickets.model import (
    MESSAGE_BYTES,
    MOVES,
    Draft,
    Edit,
    HoldReason,
    Move,
    Resolution,
    ResolutionCode,
    State,
    Ticket,
)
from shared.errors import Conflict
from tests.fakes import NOON

SOLVED = Resolution(code=ResolutionCode.SOLUTION_PROVIDED, notes="Restarted the spooler")


def a_ticket(state: State = State.NEW, **fields: object) -> Ticket:
    draft = Draft(title="The printer is dead", requester_name="Front desk", impact=2, urgency=2)
    ticket = model.opened(draft, ticket_id=UUID(int=1), number="INC0010001", actor="desk", now=NOON)
    return ticket.model_copy(update={"state": state, **fields})


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [
        (1, 1, 1),
        (1, 2, 2),
        (2, 1, 2),
        (1, 3, 3),
        (2, 2, 3),
        (3, 1, 3),
        (2, 3, 4),
        (3, 2, 4),
        (3, 3, 5),
    ],
)
def test_impact_and_urgency_make_the_priority(impact: int, urgency: int, priority: int) -> None:
    assert model.priority(impact, urgency) == priority


@given(st.lists(st.sampled_from(Move)))
def test_no_path_leaves_a_final_state(path: list[Move]) -> None:
    states = [State.NEW]
    for move in path:
        states.append(MOVES[states[-1]].get(move, states[-1]))
    final = [state for state in states if state in {State.CLOSED, State.CANCELED}]
    assert len(set(final)) <= 1
    assert states[len(states) - len(final) :] == final


@given(st.sampled_from(State), st.sampled_from(Move))
def test_work_goes_on_after_a_solution_by_reopening_only(state: State, move: Move) -> None:
    reopened = state is State.RESOLVED and MOVES[state].get(move) is State.IN_PROGRESS
    assert reopened == (state is State.RESOLVED and move is Move.REOPEN)


def test_a_refused_move_says_where_the_ticket_stands_and_what_is_possible() -> None:
    with pytest.raises(Conflict) as refusal:
        model.moved(State.RESOLVED, Move.HOLD)
    assert refusal.value.extra == {"state": "resolved", "allowed": ["close", "reopen"]}
    assert refusal.value.detail == (
        "Cannot hold a ticket that is resolved. Possible now: close, reopen."
    )


def test_a_final_ticket_names_the_way_out() -> None:
    with pytest.raises(Conflict, match="open a new ticket"):
        model.moved(State.CLOSED, Move.REOPEN)


def test_an_edit_recalculates_the_priority() -> None:
    after = model.edited(a_ticket(), Edit(impact=1, urgency=1), NOON)
    assert (after.priority, after.version) == (1, 2)


def test_an_edit_that_changes_nothing_makes_no_version() -> None:
    ticket = a_ticket()
    assert model.edited(ticket, Edit(title=ticket.title), NOON) is ticket


def test_an_assignee_can_be_taken_away() -> None:
    after = model.edited(a_ticket(assignee="Ana"), Edit(assignee=None), NOON)
    assert after.assignee is None


def test_a_ticket_on_hold_tells_why_until_work_goes_on() -> None:
    hold = Edit(state=State.ON_HOLD, hold_reason=HoldReason.AWAITING_VENDOR)
    held = model.edited(a_ticket(State.IN_PROGRESS), hold, NOON)
    worked_on = model.edited(held, Edit(state=State.IN_PROGRESS), NOON)
    assert (held.state, held.hold_reason) == (State.ON_HOLD, HoldReason.AWAITING_VENDOR)
    assert (worked_on.state, worked_on.hold_reason) == (State.IN_PROGRESS, None)


def test_the_reason_of_a_hold_can_change() -> None:
    held = a_ticket(State.ON_HOLD, hold_reason=HoldReason.AWAITING_VENDOR)
    edit = Edit(state=State.ON_HOLD, hold_reason=HoldReason.AWAITING_CHANGE)
    assert model.edited(held, edit, NOON).hold_reason is HoldReason.AWAITING_CHANGE


def test_the_state_it_is_in_already_is_no_move() -> None:
    ticket = a_ticket(State.IN_PROGRESS)
    assert model.edited(ticket, Edit(state=State.IN_PROGRESS), NOON) is ticket


def test_an_edit_does_not_reopen() -> None:
    with pytest.raises(Conflict, match="reopen"):
        model.edited(a_ticket(State.RESOLVED), Edit(state=State.IN_PROGRESS), NOON)


@pytest.mark.parametrize("state", [State.CLOSED, State.CANCELED])
def test_a_final_ticket_stays_as_it_is(state: State) -> None:
    with pytest.raises(Conflict, match="stays as it is"):
        model.edited(a_ticket(state), Edit(title="Another"), NOON)


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"title": None}, "title cannot be null"),
        ({"state": "on_hold"}, "go together"),
        ({"hold_reason": "awaiting_vendor"}, "go together"),
        ({"state": "on_hold", "hold_reason": "awaiting_caller"}, "needs a comment"),
        ({"state": "resolved"}, "in_progress"),
        ({"title": "a\x00b"}, "NUL"),
        ({"title": "  "}, "at least 1"),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused(fields: object, complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Edit.model_validate(fields)


def test_a_state_is_read_from_its_word() -> None:
    edit = Edit.model_validate_json('{"state": "in_progress"}')
    assert edit.state is State.IN_PROGRESS


def test_a_solution_ends_the_hold() -> None:
    held = a_ticket(State.ON_HOLD, hold_reason=HoldReason.AWAITING_VENDOR)
    solved = model.resolved(held, SOLVED, NOON)
    assert (solved.state, solved.hold_reason, solved.resolved_at) == (State.RESOLVED, None, NOON)


def test_reopening_takes_the_solution_back_and_counts() -> None:
    again = model.reopened(model.resolved(a_ticket(), SOLVED, NOON), NOON)
    assert (again.state, again.resolution_code, again.resolution_notes, again.reopened) == (
        State.IN_PROGRESS,
        None,
        None,
        1,
    )


def test_closing_keeps_the_solution() -> None:
    shut = model.closed(model.resolved(a_ticket(), SOLVED, NOON), NOON)
    assert (shut.closed_at, shut.resolution_notes) == (NOON, SOLVED.notes)


def test_changes_name_what_was_and_what_is() -> None:
    before = a_ticket()
    made = model.changes(before, model.edited(before, Edit(urgency=3), NOON))
    assert [(each.field, each.old, each.new) for each in made] == [
        ("urgency", 2, 3),
        ("priority", 3, 4),
    ]


@pytest.mark.parametrize(
    ("edit", "matters"),
    [
        (Edit(title="The scanner is dead"), True),
        (Edit(assignee="Ana"), True),
        (Edit(urgency=1), True),
        (Edit(impact=1, urgency=3), False),
    ],
)
def test_what_search_finds_or_narrows_by_matters_to_it(edit: Edit, *, matters: bool) -> None:
    before = a_ticket()
    made = model.changes(before, model.edited(before, edit, NOON))
    assert model.matters_to_search(made) is matters


def test_news_tell_what_a_ticket_can_be_narrowed_by() -> None:
    assigned = model.edited(a_ticket(), Edit(assignee="Ana Ruiz"), NOON)
    told = model.news(assigned, UUID(int=9)).facets
    assert {"state:new", "assignee:ana ruiz", "assignee:ruiz"} <= set(told)


def test_news_of_a_solved_ticket_tell_how() -> None:
    told = model.news(model.resolved(a_ticket(), SOLVED, NOON), UUID(int=2))
    assert (told.resolved, told.text, told.version) == (True, SOLVED.notes, 2)


@given(st.text(max_size=300), st.integers(min_value=0, max_value=300))
def test_a_cut_text_fits_and_begins_as_it_did(words: str, limit: int) -> None:
    kept = model.cut(words, limit)
    assert words.startswith(kept)
    assert len(json.dumps(kept, ensure_ascii=False).encode()) - 2 <= limit


def test_a_cut_text_loses_no_letter_that_had_room() -> None:
    assert model.cut('añ"o', 4) == "añ"
    assert model.cut('añ"o', 5) == 'añ"'


def test_news_of_the_longest_ticket_fit_a_queue_message() -> None:
    told = model.news(a_ticket(description='"' * 20_000), UUID(int=2))
    assert len(told.text) == MESSAGE_BYTES / 2
    assert len(told.model_dump_json().encode()) < 48_000
