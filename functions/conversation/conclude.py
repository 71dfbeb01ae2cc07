"""What came of a call that has ended: decided once, and told to whoever had it made."""

from uuid import UUID

from functions.calls import service as calls
from functions.calls.model import Direction
from functions.calls.service import Ending
from functions.campaigns import service as campaigns
from functions.conversation import machines, store
from functions.conversation.model import UNANSWERED, Outcome, Turn
from functions.conversation.transfer import hang_up
from shared.db.pool import Database
from shared.ports import Clock


async def conclude(db: Database, clock: Clock, call_id: UUID) -> None:
    """Say what came of a call that ended, once, and tell the campaign."""
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
        if ended.direction is Direction.OUTBOUND:
            await campaigns.settle(conn, call_id, outcome, note, now)


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
