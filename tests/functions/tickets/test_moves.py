from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.tickets import moves
from functions.tickets.model import (
    Edit,
    HoldReason,
    Move,
    State,
)
from functions.tickets.moves import MOVES
from shared.errors import Conflict
from tests.fakes import NOON
from tests.functions.tickets.drafts import SOLVED, a_ticket

WEEK = timedelta(days=7)


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
        moves.moved(State.RESOLVED, Move.HOLD)
    assert refusal.value.extra == {"state": "resolved", "allowed": ["close", "reopen"]}
    assert refusal.value.detail == (
        "Cannot hold a ticket that is resolved. Possible now: close, reopen."
    )


def test_a_final_ticket_names_the_way_out() -> None:
    with pytest.raises(Conflict, match="open a new ticket"):
        moves.moved(State.CLOSED, Move.REOPEN)


def test_an_edit_recalculates_the_priority() -> None:
    after = moves.edited(a_ticket(), Edit(impact=1, urgency=1), NOON)
    assert (after.priority, after.version) == (1, 2)


def test_an_edit_that_changes_nothing_makes_no_version() -> None:
    ticket = a_ticket()
    assert moves.edited(ticket, Edit(title=ticket.title), NOON) is ticket


def test_an_assignee_can_be_taken_away() -> None:
    after = moves.edited(a_ticket(assignee="Ana"), Edit(assignee=None), NOON)
    assert after.assignee is None


def test_a_ticket_on_hold_tells_why_until_work_goes_on() -> None:
    hold = Edit(state=State.ON_HOLD, hold_reason=HoldReason.AWAITING_VENDOR)
    held = moves.edited(a_ticket(State.IN_PROGRESS), hold, NOON)
    worked_on = moves.edited(held, Edit(state=State.IN_PROGRESS), NOON)
    assert (held.state, held.hold_reason) == (State.ON_HOLD, HoldReason.AWAITING_VENDOR)
    assert (worked_on.state, worked_on.hold_reason) == (State.IN_PROGRESS, None)


def test_the_reason_of_a_hold_can_change() -> None:
    held = a_ticket(State.ON_HOLD, hold_reason=HoldReason.AWAITING_VENDOR)
    edit = Edit(state=State.ON_HOLD, hold_reason=HoldReason.AWAITING_CHANGE)
    assert moves.edited(held, edit, NOON).hold_reason is HoldReason.AWAITING_CHANGE


def test_the_state_it_is_in_already_is_no_move() -> None:
    ticket = a_ticket(State.IN_PROGRESS)
    assert moves.edited(ticket, Edit(state=State.IN_PROGRESS), NOON) is ticket


def test_an_edit_does_not_reopen() -> None:
    with pytest.raises(Conflict, match="reopen"):
        moves.edited(a_ticket(State.RESOLVED), Edit(state=State.IN_PROGRESS), NOON)


@pytest.mark.parametrize("state", [State.CLOSED, State.CANCELED])
def test_a_final_ticket_stays_as_it_is(state: State) -> None:
    with pytest.raises(Conflict, match="stays as it is"):
        moves.edited(a_ticket(state), Edit(title="Another"), NOON)


def test_a_solution_ends_the_hold() -> None:
    held = a_ticket(State.ON_HOLD, hold_reason=HoldReason.AWAITING_VENDOR)
    solved = moves.resolved(held, SOLVED, NOON)
    assert (solved.state, solved.hold_reason, solved.resolved_at) == (State.RESOLVED, None, NOON)


def test_reopening_takes_the_solution_back_and_counts() -> None:
    again = moves.reopened(moves.resolved(a_ticket(), SOLVED, NOON), NOON, WEEK)
    assert (again.state, again.resolution_code, again.resolution_notes, again.reopened) == (
        State.IN_PROGRESS,
        None,
        None,
        1,
    )


def test_closing_keeps_the_solution() -> None:
    shut = moves.closed(moves.resolved(a_ticket(), SOLVED, NOON), NOON)
    assert (shut.closed_at, shut.resolution_notes) == (NOON, SOLVED.notes)


def test_a_ticket_with_open_tasks_cannot_be_resolved() -> None:
    with pytest.raises(Conflict, match="not done: 2") as refused:
        moves.resolved(a_ticket(open_tasks=2), SOLVED, NOON)
    assert refused.value.extra == {"open_tasks": 2}


def test_a_solution_is_taken_back_within_its_window_only() -> None:
    solved = moves.resolved(a_ticket(), SOLVED, NOON)
    assert moves.reopened(solved, NOON + WEEK - timedelta(seconds=1), WEEK).reopened == 1
    with pytest.raises(Conflict, match="Open a new ticket"):
        moves.reopened(solved, NOON + WEEK, WEEK)


def test_what_waits_for_the_requester_goes_on_when_they_answer() -> None:
    waiting = a_ticket(State.ON_HOLD, hold_reason=HoldReason.AWAITING_CALLER)
    elsewhere = a_ticket(State.ON_HOLD, hold_reason=HoldReason.AWAITING_VENDOR)
    after = moves.answered(waiting, NOON)
    assert (after.state, after.hold_reason) == (State.IN_PROGRESS, None)
    assert moves.answered(elsewhere, NOON) == elsewhere


def test_a_field_of_ones_own_is_filled_in_and_emptied() -> None:
    filled = moves.edited(a_ticket(), Edit(fields={"asset": "P-7", "floor": 3}), NOON)
    emptied = moves.edited(filled, Edit(fields={"asset": None}), NOON)
    assert (emptied.fields, emptied.version) == ({"floor": 3}, 3)


def test_a_merged_ticket_is_given_up_and_can_be_given_back() -> None:
    before = a_ticket(State.ON_HOLD, hold_reason=HoldReason.AWAITING_VENDOR)
    merged = moves.merged(before, UUID(int=2), NOON)
    again = moves.unmerged(merged, State.ON_HOLD, HoldReason.AWAITING_VENDOR, NOON)
    assert (merged.state, merged.merged_into, merged.hold_reason) == ("canceled", UUID(int=2), None)
    assert again == before.model_copy(update={"version": 3})
