"""How a campaign pauses by itself, and finds out with one call whether it may go on."""

from datetime import datetime

from functions.allowances import service as allowances
from functions.calls import service as calls
from functions.campaigns import membership, planning, results, service, store
from functions.campaigns.breakers import Breaker, Trip, is_cured, pause_before_probe
from functions.campaigns.forecast import Tally, prospect
from functions.campaigns.model import Campaign, CampaignState, Result
from functions.campaigns.retries import TAKEN_BACK
from functions.campaigns.service import SYSTEM, Why
from shared.db.pool import Connection

NEVER = float("inf")
"""Seconds: until somebody does something about it."""
ASKING = 5.0
"""Seconds between two looks at the one call that is tried."""


async def trip(conn: Connection, campaign: Campaign, found: Trip, now: datetime) -> None:
    """Pause it and tell those who operate us. Nothing planned is left that could still be dialled.

    What only a person can put right is not tried again.
    """
    why = Why(actor=SYSTEM, reason=found.reason, cause=found.cause)
    paused = await service.move_to(conn, campaign, CampaignState.PAUSED, why, now)
    again = None if found.breaker is Breaker.CONFIGURATION else now + pause_before_probe(0)
    await store.set_tripped(conn, campaign.id, found.breaker, 0, again)
    await calls.withdraw(conn, campaign.id, now)
    await calls.end_calls(conn, campaign.id, now, live=False)
    await service.alert(conn, paused, found.breaker, now)


async def probe(conn: Connection, campaign: Campaign, now: datetime) -> float:
    """Try one call when it is time, and heed what came of it. The seconds until the next look."""
    if campaign.tripped_by is None or campaign.probe_at is None:
        return NEVER
    if campaign.probe is None:
        return await _try(conn, campaign, now)
    result = await results.result_of(conn, campaign.probe)
    if result is None:
        return ASKING
    return await _heed(conn, campaign, result, now)


async def _try(conn: Connection, campaign: Campaign, now: datetime) -> float:
    assert campaign.probe_at
    if now < campaign.probe_at:
        return (campaign.probe_at - now).total_seconds()
    chosen = await membership.candidates(conn, campaign.id, now, 1)
    planned = await planning.plan(conn, campaign, chosen, now)
    if not planned:
        return ASKING if chosen else await _nobody_to_try(conn, campaign, now)
    await store.set_probe(conn, campaign.id, planned[0].id)
    trying = campaign.model_copy(update={"probe": planned[0].id})
    await allowances.allow(conn, service.allowance_of(trying))
    return ASKING


async def _nobody_to_try(conn: Connection, campaign: Campaign, now: datetime) -> float:
    """Where nobody is left, it may go on to its end."""
    if await membership.next_turn(conn, campaign.id) is None:
        why = Why(actor=SYSTEM, reason="nobody is left to try with", cause="cured")
        await service.go_on(conn, campaign, why, now)
    return ASKING


async def _heed(conn: Connection, campaign: Campaign, result: Result, now: datetime) -> float:
    breaker, expected = Breaker(campaign.tripped_by or ""), prospect(Tally(), campaign.rules)
    if result.outcome == TAKEN_BACK:
        await store.set_tripped(conn, campaign.id, breaker, campaign.trips, now)
        return ASKING
    if is_cured(breaker, result, campaign.rules.breakers, expected):
        why = Why(actor=SYSTEM, reason="one call came through: it goes on", cause="cured")
        await service.go_on(conn, campaign, why, now)
        return 0
    failed = campaign.trips + 1
    pause = pause_before_probe(failed)
    await allowances.set_open(conn, campaign.id, is_open=False)
    await store.set_tripped(conn, campaign.id, breaker, failed, now + pause)
    minutes = round(pause.total_seconds() / 60)
    why = Why(actor=SYSTEM, reason=f"one call failed: next try in {minutes} min", cause="probe")
    await service.note(conn, campaign, why, now)
    return pause.total_seconds()
