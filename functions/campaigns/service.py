"""What people do with a campaign, and what its orchestration does at every look."""

from datetime import datetime, timedelta
from uuid import UUID

from functions.calls import service as calls
from functions.calls.model import Allowance, Attempt, AttemptState
from functions.campaigns import store
from functions.campaigns.model import (
    Campaign,
    CampaignState,
    Draft,
    LogEntry,
    Member,
    MemberState,
    batch_size,
    move,
    next_try,
    variable,
)
from functions.people import service as people
from functions.people.model import ListMember
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import Conflict, Forbidden
from shared.messages import StartCampaign, SteerCampaign, Synthesize
from shared.ports import Clock
from shared.value import Value, new_id

TICK = 1.0
"""Seconds between two looks at a campaign that has somebody to ring."""
REST = 30.0
"""Seconds at most between two looks at a campaign that waits."""
PAGE = 500
UNATTENDED = timedelta(minutes=5)
"""A campaign that is going is looked at more often than this, or its orchestration is dead."""


class Look(Value):
    """What the orchestration does next: stop, or look again after `wait` seconds."""

    done: bool
    wait: float


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
        approved = await _move(conn, campaign, CampaignState.APPROVED, actor, reason, now)
        await calls.allow(conn, _allowance(campaign, is_open=False))
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
        running = await _move(conn, campaign, CampaignState.RUNNING, actor, "started", now)
        run = await store.begin_run(conn, campaign_id)
        await calls.allow(conn, _allowance(campaign, is_open=True))
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
        steered = await _move(conn, campaign, wanted, actor, reason, now)
        await calls.set_open(conn, campaign_id, is_open=wanted is CampaignState.RUNNING)
        steer = SteerCampaign.new(now, campaign_id=campaign_id, run=campaign.run)
        await outbox.put(conn, steer)
        return steered


async def _move(
    conn: Connection,
    campaign: Campaign,
    wanted: CampaignState,
    actor: str,
    reason: str,
    now: datetime,
) -> Campaign:
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
        currency=rules.currency,
        minute_price_micro=rules.minute_price_micro,
        budget_micro=rules.budget_micro,
    )


async def enrol(db: Database, clock: Clock, campaign_id: UUID) -> int:
    """Put everybody of the list on the campaign, page by page. Again is harmless."""
    after: UUID | None = None
    while True:
        async with db.transaction() as conn:
            campaign = await store.get(conn, campaign_id)
            page = await people.members(conn, campaign.list_id, after=after, limit=PAGE)
            now = clock.now()
            await store.add_members(conn, [_member(campaign, each, now) for each in page])
            if len(page) < PAGE:
                return await store.size(conn, campaign_id)
        after = page[-1].id


def _member(campaign: Campaign, entry: ListMember, now: datetime) -> Member:
    """Whoever lacks a word the script needs is not rung: half a sentence helps nobody."""
    variables = {variable(key): value for key, value in entry.variables.items()}
    variables["name"] = entry.name
    lacking = campaign.script.in_language(entry.language).lacks(variables)
    return Member(
        id=new_id(now),
        campaign_id=campaign.id,
        contact_id=entry.contact_id,
        name=entry.name,
        phone=entry.phone,
        language=entry.language,
        zones=entry.zones,
        variables=variables,
        state=MemberState.DONE if lacking else MemberState.WAITING,
        attempts=0,
        next_at=now,
        outcome="missing_variables" if lacking else None,
        note=", ".join(lacking) or None,
        last_attempt=None,
    )


async def look(db: Database, clock: Clock, campaign_id: UUID) -> Look:
    """Plan the next calls, end what is done, and say when to look again."""
    now = clock.now()
    async with db.transaction() as conn:
        campaign = await store.for_update(conn, campaign_id)
        await store.set_looked(conn, campaign_id, now)
        if campaign.state is CampaignState.PAUSED:
            return Look(done=False, wait=REST)
        if campaign.state is CampaignState.RUNNING:
            return await _look_on(conn, campaign, now)
        return Look(done=True, wait=0)


async def _look_on(conn: Connection, campaign: Campaign, now: datetime) -> Look:
    allowance = await calls.allowance(conn, campaign.id)
    if not allowance.open:
        reason = "The telephone network refuses our settings: see the log of errors."
        await _move(conn, campaign, CampaignState.PAUSED, "system", reason, now)
        return Look(done=False, wait=REST)
    if _is_spent(allowance):
        await _move(conn, campaign, CampaignState.STOPPED, "system", "budget spent", now)
        await calls.set_open(conn, campaign.id, is_open=False)
        return Look(done=True, wait=0)
    return await _plan(conn, campaign, now)


def _is_spent(allowance: Allowance) -> bool:
    nothing_live = allowance.reserved_micro == 0
    left = allowance.budget_micro - allowance.spent_micro
    return nothing_live and left < allowance.minute_price_micro


async def _plan(conn: Connection, campaign: Campaign, now: datetime) -> Look:
    work = await store.open_work(conn, campaign.id)
    pause = max(TICK, 1 / campaign.rules.per_second)
    count = batch_size(campaign.rules, work["calling"], pause)
    for member in await store.next_members(conn, campaign.id, now, count):
        attempt = _attempt(campaign, member, now)
        await store.set_attempt(conn, member.id, attempt.id)
        await calls.plan(conn, attempt, now)
    work = await store.open_work(conn, campaign.id)
    if not work["waiting"] and not work["calling"]:
        await _move(conn, campaign, CampaignState.COMPLETED, "system", "everybody is done", now)
        await calls.set_open(conn, campaign.id, is_open=False)
        return Look(done=True, wait=0)
    if work["calling"] or work["next_at"] <= now:
        return Look(done=False, wait=pause)
    return Look(done=False, wait=min(REST, (work["next_at"] - now).total_seconds()))


def _attempt(campaign: Campaign, member: Member, now: datetime) -> Attempt:
    return Attempt(
        id=new_id(now),
        allowance_id=campaign.id,
        member_id=member.id,
        n=member.attempts,
        phone=member.phone,
        caller=campaign.caller,
        zones=member.zones,
        state=AttemptState.PLANNED,
        reason=None,
        due_at=now,
        intent_at=None,
        lost=0,
        reserved_micro=0,
    )


async def sweep(db: Database, clock: Clock) -> int:
    """Start again what nobody looks at: its message was lost, or its orchestration died."""
    now = clock.now()
    async with db.transaction() as conn:
        found = await store.unattended(conn, now - UNATTENDED, PAGE)
        messages = [StartCampaign.new(now, campaign_id=each, run=run) for each, run in found]
        await outbox.put(conn, *messages)
    return len(found)


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
    spent = (await calls.allowance(conn, campaign_id)).spent_micro if started else 0
    return Report(
        contacts=await store.size(conn, campaign_id),
        waiting=work["waiting"],
        calling=work["calling"],
        live=await calls.live(conn, campaign_id),
        outcomes=await store.outcomes(conn, campaign_id),
        spent_micro=spent,
        budget_micro=campaign.rules.budget_micro,
        currency=campaign.rules.currency,
    )
