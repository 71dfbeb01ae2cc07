"""Who rings back a campaign that rang them, and whom it rings again because we promised."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from functions.calls import service as calls
from functions.calls.model import Direction
from functions.campaigns import membership, store
from functions.campaigns.model import IN_FORCE, Campaign, CampaignState, Member, MemberState
from functions.campaigns.retries import is_final
from functions.hours.model import Window
from shared.db.pool import Connection
from shared.errors import NotFound
from shared.value import Value

LATELY = timedelta(days=7)
"""Who rings us within that time means the call we made."""
WHILE_WE_TALK = timedelta(minutes=10)
"""How long somebody who talks to us is not planned to be rung: less than a promise may be late."""
UNREACHED = ("hung_up", "no_response", "not_there")
"""What a call to us may come to that leaves the campaign's question open."""


class Terms(Value):
    """When a campaign may ring: its own hours, and whether those of the law are waived."""

    purpose: str
    window: Window
    hours_waived: bool
    zone: str | None


async def member(conn: Connection, member_id: UUID) -> tuple[Campaign, Member]:
    """A member, and the campaign with the words they were last rung with. Raises `NotFound`."""
    found = await membership.member(conn, member_id)
    if found is None:
        raise NotFound("No such member.", member_id=str(member_id))
    campaign = await store.get(conn, found.campaign_id)
    if found.script_version in {None, campaign.script_version}:
        return campaign, found
    words = await store.version(conn, campaign.id, found.script_version or 1)
    return campaign.model_copy(update={"script": words.script}), found


async def terms(conn: Connection, member_id: UUID) -> Terms:
    """When the member may be rung, as far as the campaign goes. Raises `NotFound`."""
    campaign, _ = await member(conn, member_id)
    rules = campaign.rules
    own = Window(opens_at=rules.opens_at, closes_at=rules.closes_at, weekdays=rules.weekdays)
    return Terms(
        purpose=rules.purpose,
        window=own,
        hours_waived=rules.hours_waived_because is not None,
        zone=rules.zone,
    )


async def rings_back(conn: Connection, phone: str, now: datetime) -> Member | None:
    """Whom that number rings back for: the member rung last, lately, and not reached by then.

    While they talk to us the campaign does not ring them.
    """
    _, made = await calls.with_phone(conn, phone)
    lately = [
        each.id
        for each in reversed(made)
        if each.direction is Direction.OUTBOUND and each.created_at > now - LATELY
    ]
    members = await membership.members_of(conn, phone)
    found = _last_rung(members, lately)
    if found is None or (await store.get(conn, found.campaign_id)).state not in IN_FORCE:
        return None
    if found.state is MemberState.WAITING:
        later = max(found.next_at, now + WHILE_WE_TALK)
        await membership.postpone(conn, {found.id: later})
    return found


def _last_rung(members: Sequence[Member], calls_lately: Sequence[UUID]) -> Member | None:
    """The newest call comes first. Who is being called, or whose answer stands, is left alone."""
    open_ones = {
        each.last_attempt: each
        for each in members
        if each.state is MemberState.WAITING
        or (each.state is MemberState.DONE and not is_final(each.outcome))
    }
    return next((open_ones[one] for one in calls_lately if one in open_ones), None)


async def settle(
    conn: Connection,
    member_id: UUID,
    outcome: str,
    note: str | None,
    *,
    promised: datetime | None = None,
) -> bool:
    """Note what came of their call to us. False where it left the campaign's question open.

    Whom we promised a call is rung then.
    """
    found = await membership.member_for_update(conn, member_id)
    if found is None or found.state is MemberState.CALLING or outcome in UNREACHED:
        return False
    state = MemberState.WAITING if promised else MemberState.DONE
    turn = promised or found.next_at
    told = {"outcome": outcome, "note": note, "state": state, "next_at": turn}
    await membership.settle(conn, Member.model_validate(found.model_dump() | told))
    return True


async def rings_again(conn: Connection, member_id: UUID | None) -> bool:
    """Whether a campaign that runs has that member still to ring."""
    found = await membership.member(conn, member_id) if member_id else None
    if found is None or found.state is MemberState.DONE:
        return False
    return (await store.get(conn, found.campaign_id)).state is CampaignState.RUNNING
