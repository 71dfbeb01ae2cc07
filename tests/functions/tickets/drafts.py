"""Tickets that tests begin with."""

from uuid import UUID

from functions.tickets import model
from functions.tickets.model import Draft, Resolution, ResolutionCode, State, Ticket
from tests.fakes import NOON

SOLVED = Resolution(code=ResolutionCode.SOLUTION_PROVIDED, notes="Restarted the spooler")


def a_ticket(state: State = State.NEW, **fields: object) -> Ticket:
    """A ticket of middling priority in that state."""
    draft = Draft(title="The printer is dead", requester_name="Front desk", impact=2, urgency=2)
    ticket = model.opened(draft, ticket_id=UUID(int=1), number="INC0010001", actor="desk", now=NOON)
    return ticket.model_copy(update={"state": state, **fields})
