"""What may happen to a ticket: from which state to which, and what each move asks for."""

from datetime import datetime, timedelta
from uuid import UUID

from functions.tickets.model import (
    Edit,
    HoldReason,
    Move,
    Resolution,
    State,
    Ticket,
    priority,
)
from shared.errors import Conflict

_OPEN_MOVES = {Move.RESOLVE: State.RESOLVED, Move.CANCEL: State.CANCELED}

# Closed and canceled are final: what comes after is a new ticket.
MOVES: dict[State, dict[Move, State]] = {
    State.NEW: {Move.WORK: State.IN_PROGRESS, **_OPEN_MOVES},
    State.IN_PROGRESS: {Move.HOLD: State.ON_HOLD, **_OPEN_MOVES},
    State.ON_HOLD: {Move.WORK: State.IN_PROGRESS, Move.HOLD: State.ON_HOLD, **_OPEN_MOVES},
    State.RESOLVED: {Move.CLOSE: State.CLOSED, Move.REOPEN: State.IN_PROGRESS},
    State.CLOSED: {},
    State.CANCELED: {},
}


def moved(state: State, move: Move) -> State:
    """The state after that. Raises `Conflict`, which says what can be done instead."""
    if move not in MOVES[state]:
        possible = ", ".join(MOVES[state]) or "nothing: it is final, open a new ticket"
        raise Conflict(
            f"Cannot {move} a ticket that is {state}. Possible now: {possible}.",
            state=state,
            allowed=list(MOVES[state]),
        )
    return MOVES[state][move]


_MOVE_TO = {
    State.IN_PROGRESS: Move.WORK,
    State.ON_HOLD: Move.HOLD,
    State.CANCELED: Move.CANCEL,
}


def edited(ticket: Ticket, edit: Edit, now: datetime) -> Ticket:
    """The ticket after an edit. Raises `Conflict` where its state does not allow it."""
    given = edit.given()
    if (given or edit.fields) and not MOVES[ticket.state]:
        raise Conflict(
            f"A ticket that is {ticket.state} stays as it is. Comment on it, or open a new one.",
            state=ticket.state,
            allowed=[],
        )
    filled = {**ticket.fields, **(edit.fields or {})}
    kept = {key: value for key, value in filled.items() if value is not None}
    after = ticket.model_copy(update={**given, "fields": kept})
    after = after.model_copy(update={"priority": priority(after.impact, after.urgency)})
    if edit.state is None or edit.state is ticket.state is not State.ON_HOLD:
        return _stamped(ticket, after, now)
    state = moved(ticket.state, _MOVE_TO[edit.state])
    after = after.model_copy(update={"state": state, "hold_reason": edit.hold_reason})
    return _stamped(ticket, after, now)


def resolved(ticket: Ticket, resolution: Resolution, now: datetime) -> Ticket:
    """The ticket with its solution. Raises `Conflict`."""
    state = moved(ticket.state, Move.RESOLVE)
    if ticket.open_tasks:
        raise Conflict(
            f"It has mandatory tasks that are not done: {ticket.open_tasks}. "
            f"GET /api/v1/tickets/{ticket.id}/tasks lists them. Do them, or remove them, first.",
            open_tasks=ticket.open_tasks,
        )
    after = {
        "state": state,
        "hold_reason": None,
        "resolution_code": resolution.code,
        "resolution_notes": resolution.notes,
        "resolved_at": now,
    }
    return _stamped(ticket, ticket.model_copy(update=after), now)


def closed(ticket: Ticket, now: datetime) -> Ticket:
    """The ticket put away for good. Raises `Conflict`."""
    after = {"state": moved(ticket.state, Move.CLOSE), "closed_at": now}
    return _stamped(ticket, ticket.model_copy(update=after), now)


def reopened(ticket: Ticket, now: datetime, window: timedelta) -> Ticket:
    """The ticket back in work, its solution taken back. Raises `Conflict`.

    `window` is how long after its solution that may be; then it is closed by itself.
    """
    state = moved(ticket.state, Move.REOPEN)
    if ticket.resolved_at is not None and now >= ticket.resolved_at + window:
        raise Conflict(
            f"It was resolved more than {window.days} days ago. Open a new ticket, and link it.",
            state=ticket.state,
            allowed=[Move.CLOSE],
        )
    return _unsolved(ticket, state, now)


def _unsolved(ticket: Ticket, state: State, now: datetime) -> Ticket:
    after = {
        "state": state,
        "resolution_code": None,
        "resolution_notes": None,
        "resolved_at": None,
        "reopened": ticket.reopened + 1,
    }
    return _stamped(ticket, ticket.model_copy(update=after), now)


def answered(ticket: Ticket, now: datetime) -> Ticket:
    """The ticket once its requester has said something: what waited for that goes on.

    What was taken for solved is not, as long as it is not closed: else it would close unseen.
    """
    if ticket.state is State.RESOLVED:
        return _unsolved(ticket, moved(ticket.state, Move.REOPEN), now)
    if ticket.hold_reason is not HoldReason.AWAITING_CALLER:
        return ticket
    after = {"state": moved(ticket.state, Move.WORK), "hold_reason": None}
    return _stamped(ticket, ticket.model_copy(update=after), now)


def merged(ticket: Ticket, into: UUID, now: datetime) -> Ticket:
    """The ticket given up for another one. Raises `Conflict`."""
    state = moved(ticket.state, Move.CANCEL)
    after = {"state": state, "hold_reason": None, "merged_into": into}
    return _stamped(ticket, ticket.model_copy(update=after), now)


def unmerged(ticket: Ticket, state: State, hold_reason: HoldReason | None, now: datetime) -> Ticket:
    """The ticket by itself again, as it stood before."""
    after = {"state": state, "hold_reason": hold_reason, "merged_into": None}
    return _stamped(ticket, ticket.model_copy(update=after), now)


def restored(ticket: Ticket, before: dict[str, object], now: datetime) -> Ticket:
    """The ticket with these fields as they were: what a job did to it is taken back."""
    after = Ticket.model_validate({**ticket.model_dump(), **before})
    return _stamped(ticket, after, now)


def _stamped(before: Ticket, after: Ticket, now: datetime) -> Ticket:
    """A new version, where anything is new."""
    if after == before:
        return before
    return after.model_copy(update={"version": before.version + 1, "updated_at": now})
