"""What the orchestration of a campaign does whenever it looks: plan the next calls, or end."""

from datetime import datetime, timedelta
from uuid import UUID

from functions.allowances import service as allowances
from functions.allowances.model import Allowance
from functions.calls import service as calls
from functions.calls.model import Attempt, AttemptState
from functions.campaigns import service, store
from functions.campaigns.model import (
    Campaign,
    CampaignState,
    Member,
    MemberState,
    batch_size,
    variable,
)
from functions.people import service as people
from functions.people.model import ListMember
from shared import outbox
from shared.db.pool import Connection, Database
from shared.messages import StartCampaign
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
    allowance = await allowances.locked(conn, campaign.id)
    if not allowance.open:
        reason = "The telephone network refuses our settings: see the log of errors."
        await service.move_to(conn, campaign, CampaignState.PAUSED, "system", reason, now)
        return Look(done=False, wait=REST)
    if _is_spent(allowance):
        await service.move_to(conn, campaign, CampaignState.STOPPED, "system", "budget spent", now)
        await calls.withdraw(conn, campaign.id, now)
        return Look(done=True, wait=0)
    return await _plan(conn, campaign, now)


def _is_spent(allowance: Allowance) -> bool:
    nothing_live = allowance.reserved_micro == 0
    left = allowance.budget_micro - allowance.spent_micro
    return nothing_live and left < allowance.worst_micro


async def _plan(conn: Connection, campaign: Campaign, now: datetime) -> Look:
    work = await store.open_work(conn, campaign.id)
    pause = max(TICK, 1 / campaign.rules.per_second)
    count = batch_size(campaign.rules, work["calling"], pause)
    taken = await store.next_members(conn, campaign.id, now, count)
    attempts = [_attempt(campaign, member, now) for member in taken]
    for attempt in attempts:
        await store.set_attempt(conn, attempt.member_id, attempt.id)
    await calls.plan(conn, attempts, now)
    work = await store.open_work(conn, campaign.id)
    if not work["waiting"] and not work["calling"]:
        await service.move_to(
            conn, campaign, CampaignState.COMPLETED, "system", "everybody is done", now
        )
        await allowances.set_open(conn, campaign.id, is_open=False)
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
