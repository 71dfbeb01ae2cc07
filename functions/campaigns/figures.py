"""How far a campaign is, what came of it, and what to expect of the rest."""

from datetime import datetime
from uuid import UUID

from functions.allowances import service as allowances
from functions.calls import service as calls
from functions.campaigns import audience, results, store
from functions.campaigns.forecast import Forecast, forecast
from functions.campaigns.model import Campaign
from shared.db.pool import Connection
from shared.value import Instant, Value


class Report(Value):
    """How far a campaign is. `outcomes` counts members that are done.

    `planned` attempts wait for a line, an hour or a cap; `limited_by` says what held the last look
    back; `without_phone` people of the audience cannot be rung. `abandoned` is the share of calls
    of 30 days that a person took who wanted one of ours and got none, as it was last told; empty
    where calls are not handed over.
    """

    contacts: int
    waiting: int
    calling: int
    live: int
    planned: int
    outcomes: dict[str, int]
    without_phone: int
    spent_micro: int
    reserved_micro: int
    day_spent_micro: int
    budget_micro: int
    currency: str
    abandoned: float | None
    limited_by: str | None
    tripped_by: str | None
    probe_at: Instant | None


async def report(conn: Connection, campaign_id: UUID, now: datetime) -> Report:
    """How far it is, and what came of it."""
    campaign = await store.get(conn, campaign_id)
    states = await results.counts(conn, campaign_id)
    # What has never begun has no allowance yet.
    standing = await calls.standing(conn, campaign_id) if campaign.run else calls.IDLE
    money = await allowances.get(conn, campaign_id) if campaign.run else None
    return Report(
        contacts=sum(states.values()),
        waiting=states.get("waiting", 0),
        calling=states.get("calling", 0),
        live=standing.live,
        planned=standing.planned,
        outcomes=await results.outcomes(conn, campaign_id),
        without_phone=campaign.without_phone,
        spent_micro=money.spent_micro if money else 0,
        reserved_micro=money.reserved_micro if money else 0,
        day_spent_micro=money.spent_today(now) if money else 0,
        budget_micro=campaign.rules.budget_micro,
        currency=campaign.rules.currency,
        abandoned=await results.abandoned(conn, campaign_id),
        limited_by=campaign.limited_by,
        tripped_by=campaign.tripped_by,
        probe_at=campaign.probe_at,
    )


async def expected(
    conn: Connection, campaign_id: UUID, now: datetime, calls_per_second: float
) -> Forecast:
    """What it will still cost and when it will be through, from its calls so far."""
    campaign = await store.get(conn, campaign_id)
    money = await allowances.get(conn, campaign_id) if campaign.run else None
    return forecast(
        campaign.rules,
        await results.tally(conn, campaign_id),
        await _people(conn, campaign),
        max(now, campaign.starts_at or now),
        spent_micro=money.spent_micro if money else 0,
        calls_per_second=calls_per_second,
    )


async def _people(conn: Connection, campaign: Campaign) -> dict[int, int]:
    """How many were rung how often and are not done: before it runs, all that can be."""
    if campaign.run:
        return await results.by_attempts(conn, campaign.id)
    found = await audience.gaps(conn, campaign.audience, campaign.script)
    return {0: found.complete}
