"""What people do with a campaign, and what becomes of its members."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from functions.allowances import service as allowances
from functions.allowances.model import Allowance
from functions.calls import service as calls
from functions.campaigns import store
from functions.campaigns.model import (
    Campaign,
    CampaignState,
    Draft,
    LogEntry,
    Member,
    MemberState,
    move,
    next_try,
)
from functions.numbers import service as numbers
from functions.people import service as people
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import Conflict, Forbidden
from shared.messages import StartCampaign, SteerCampaign, Synthesize
from shared.ports import Clock
from shared.value import Value, new_id


class Report(Value):
    """How far a campaign is. `outcomes` counts members that are done."""

    contacts: int
    waiting: int
    calling: int
    live: int
    outcomes: dict[str, int]
    spent_micro: int
    budget_micro: int
    currency: str


async def draft(db: Database, clock: Clock, new: Draft, *, actor: str, caller: str) -> Campaign:
    """Write a campaign down. `caller` is the number it calls from unless it names its own."""
    now = clock.now()
    campaign = Campaign(
        id=new_id(now),
        name=new.name,
        state=CampaignState.DRAFT,
        list_id=new.list_id,
        script=new.script,
        rules=new.rules,
        caller=new.caller or caller,
        run=0,
        version=1,
        created_by=actor,
        created_at=now,
        started_at=None,
        ended_at=None,
    )
    async with db.transaction() as conn:
        await people.contact_list(conn, new.list_id)
        await store.add(conn, campaign)
        await store.note(conn, campaign.id, campaign.state, actor, "written", now)
        return campaign


async def approve(
    db: Database, clock: Clock, campaign_id: UUID, *, actor: str, reason: str
) -> Campaign:
    """Let it be run. Another person than its author decides, and says why."""
    now = clock.now()
    async with db.transaction() as conn:
        campaign = await store.for_update(conn, campaign_id)
        if campaign.created_by == actor:
            raise Forbidden("Somebody else than its author approves a campaign.")
        approved = await move_to(conn, campaign, CampaignState.APPROVED, actor, reason, now)
        await numbers.know(conn, [campaign.caller], now)
        await allowances.allow(conn, _allowance(campaign, is_open=False))
        for language in ("en", "es"):
            words = campaign.script.in_language(language)
            texts = tuple(t for t in (*words.questions, words.closing) if "{" not in t)
            if getattr(campaign.script, language) and texts:
                await outbox.put(conn, Synthesize.new(now, language=language, texts=texts))
        return approved


async def start(db: Database, clock: Clock, campaign_id: UUID, *, actor: str) -> Campaign:
    """Set it going."""
    now = clock.now()
    async with db.transaction() as conn:
        campaign = await store.for_update(conn, campaign_id)
        if campaign.state is CampaignState.PAUSED:
            raise Conflict("The campaign is paused. Resume it: DELETE its pause.")
        running = await move_to(conn, campaign, CampaignState.RUNNING, actor, "started", now)
        run = await store.begin_run(conn, campaign_id)
        await allowances.allow(conn, _allowance(campaign, is_open=True))
        await outbox.put(conn, StartCampaign.new(now, campaign_id=campaign_id, run=run))
        return running


async def pause(
    db: Database, clock: Clock, campaign_id: UUID, *, actor: str, reason: str
) -> Campaign:
    """No further call is placed, from the moment this is committed."""
    return await _steer(db, clock, campaign_id, CampaignState.PAUSED, actor=actor, reason=reason)


async def resume(db: Database, clock: Clock, campaign_id: UUID, *, actor: str) -> Campaign:
    """Go on where it was paused."""
    return await _steer(
        db, clock, campaign_id, CampaignState.RUNNING, actor=actor, reason="resumed"
    )


async def cancel(
    db: Database, clock: Clock, campaign_id: UUID, *, actor: str, reason: str
) -> Campaign:
    """End it for good. Calls that are live are finished."""
    return await _steer(db, clock, campaign_id, CampaignState.CANCELLED, actor=actor, reason=reason)


async def _steer(
    db: Database,
    clock: Clock,
    campaign_id: UUID,
    wanted: CampaignState,
    *,
    actor: str,
    reason: str,
) -> Campaign:
    now = clock.now()
    async with db.transaction() as conn:
        campaign = await store.for_update(conn, campaign_id)
        if wanted is CampaignState.RUNNING and campaign.state is not CampaignState.PAUSED:
            raise Conflict("The campaign is not paused.", state=campaign.state)
        steered = await move_to(conn, campaign, wanted, actor, reason, now)
        if wanted is CampaignState.CANCELLED:
            await calls.withdraw(conn, campaign_id, now)
        else:
            await allowances.set_open(conn, campaign_id, is_open=wanted is CampaignState.RUNNING)
        steer = SteerCampaign.new(now, campaign_id=campaign_id, run=campaign.run)
        await outbox.put(conn, steer)
        return steered


async def move_to(
    conn: Connection,
    campaign: Campaign,
    wanted: CampaignState,
    actor: str,
    reason: str,
    now: datetime,
) -> Campaign:
    """Move it there, and note who did and why. Raises `Conflict` where it may not go there."""
    move(campaign.state, wanted)
    await store.set_state(conn, campaign.id, wanted, now)
    await store.note(conn, campaign.id, wanted, actor, reason, now)
    return await store.get(conn, campaign.id)


def _allowance(campaign: Campaign, *, is_open: bool) -> Allowance:
    rules = campaign.rules
    return Allowance(
        id=campaign.id,
        open=is_open,
        purpose=rules.purpose,
        consent_required=rules.consent_required,
        live_cap=rules.live_cap,
        day_cap=rules.day_cap,
        opens_at=rules.opens_at,
        closes_at=rules.closes_at,
        weekdays=rules.weekdays,
        hours_waived=rules.hours_waived_because is not None,
        currency=rules.currency,
        minute_price_micro=rules.minute_price_micro,
        budget_micro=rules.budget_micro,
    )


async def settle(
    conn: Connection, attempt_id: UUID, outcome: str, note: str | None, now: datetime
) -> None:
    """Note what came of a call. The same call, settled twice, counts once."""
    member = await store.member_of_attempt(conn, attempt_id)
    if member is None:
        return
    member = await store.member_for_update(conn, member.id)
    if member is None or member.state is not MemberState.CALLING:
        return
    campaign = await store.get(conn, member.campaign_id)
    again = next_try(outcome, member.attempts, campaign.rules, now)
    await store.settle(conn, member.id, outcome, note, again)


async def called(conn: Connection, attempt_id: UUID) -> tuple[Campaign, Member] | None:
    """Which campaign rings whom with this attempt."""
    member = await store.member_of_attempt(conn, attempt_id)
    return (await store.get(conn, member.campaign_id), member) if member else None


async def get(conn: Connection, campaign_id: UUID) -> Campaign:
    """One campaign. Raises `NotFound`."""
    return await store.get(conn, campaign_id)


async def recent(conn: Connection, *, after: UUID | None, limit: int) -> list[Campaign]:
    """The newest first, from the one after `after`."""
    return await store.recent(conn, after, limit)


async def members(
    conn: Connection, campaign_id: UUID, *, after: UUID | None, limit: int
) -> list[Member]:
    """Whom it rings, and what came of each."""
    return await store.members(conn, campaign_id, after, limit)


async def log_of(conn: Connection, campaign_id: UUID) -> list[LogEntry]:
    """Who did what with it, oldest first."""
    return await store.log_of(conn, campaign_id)


async def report(conn: Connection, campaign_id: UUID) -> Report:
    """How far it is, and what came of it."""
    campaign = await store.get(conn, campaign_id)
    work = await store.open_work(conn, campaign_id)
    started = campaign.run > 0
    spent = (await allowances.get(conn, campaign_id)).spent_micro if started else 0
    return Report(
        contacts=await store.size(conn, campaign_id),
        waiting=work["waiting"],
        calling=work["calling"],
        live=(await calls.standing(conn, campaign_id)).live,
        outcomes=await store.outcomes(conn, campaign_id),
        spent_micro=spent,
        budget_micro=campaign.rules.budget_micro,
        currency=campaign.rules.currency,
    )


async def may_leave_message(conn: Connection, attempt_id: UUID) -> bool:
    """Whether a machine may be left a message: once a member. Who is told yes has to leave it."""
    return await store.claim_message(conn, attempt_id)


async def with_phone(conn: Connection, phone: str) -> list[tuple[Campaign, Member]]:
    """Where that number is to be rung, or was, and what came of it; the oldest first."""
    members = await store.members_of(conn, phone)
    return [(await store.get(conn, each.campaign_id), each) for each in members]


async def erase(conn: Connection, phone: str, kept: Sequence[UUID]) -> int:
    """Forget whose number it was, and ring it no more; but in calls that are kept for now."""
    return await store.erase_members(conn, phone, kept)
