"""What people do with a campaign that was approved."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from functions.allowances import service as allowances
from functions.allowances.model import Allowance
from functions.calls import service as calls
from functions.campaigns import entries, membership, store
from functions.campaigns.model import (
    IN_FORCE,
    Campaign,
    CampaignState,
    Change,
    LogEntry,
    Member,
    changes,
    move,
)
from functions.campaigns.rules import Rules
from functions.numbers import service as numbers
from functions.rotas import service as rotas
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import Conflict, Invalid, Stale
from shared.messages import RaiseAlert, StartCampaign, SteerCampaign
from shared.ports import Clock
from shared.value import Value

A_YEAR = timedelta(days=366)


class Why(Value):
    """Who does something with a campaign, and why. `cause` is a word for programs."""

    actor: str
    reason: str
    cause: str | None = None


SYSTEM = "system"


async def schedule(
    db: Database, clock: Clock, campaign_id: UUID, *, actor: str, starts_at: datetime
) -> Campaign:
    """Let it start by itself, at that time. Again moves that time."""
    now = clock.now()
    if not now < starts_at < now + A_YEAR:
        raise Invalid("starts_at: give a time within the coming year.")
    why = Why(actor=actor, reason=f"starts at {starts_at.isoformat()}", cause="scheduled")
    async with db.transaction() as conn:
        campaign = await store.for_update(conn, campaign_id)
        if campaign.state is not CampaignState.SCHEDULED:
            await move_to(conn, campaign, CampaignState.SCHEDULED, why, now)
        else:
            await note(conn, campaign, why, now)
        await store.set_start(conn, campaign_id, starts_at)
        return await store.get(conn, campaign_id)


async def unschedule(db: Database, clock: Clock, campaign_id: UUID, *, actor: str) -> Campaign:
    """Let it wait for somebody to start it."""
    why = Why(actor=actor, reason="not scheduled any more", cause="unscheduled")
    async with db.transaction() as conn:
        campaign = await store.for_update(conn, campaign_id)
        if campaign.state is not CampaignState.SCHEDULED:
            raise Conflict("The campaign is not scheduled.", state=campaign.state)
        return await move_to(conn, campaign, CampaignState.APPROVED, why, clock.now())


async def start(db: Database, clock: Clock, campaign_id: UUID, *, actor: str) -> Campaign:
    """Set it going."""
    async with db.transaction() as conn:
        campaign = await store.for_update(conn, campaign_id)
        if campaign.state is CampaignState.PAUSED:
            raise Conflict("The campaign is paused. Resume it: DELETE its pause.")
        return await set_going(conn, campaign, actor, clock.now())


async def set_going(conn: Connection, campaign: Campaign, actor: str, now: datetime) -> Campaign:
    """Set it going, in a transaction that holds more than that."""
    why = Why(actor=actor, reason="started")
    running = await move_to(conn, campaign, CampaignState.RUNNING, why, now)
    run = await store.begin_run(conn, campaign.id)
    await put_in_force(conn, running, now)
    await outbox.put(conn, StartCampaign.new(now, campaign_id=campaign.id, run=run))
    return running


async def pause(
    db: Database, clock: Clock, campaign_id: UUID, why: Why, *, hang_up: bool = False
) -> Campaign:
    """No further call is placed, from the moment this is committed; those that wait are taken back.

    With `hang_up` live calls end, too, after a sentence. What paused by itself stays paused.
    """
    now = clock.now()
    async with db.transaction() as conn:
        campaign = await store.for_update(conn, campaign_id)
        if campaign.state is CampaignState.PAUSED and campaign.tripped_by:
            await note(conn, campaign, why, now)
        else:
            await move_to(conn, campaign, CampaignState.PAUSED, why, now)
        await store.set_tripped(conn, campaign_id, None, 0, None)
        await hold(conn, campaign_id, now, hang_up=hang_up)
        await _steer(conn, campaign, now)
        return await store.get(conn, campaign_id)


async def hold(conn: Connection, campaign_id: UUID, now: datetime, *, hang_up: bool) -> None:
    """Place no further call, and take back what was not placed yet."""
    await allowances.set_open(conn, campaign_id, is_open=False)
    await calls.end_calls(conn, campaign_id, now, live=hang_up)


async def resume(db: Database, clock: Clock, campaign_id: UUID, *, actor: str) -> Campaign:
    """Go on where it was paused."""
    now, why = clock.now(), Why(actor=actor, reason="resumed")
    async with db.transaction() as conn:
        campaign = await store.for_update(conn, campaign_id)
        if campaign.state is not CampaignState.PAUSED:
            raise Conflict("The campaign is not paused.", state=campaign.state)
        return await go_on(conn, campaign, why, now)


async def go_on(conn: Connection, campaign: Campaign, why: Why, now: datetime) -> Campaign:
    """Let it run again; whatever tripped before is forgotten."""
    running = await move_to(conn, campaign, CampaignState.RUNNING, why, now)
    await put_in_force(conn, running, now)
    await _steer(conn, campaign, now)
    return running


async def cancel(
    db: Database, clock: Clock, campaign_id: UUID, why: Why, *, hang_up: bool = False
) -> Campaign:
    """End it for good. Live calls are finished, or end after a sentence with `hang_up`."""
    now = clock.now()
    async with db.transaction() as conn:
        campaign = await store.for_update(conn, campaign_id)
        cancelled = await move_to(conn, campaign, CampaignState.CANCELLED, why, now)
        if campaign.run:
            await calls.withdraw(conn, campaign_id, now)  # first: in the order of a dial
            await calls.end_calls(conn, campaign_id, now, live=hang_up)
            await _steer(conn, campaign, now)
        return cancelled


async def _steer(conn: Connection, campaign: Campaign, now: datetime) -> None:
    await outbox.put(conn, SteerCampaign.new(now, campaign_id=campaign.id, run=campaign.run))


async def change_rules(
    db: Database, clock: Clock, campaign_id: UUID, why: Why, change: Rules, *, seen: int
) -> Campaign:
    """Change what the fields of `change` name, in force with the commit. Raises `Stale`."""
    now = clock.now()
    async with db.transaction() as conn:
        campaign = await store.for_update(conn, campaign_id)
        await check_seen(conn, campaign, seen)
        if campaign.state not in IN_FORCE:
            raise Conflict("Only what is approved and has not ended has rules to change.")
        rules = campaign.rules.merged(change)
        await check_staffed(conn, rules)
        made = changes(campaign.rules, rules)
        changed = campaign.model_copy(update={"rules": rules})
        await store.rewrite(conn, changed)
        await note(conn, campaign, why, now, made)
        await put_in_force(conn, changed, now)
        await _steer(conn, campaign, now)
        return await store.get(conn, campaign_id)


async def check_seen(conn: Connection, campaign: Campaign, seen: int) -> None:
    """Raise `Stale` unless that is the version it is at."""
    if seen != campaign.version:
        missed = await entries.missed(conn, campaign.id, seen)
        raise Stale.since("campaign", seen=seen, version=campaign.version, missed=missed)


async def check_staffed(conn: Connection, rules: Rules) -> None:
    """Raise `Conflict` where its calls are to be handed to people of a rota that there is not:
    nobody would ever be free, and nobody be rung."""
    if rules.transfer and not await rotas.is_written(conn, rules.transfer.rota):
        raise Conflict(
            f"transfer.rota: there is no rota named {rules.transfer.rota!r}. "
            "Write it down first, or name one that there is."
        )


async def move_to(
    conn: Connection, campaign: Campaign, wanted: CampaignState, why: Why, now: datetime
) -> Campaign:
    """Move it there, and note who did and why. Raises `Conflict` where it may not go there."""
    move(campaign.state, wanted)
    await store.set_state(conn, campaign.id, wanted, why.reason, now)
    moved = await store.get(conn, campaign.id)
    await note(conn, moved, why, now)
    return moved


async def note(
    conn: Connection,
    campaign: Campaign,
    why: Why,
    now: datetime,
    made: tuple[Change, ...] = (),
) -> None:
    """Write into its log who did what with it, and why."""
    entry = LogEntry(at=now, state=campaign.state, changes=made, **why.model_dump())
    await entries.note(conn, campaign.id, entry)


async def alert(conn: Connection, campaign: Campaign, what: str, now: datetime) -> None:
    """Tell those who operate us that somebody must look at why it stands where it does."""
    text = f"{campaign.name}: {campaign.why}"
    about = {"source": "campaigns", "subject_id": campaign.id, "what": what}
    await outbox.put(conn, RaiseAlert.new(now, at=now, text=text, **about))


def allowance_of(campaign: Campaign) -> Allowance:
    """What it may do to people's phones as it now stands. While it tries, it may make one call."""
    rules, probing = campaign.rules, campaign.probe is not None
    return Allowance(
        id=campaign.id,
        open=campaign.state is CampaignState.RUNNING or probing,
        purpose=rules.purpose,
        consent_required=rules.consent_required,
        live_cap=1 if probing else rules.live_cap,
        day_cap=rules.day_cap,
        number_cap=rules.number_cap,
        opens_at=rules.opens_at,
        closes_at=rules.closes_at,
        weekdays=rules.weekdays,
        hours_waived=rules.hours_waived_because is not None,
        zone=rules.zone,
        currency=rules.currency,
        minute_price_micro=rules.minute_price_micro,
        talk_seconds=rules.talk_seconds,
        budget_micro=rules.budget_micro,
        day_budget_micro=rules.day_budget_micro,
        contact_budget_micro=rules.contact_budget_micro,
        callers=campaign.callers,
    )


async def put_in_force(conn: Connection, campaign: Campaign, now: datetime) -> None:
    """Have every dial from now on follow its rules, and its numbers known."""
    await numbers.know(conn, campaign.callers, now)
    await allowances.allow(conn, allowance_of(campaign))


async def may_leave_message(conn: Connection, attempt_id: UUID) -> bool:
    """Whether a machine may be left a message: once a member. Who is told yes has to leave it."""
    return await membership.claim_message(conn, attempt_id)


async def with_phone(conn: Connection, phone: str) -> list[tuple[Campaign, Member]]:
    """Where that number is to be rung, or was, and what came of it; the oldest first."""
    members = await membership.members_of(conn, phone)
    return [(await store.get(conn, each.campaign_id), each) for each in members]


async def erase(conn: Connection, phone: str, kept: Sequence[UUID]) -> int:
    """Forget whose number it was, and ring it no more; but in calls that are kept for now."""
    return await membership.erase_members(conn, phone, kept)
