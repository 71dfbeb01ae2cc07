"""Plans calls to members whose turn it is, or whose turn somebody says it is."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from functions.calls import service as calls
from functions.calls.model import Attempt, AttemptState
from functions.campaigns import membership, service, store
from functions.campaigns.model import Campaign, CampaignState, Change, Member, MemberState
from functions.campaigns.retries import is_final
from functions.campaigns.service import Why
from shared.db.pool import Connection, Database
from shared.errors import Conflict, NotFound
from shared.ports import Clock
from shared.value import new_id


async def plan(
    conn: Connection, campaign: Campaign, members: Sequence[Member], now: datetime
) -> list[Attempt]:
    """An attempt for each, with the words now in force. Whoever lacks one of them is done instead:
    half a sentence helps nobody."""
    lacking = {each.id: _lacks(campaign, each) for each in members}
    await membership.dismiss(
        conn, {one: ("missing_variables", names) for one, names in lacking.items() if names}
    )
    planned = [_attempt(campaign, each, now) for each in members if not lacking[each.id]]
    taken = {each.member_id: each.id for each in planned}
    await membership.set_calling(conn, taken, campaign.script_version)
    await calls.plan(conn, planned, now)
    return planned


def _lacks(campaign: Campaign, member: Member) -> str:
    words = campaign.script.in_language(member.language)
    return ", ".join(words.lacks(member.variables))


def _attempt(campaign: Campaign, member: Member, now: datetime) -> Attempt:
    return Attempt(
        id=new_id(now),
        allowance_id=campaign.id,
        member_id=member.id,
        n=member.next_n,
        phone=member.phone,
        caller=campaign.callers[0],
        zones=member.zones,
        state=AttemptState.PLANNED,
        reason=None,
        due_at=now,
        intent_at=None,
        lost=0,
        reserved_micro=0,
    )


async def call_now(
    db: Database, clock: Clock, campaign_id: UUID, member_id: UUID, *, actor: str
) -> Member:
    """Ring somebody before their turn. Every rule is asked at the dial, as ever.

    Raises `Conflict` for whoever is being called, or is done for good.
    """
    now = clock.now()
    async with db.transaction() as conn:
        campaign = await store.for_update(conn, campaign_id)
        member = await membership.member_for_update(conn, member_id)
        if member is None or member.campaign_id != campaign_id:
            raise NotFound("The campaign has no such member.", member_id=str(member_id))
        _may_be_called_now(campaign, member)
        if not await plan(conn, campaign, [member], now):
            raise Conflict("They lack a variable of the script.", lacks=_lacks(campaign, member))
        why = Why(actor=actor, reason="one person called now", cause="call_now")
        who = Change(field="member", before=None, after=str(member_id))
        await service.note(conn, campaign, why, now, (who,))
        found = await membership.member_for_update(conn, member_id)
    assert found is not None
    return found


def _may_be_called_now(campaign: Campaign, member: Member) -> None:
    if campaign.state is not CampaignState.RUNNING:
        raise Conflict("Only a campaign that runs calls anybody.", state=campaign.state)
    if member.state is MemberState.CALLING:
        raise Conflict("They are being called already.", state=member.state)
    if member.state is MemberState.DONE and is_final(member.outcome):
        raise Conflict(f"They are not called again: {member.outcome}.", outcome=member.outcome)
