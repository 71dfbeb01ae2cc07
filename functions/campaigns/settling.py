"""What becomes of a member once a call with them is over."""

from datetime import datetime
from uuid import UUID

from functions.calls import service as calls
from functions.calls.model import CallStatus
from functions.calls.service import Ending
from functions.campaigns import membership, results, store
from functions.campaigns.model import IN_FORCE, Member, MemberState, Result
from functions.campaigns.retries import TAKEN_BACK, next_try
from shared.db.pool import Connection

PROMISES = 1
"""How often a campaign rings somebody again at a time of their own. More could go on for ever."""


async def settle(
    conn: Connection,
    attempt_id: UUID,
    outcome: str,
    note: str | None,
    now: datetime,
    *,
    promised: datetime | None = None,
) -> None:
    """Note what came of a call. The same call, settled twice, counts once.

    Whom we promised a call is rung then, whatever the cadence says, but who puts us off again is
    for a person to call.
    """
    member = await membership.member_of_attempt(conn, attempt_id)
    if member is None:
        return
    member = await membership.member_for_update(conn, member.id)
    if member is None or member.state is not MemberState.CALLING:
        return
    campaign, ended = (
        await store.get(conn, member.campaign_id),
        await calls.ending(conn, attempt_id),
    )
    found = TAKEN_BACK if _was_taken_back(ended) else outcome
    counted = _counted(member, found)
    over = ended.never or campaign.state not in IN_FORCE
    kept = promised if counted.tried.get(found, 0) <= PROMISES else None
    again = None if over else kept or next_try(found, counted, campaign.rules, now)
    state = MemberState.WAITING if again else MemberState.DONE
    told = {"outcome": found, "note": note, "state": state, "next_at": again or member.next_at}
    await membership.settle(conn, counted.model_copy(update=told))
    result = Result(
        attempt_id=attempt_id,
        at=now,
        outcome=found,
        reason=ended.refused,
        cost_micro=ended.cost_micro,
    )
    await results.add_result(conn, campaign.id, result, again=again is not None)


def _was_taken_back(ended: Ending) -> bool:
    """By us, before anybody's phone rang."""
    return ended.refused == "withdrawn" or ended.status is CallStatus.CANCELED


def _counted(member: Member, outcome: str) -> Member:
    if outcome == TAKEN_BACK:
        back = {"attempts": member.attempts - 1, "uncounted": member.uncounted + 1}
        return member.model_copy(update=back)
    tried = {**member.tried, outcome: member.tried.get(outcome, 0) + 1}
    return member.model_copy(update={"tried": tried})
