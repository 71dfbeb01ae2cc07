"""Whose work a ticket is: given by a rule, or taken by who says yes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from functions.tickets import entries, headings, keeping, moves, store
from functions.tickets.model import (
    Edit,
    State,
    Ticket,
)
from shared.db.pool import Connection

RULE = "assignment"
"""How the journal begins to name a rule that has given somebody a ticket."""


async def hand_to(
    conn: Connection, now: datetime, ticket_id: UUID, assignee: str, actor: str
) -> Ticket:
    """Make it somebody's, where it is nobody's yet and not over. The ticket as it now stands."""
    before = await store.lock(conn, ticket_id)
    if before.assignee or not moves.MOVES[before.state]:
        return before
    after = moves.edited(before, Edit(assignee=assignee), now)
    await keeping.keep(conn, before, after, actor)
    return after


async def take(
    conn: Connection, now: datetime, ticket_id: UUID, person: str, actor: str
) -> Ticket | None:
    """Make it theirs, whoever had it, and in work where nobody had begun. None where it is over."""
    before = await store.lock(conn, ticket_id)
    if State.RESOLVED not in moves.MOVES[before.state].values():
        return None
    begun = {"state": State.IN_PROGRESS} if before.state is State.NEW else {}
    after = moves.edited(before, Edit.model_validate({"assignee": person, **begun}), now)
    if after != before:
        await keeping.keep(conn, before, after, actor)
    return after


async def was_given(conn: Connection, ticket_id: UUID) -> bool:
    """Whether a rule, and no person, has said last whose it is."""
    actor = await entries.who_assigned(conn, ticket_id)
    return actor is not None and actor.startswith(f"{RULE}: ")


async def loads(conn: Connection, people: Sequence[str]) -> dict[str, int]:
    """How many open tickets each of them has."""
    return await headings.loads(conn, people)
