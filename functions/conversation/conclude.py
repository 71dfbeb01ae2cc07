"""What came of a call that has ended: decided once, and told to whoever had it made."""

from datetime import datetime
from uuid import UUID

from functions.calls import service as calls
from functions.calls.model import Direction
from functions.calls.service import Ending
from functions.campaigns import callbacks
from functions.campaigns import service as campaigns
from functions.conversation import machines, missed, store
from functions.conversation.model import UNANSWERED, Conversation, Outcome, Turn
from functions.conversation.transfer import hang_up
from functions.promises import service as promises
from shared.db.pool import Connection, Database
from shared.ports import Clock

NO_MORE = frozenset({Outcome.OPTED_OUT, Outcome.WRONG_NUMBER})
"""Outcomes after which nobody is called, whatever was promised before."""


async def conclude(db: Database, clock: Clock, call_id: UUID, rota: str = "Support") -> None:
    """Say what came of a call that ended, once, and tell the campaign.

    A call to us in which nothing was said is one that we missed.
    """
    now = clock.now()
    await hang_up(db, clock, call_id)
    async with db.transaction() as conn:
        ended = await calls.ending(conn, call_id)
        talk = await store.get(conn, call_id)
        turns = await store.turns(conn, call_id)
        answered_by = (await calls.call(conn, call_id)).answered_by if ended.machine else None
        outcome = _outcome(ended, talk.outcome if talk else None, turns, answered_by)
        note = talk.note if talk else ended.refused
        if talk and outcome is Outcome.VOICEMAIL:
            note = note or machines.nothing_left(talk.language)
        await calls.conclude(conn, call_id)
        if not await store.conclude(conn, call_id, outcome, note, now):
            return
        promised = await _still_promised(conn, call_id, outcome, now)
        if ended.direction is Direction.OUTBOUND:
            await campaigns.settle(conn, call_id, outcome, note, now, promised=promised)
        elif any(each.heard or each.digits for each in turns):
            member_id = await _visited(conn, talk, (outcome, note, promised))
            await promises.reached_us(conn, call_id, ended.phone, member_id, now)
        else:
            await missed.note(conn, call_id, rota, now)


async def _still_promised(
    conn: Connection, call_id: UUID, outcome: Outcome, now: datetime
) -> datetime | None:
    """When we shall call again, as we said. Who wants no calls is owed none."""
    if outcome in NO_MORE:
        await promises.take_back(conn, call_id, f"the call came to {outcome}", now)
    return await promises.due_of(conn, call_id)


async def _visited(
    conn: Connection,
    talk: Conversation | None,
    came_to: tuple[Outcome, str | None, datetime | None],
) -> UUID | None:
    """A call back to a campaign is as good as the call it tried to make. Whose turn is over."""
    member_id = talk.visit.member_id if talk and talk.visit else None
    if member_id is None:
        return None
    outcome, note, promised = came_to
    is_settled = await callbacks.settle(conn, member_id, outcome, note, promised=promised)
    return member_id if is_settled else None


def _outcome(
    ended: Ending, said: Outcome | None, turns: list[Turn], answered_by: str | None
) -> Outcome:
    """The conversation's own word before a machine's, and that before the network's."""
    if ended.never:
        return Outcome.UNREACHABLE
    if ended.refused is not None:
        return Outcome.FAILED if ended.refused.startswith("network") else Outcome.REFUSED
    found = UNANSWERED.get(ended.status or "") or said
    if found in {None, Outcome.NO_RESPONSE}:  # a machine does not respond
        found = machines.outcome_of(turns, answered_by) or found
    if found is None and turns and not any(each.heard or each.digits for each in turns):
        found = Outcome.NO_RESPONSE
    return found or Outcome.HUNG_UP
