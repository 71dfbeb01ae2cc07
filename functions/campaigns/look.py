"""What the orchestration of a campaign does whenever it looks: plan the next calls, or end."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from functions.allowances import service as allowances
from functions.allowances.model import Allowance
from functions.calls import service as calls
from functions.campaigns import (
    breakers,
    membership,
    planning,
    probing,
    results,
    service,
    staffing,
    store,
)
from functions.campaigns.forecast import Tally, prospect
from functions.campaigns.model import Campaign, CampaignState, Member
from functions.campaigns.pacing import Capacity, Pace, affordable, smallest
from functions.campaigns.rules import Rules
from functions.campaigns.service import SYSTEM, Why
from functions.hours.model import ANY_TIME, Window, beginning
from functions.numbers import service as numbers
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import VendorProblem
from shared.messages import StartCampaign
from shared.ports import Bucket, Clock
from shared.value import Value

log = logging.getLogger(__name__)

TICK = 1.0
"""Seconds between two looks at a campaign that has somebody to ring."""
REST = 30.0
"""Seconds at most between two looks at a campaign that waits."""
BATCH = 500
AT_LEAST = 100
"""Members looked at even where few may be called: whose window is closed is put off at once."""
UNATTENDED = timedelta(minutes=5)
"""A campaign that is going is looked at more often than this, or its orchestration is dead."""
SOON = timedelta(minutes=1)
"""Attempts due later than that, for a calling hour or a cap, take no line from others."""
SLOW = frozenset({"dialling_paused", "numbers", "people", "network_full", "day_budget", "budget"})
"""What holds a campaign back for longer than a moment."""
WATCHED = 500
"""Results at most that a breaker is judged by."""


class Look(Value):
    """What the orchestration does next: stop, or look again after `wait` seconds."""

    done: bool
    wait: float


@dataclass(frozen=True)
class Means:
    """What a look needs beside the database."""

    clock: Clock
    bucket: Bucket
    capacity: Capacity


async def look(db: Database, means: Means, campaign_id: UUID) -> Look:
    """Plan the next calls, end what is done, and say when to look again.

    Between the question how many calls there may be and the answer, the bucket that all campaigns
    share is asked for permits; nothing is locked meanwhile, so that the question is put twice.
    """
    now = means.clock.now()
    async with db.transaction() as conn:
        found = await _before(conn, means, campaign_id, now)
        if isinstance(found, Look):
            return found
        due = await membership.due(conn, campaign_id, now, found.count)
    granted = await _granted(means, found, due, now)
    async with db.transaction() as conn:
        campaign = await store.for_update(conn, campaign_id)
        if campaign.state is not CampaignState.RUNNING:
            return Look(done=False, wait=0)
        return await _plan(conn, campaign, means, granted, now)


async def _before(conn: Connection, means: Means, campaign_id: UUID, now: datetime) -> Look | Pace:
    campaign = await store.for_update(conn, campaign_id)
    await store.set_looked(conn, campaign_id, now, campaign.limited_by)
    if campaign.state is CampaignState.PAUSED:
        return Look(done=False, wait=min(REST, await probing.probe(conn, campaign, now)))
    if campaign.state is not CampaignState.RUNNING:
        return Look(done=True, wait=0)
    allowance = await allowances.get(conn, campaign_id)
    return (
        await _pause(conn, campaign, allowance, now)
        or await _end(conn, campaign, allowance, now)
        or await _pace(conn, campaign, means.capacity, now)
    )


async def _pause(
    conn: Connection, campaign: Campaign, allowance: Allowance, now: datetime
) -> Look | None:
    """What goes wrong with its calls, or with our settings, pauses it before it burns its list."""
    if allowance.closed_because:
        trip = breakers.misconfigured(allowance.closed_because, campaign.callers)
        await probing.trip(conn, campaign, trip, now)
        return Look(done=False, wait=REST)
    limits = campaign.rules.breakers
    since = max(now - timedelta(minutes=limits.minutes), campaign.watched_since or now)
    latest = await results.newest(conn, campaign.id, since, WATCHED)
    found = breakers.tripped(latest, limits, prospect(Tally(), campaign.rules))
    if found is None:
        return None
    await probing.trip(conn, campaign, found, now)
    return Look(done=False, wait=REST)


async def _end(
    conn: Connection, campaign: Campaign, allowance: Allowance, now: datetime
) -> Look | None:
    if _is_spent(allowance):
        why = Why(actor=SYSTEM, reason="budget spent", cause="budget")
        stopped = await service.move_to(conn, campaign, CampaignState.STOPPED, why, now)
        await calls.withdraw(conn, campaign.id, now)
        await service.alert(conn, stopped, "budget", now)
        return Look(done=True, wait=0)
    if await _is_anybody_left(conn, campaign):
        return None
    why = Why(actor=SYSTEM, reason="everybody is done")
    await service.move_to(conn, campaign, CampaignState.COMPLETED, why, now)
    await allowances.set_open(conn, campaign.id, is_open=False)
    return Look(done=True, wait=0)


def _is_spent(allowance: Allowance) -> bool:
    nothing_live = allowance.reserved_micro == 0
    left = allowance.budget_micro - allowance.spent_micro
    return nothing_live and left < max(1, allowance.worst_micro)


async def _is_anybody_left(conn: Connection, campaign: Campaign) -> bool:
    waits = await membership.next_turn(conn, campaign.id)
    return waits is not None or await membership.is_anybody_called(conn, campaign.id)


async def _pace(conn: Connection, campaign: Campaign, capacity: Capacity, now: datetime) -> Pace:
    """How many may be planned now. Small enough that the network's own queue stays near empty, so
    that a pause is felt at once."""
    rules, allowance = campaign.rules, await allowances.get(conn, campaign.id)
    standing = await calls.standing(conn, campaign.id)
    waiting = await calls.waiting(conn, campaign.id, now + SOON)
    everywhere = await allowances.live_anywhere(conn) + waiting
    room = await numbers.room(conn, campaign.callers, now)
    left = allowance.budget_micro - allowance.spent_micro - allowance.reserved_micro
    terms: dict[str, int | None] = {
        "dialling_paused": 0 if await allowances.paused(conn) else None,
        "rate": round(rules.per_second * _tick(rules)),
        "lines": rules.live_cap - standing.live - waiting,
        "account": await allowances.room(conn, capacity.account, capacity.calls_per_second, now),
        **{name: cap and cap - everywhere for name, cap in capacity.at_once.items()},
        "numbers": None if room is None else room - waiting,
        "people": await staffing.for_people(conn, campaign, standing, waiting, now),
        "network_full": 0 if allowance.held_until and allowance.held_until > now else None,
        "day_budget": _less(affordable(_today(allowance, now), allowance.worst_micro), waiting),
        "budget": _less(affordable(left, allowance.worst_micro), waiting),
    }
    return smallest(terms)


def _tick(rules: Rules) -> float:
    return max(TICK, 1 / rules.per_second)


def _less(term: int | None, taken: int) -> int | None:
    return None if term is None else term - taken


def _today(allowance: Allowance, now: datetime) -> int | None:
    if allowance.day_budget_micro is None:
        return None
    return allowance.day_budget_micro - allowance.spent_today(now) - allowance.reserved_micro


async def _granted(means: Means, wanted: Pace, due: int, now: datetime) -> Pace:
    """What is left of the permits that all campaigns share, for so many whose turn it is. Where
    they cannot be had, the account's pace in PostgreSQL alone decides at each dial: slower to share
    out, never unlimited."""
    capacity = means.capacity
    if not due:
        return wanted
    try:
        permits = await means.bucket.take(
            f"calls:{capacity.account}",
            due,
            per_second=capacity.calls_per_second,
            burst=ceil(capacity.calls_per_second),
            now=now,
        )
    except VendorProblem as problem:
        log.warning("no permits to be had, PostgreSQL's pace alone: %s", problem.detail)
        return wanted
    return wanted if permits >= due else Pace(count=permits, limited_by="account")


async def _plan(
    conn: Connection, campaign: Campaign, means: Means, granted: Pace, now: datetime
) -> Look:
    now_allowed = await _pace(conn, campaign, means.capacity, now)
    pace = min(granted, now_allowed, key=lambda each: each.count)
    due = await membership.candidates(conn, campaign.id, now, min(BATCH, pace.count + AT_LEAST))
    ready, later = _sorted_by_window(due, campaign.rules, now)
    await membership.postpone(conn, later)
    planned = await planning.plan(conn, campaign, ready[: pace.count], now)
    closed = later or (not due and campaign.limited_by == "window")
    limited_by = pace.limited_by if len(ready) > pace.count else "window" if closed else None
    await store.set_looked(conn, campaign.id, now, limited_by)
    return await _next_look(conn, campaign, now, idle=not planned and limited_by in SLOW)


def _sorted_by_window(
    due: Sequence[Member], rules: Rules, now: datetime
) -> tuple[list[Member], dict[UUID, datetime]]:
    """Who may be rung now, and from when on the others. A phone without a zone is left to the dial,
    which knows the hours of country and state, too."""
    zones = {each.id: each.zones or _own(rules) for each in due}
    openings = {each: _opening(each, rules, now) for each in set(zones.values())}
    turns = {one: openings[each] for one, each in zones.items()}
    later = {one: turn for one, turn in turns.items() if turn and turn > now}
    return [each for each in due if each.id not in later], later


def _opening(zones: tuple[str, ...], rules: Rules, now: datetime) -> datetime | None:
    own = Window(opens_at=rules.opens_at, closes_at=rules.closes_at, weekdays=rules.weekdays)
    return beginning(ANY_TIME, own, zones, now)


def _own(rules: Rules) -> tuple[str, ...]:
    return (rules.zone,) if rules.zone else ()


async def _next_look(conn: Connection, campaign: Campaign, now: datetime, *, idle: bool) -> Look:
    turn = await membership.next_turn(conn, campaign.id)
    if await membership.is_anybody_called(conn, campaign.id):
        return Look(done=False, wait=_tick(campaign.rules))
    if idle:
        return Look(done=False, wait=REST)
    wait = (turn - now).total_seconds() if turn else 0
    return Look(done=False, wait=max(_tick(campaign.rules), min(REST, wait)))


async def wake(db: Database, campaign_id: UUID) -> bool:
    """True for the first who wants it looked at before its time: one event between two looks is
    enough, and more would pile up in the orchestration's history."""
    async with db.transaction() as conn:
        return await store.claim_steering(conn, campaign_id)


async def sweep(db: Database, clock: Clock) -> int:
    """Start what is to start now, and again what nobody looks at: its message was lost, or its
    orchestration died."""
    now = clock.now()
    async with db.transaction() as conn:
        starting = await store.starting(conn, now, BATCH)
        for each in starting:
            campaign = await store.for_update(conn, each)
            if campaign.state is CampaignState.SCHEDULED:
                await service.set_going(conn, campaign, SYSTEM, now)
        found = await store.unattended(conn, now - UNATTENDED, BATCH)
        messages = [StartCampaign.new(now, campaign_id=each, run=run) for each, run in found]
        await outbox.put(conn, *messages)
    return len(starting) + len(found)
