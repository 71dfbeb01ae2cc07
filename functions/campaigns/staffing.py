"""How many calls the people bear who take them over: whom they find free, and who was let down."""

from datetime import datetime, timedelta

from functions.calls.service import Standing
from functions.campaigns import results
from functions.campaigns.breakers import NOT_ANSWERED
from functions.campaigns.model import Campaign
from functions.campaigns.pacing import Level, Shift, predictive, steered
from functions.campaigns.rules import Transfer
from functions.transfers import service as transfers
from shared.db.pool import Connection

READY_IN = 15.0
"""Seconds until a call begun now is answered, and somebody in it may ask for a person."""
SPAN = timedelta(days=30)
"""Over which the law counts who was abandoned (47 CFR 64.1200(a)(7))."""
STEER_EVERY = timedelta(minutes=1)
LATEST = 200
"""Calls by which it is told what share of them needs a person."""
NOBODY_LIVE = NOT_ANSWERED | {"fax", "ivr", "screened"}
"""Outcomes of calls that no person took."""


async def for_people(
    conn: Connection, campaign: Campaign, standing: Standing, waiting: int, now: datetime
) -> int | None:
    """How many calls may be begun; nothing where they are not handed over to people."""
    rules = campaign.rules.transfer
    if rules is None:
        return None
    staff = await transfers.shift(conn, campaign.id, rules.rota, now)
    shift = Shift(
        free=min(staff.free, max(0, rules.agents - staff.busy)),
        busy=min(staff.busy, rules.agents),
        ringing=max(0, waiting + standing.live - 2 * staff.own),  # the call and the leg of each
        answers=await _needing(conn, campaign, now),
    )
    level = await _level(conn, campaign, rules, now)
    if staff.handle_seconds:
        rules = rules.model_copy(update={"handle_seconds": staff.handle_seconds})
    return predictive(rules, shift, ready_in=READY_IN, level=level.calls)


async def _needing(conn: Connection, campaign: Campaign, now: datetime) -> float:
    """The share of the latest calls in which a person was wanted.

    As if there had been one more, in which one was: who knows nothing yet thinks of each call so.
    """
    since, made = await results.latest(conn, campaign.id, now - SPAN, LATEST)
    wanted = await transfers.wanted(conn, campaign.id, since)
    return min(1.0, (wanted + 1) / (made + 1))


async def _level(conn: Connection, campaign: Campaign, rules: Transfer, now: datetime) -> Level:
    """How many calls may ring for each free person, steered once a minute by who was abandoned."""
    before, at = await results.level(conn, campaign.id)
    if at and now < at + STEER_EVERY:
        return before
    share = await abandoned(conn, campaign, now)
    after = steered(before, share, rules)
    await results.set_level(conn, campaign.id, after, share, now)
    return after


async def abandoned(conn: Connection, campaign: Campaign, now: datetime) -> float:
    """The share of calls taken by a person, in 30 days, who wanted one of ours and got none."""
    let_down = await transfers.abandoned(conn, campaign.id, SPAN, now)
    taken = await results.taken(conn, campaign.id, now - SPAN, list(NOBODY_LIVE))
    return let_down / max(1, taken, let_down)
