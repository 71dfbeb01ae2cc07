"""Scenarios 62 to 66 of the catalogue: nobody is rung when it is too early, too late, too often."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from scripts.local.credentials import Credentials
from tests.flows.world import World

pytestmark = pytest.mark.timeout(300)

COOPERATIVE, BUSY = "00", "01"
OWN = {"opens_at": "09:00", "closes_at": "12:00"}
LAW = {"hours_waived_because": None}
EAST = (202, 203, 207, 212, 216, 302, 401, 404, 412, 617, 704, 802)
"""Area codes of one zone."""
RING = timedelta(minutes=2)
"""What a dial takes at most once its time has come."""


async def at(world: World, moment: datetime) -> None:
    """The story begins then: those below stand in the order of their days."""
    await world.skips(moment - await world.now())


def instant(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


async def due(world: World, phone: str) -> datetime:
    """When that number is to be rung: by an attempt that waits, or once it is the member's turn."""
    query = (
        "select due_at from attempt where phone = %s and state = 'planned' union all "
        "select next_at from campaign_member where phone = %s and state = 'waiting'"
    )
    (row,) = await world.rows(query, phone, phone)
    found: datetime = row["due_at"].astimezone(UTC)
    return found


async def rung(world: World) -> dict[str, datetime]:
    """When each number was last rung."""
    created = await world.events("created")
    return {each["detail"]["to"]: datetime.fromisoformat(each["at"]) for each in created}


async def rings_at(world: World, moment: datetime) -> dict[str, datetime]:
    """Who has been rung by shortly after that."""
    await world.skips(moment - timedelta(seconds=30) - await world.now())
    await world.passes(RING.total_seconds())
    return await rung(world)


async def test_62_a_contact_is_rung_when_the_window_is_open_where_they_are(world: World) -> None:
    east, west = "+12125550100", "+13105550100"
    await at(world, datetime(2027, 3, 3, 14, 30, tzinfo=UTC))  # a Wednesday, 9:30 in New York
    await world.start_with([east, west], **OWN)
    await world.passes(60)
    opening = datetime(2027, 3, 3, 17, tzinfo=UTC)
    assert (set(await rung(world)), await due(world, west)) == ({east}, opening)
    assert (await rings_at(world, opening))[west] >= opening


@pytest.mark.parametrize(
    ("zone", "began", "opening"),
    [
        # Clocks go forward: 2:30 does not exist that night, and 3:00 follows 1:59.
        ("America/New_York", (2027, 3, 14, 5), (2027, 3, 14, 7)),
        ("America/Phoenix", (2027, 7, 5, 5), (2027, 7, 5, 9, 30)),
        ("Pacific/Honolulu", (2027, 7, 6, 5), (2027, 7, 6, 12, 30)),
        ("Asia/Kolkata", (2027, 7, 7, 5), (2027, 7, 7, 21)),
        ("Asia/Kathmandu", (2027, 7, 8, 5), (2027, 7, 8, 20, 45)),
        ("Pacific/Chatham", (2027, 7, 9, 5), (2027, 7, 9, 13, 45)),
        # Half an hour forward: 2:30 follows 1:59.
        ("Australia/Lord_Howe", (2027, 10, 2, 12), (2027, 10, 2, 15, 30)),
        # Clocks go back: half past two comes after both half past ones.
        ("America/New_York", (2027, 11, 7, 4), (2027, 11, 7, 7, 30)),
    ],
)
async def test_63_the_window_goes_by_the_clock_on_the_callees_wall(
    world: World, zone: str, began: tuple[int, ...], opening: tuple[int, ...]
) -> None:
    phone = world.number_of(COOPERATIVE)
    await at(world, instant(*began))
    night = {"opens_at": "02:30", "closes_at": "03:30"}
    campaign = await world.approved_for([{"phone": phone, "timezone": zone}], **night)
    await world.run(campaign)
    await world.passes(30)
    assert await due(world, phone) == instant(*opening)
    await world.cancel(campaign)


async def test_64_what_waits_with_us_when_the_window_closes_is_not_rung(world: World) -> None:
    phones = [f"+1{area}5550100" for area in EAST]
    await at(world, instant(2027, 11, 10, 16, 58))  # 11:58 in New York
    campaign = await world.start_with(phones, **OWN, live_cap=1)
    await world.passes(600)
    closed = instant(2027, 11, 10, 17)
    placed = await rung(world)
    assert 0 < len(placed) < len(phones)
    assert all(when < closed for when in placed.values())
    await world.cancel(campaign)


async def test_64_what_waits_in_the_networks_queue_when_the_window_closes_is_taken_back(
    world: World,
) -> None:
    phone = world.number_of(COOPERATIVE)
    await at(world, instant(2027, 11, 11, 16, 58))  # two minutes before the end
    await somebody_else_rings(world, calls=900)  # three minutes of the account's pace
    campaign = await world.start_with([phone], **OWN)
    await world.passes(180)
    (member,) = await world.members(campaign)
    call = await world.call_of(member)
    started = [each["detail"]["to"] for each in await world.events("ringing")]
    assert (call["status"], phone in started) == ("canceled", False)
    await world.cancel(campaign)


async def somebody_else_rings(world: World, *, calls: int) -> None:
    """The same account is used by another system, which fills the network's queue."""
    settings = world.system.settings
    sid = settings["TWILIO__ACCOUNT_SID"]
    token = Credentials.kept(world.system.run.folder).twilio_token
    ring = {"To": "+12125550101", "From": settings["TWILIO__NUMBER"], "Twiml": "<Response/>"}
    async with httpx.AsyncClient(
        base_url=settings["TWILIO__BASE_URL"], auth=(sid, token), timeout=30
    ) as network:
        for _ in range(calls):
            answer = await network.post(f"/2010-04-01/Accounts/{sid}/Calls.json", data=ring)
            assert answer.is_success, answer.text


@pytest.mark.parametrize("phone", ["+870773111632"])
async def test_65_who_may_be_anywhere_is_never_rung_and_it_is_said_why(
    world: World, phone: str
) -> None:
    await world.start_with([phone])
    await world.passes(60)
    campaigns = (await world.author.get("/api/v1/campaigns", limit=1))["items"]
    (member,) = await world.ended(campaigns[0])
    assert (member["outcome"], member["note"]) == ("refused", "zone_unknown")
    assert await rung(world) == {}


async def test_65_a_number_of_two_zones_is_rung_when_both_are_open(world: World) -> None:
    newfoundland = "+17095550100"
    await at(world, instant(2027, 11, 15, 12, 45))  # 9:15 in St John's, 8:45 in Halifax
    await world.start_with([newfoundland], **OWN)
    await world.passes(60)
    both = instant(2027, 11, 15, 13)
    assert await due(world, newfoundland) == both
    assert newfoundland in await rings_at(world, both)


PARIS, CHICAGO = ZoneInfo("Europe/Paris"), ZoneInfo("America/Chicago")


@pytest.mark.parametrize(
    ("phone", "began", "opening"),
    [
        # France: no marketing at the weekend, nor between one and two.
        ("+33199000100", datetime(2027, 12, 4, 11, tzinfo=PARIS), (6, time(10))),
        ("+33199000101", datetime(2027, 12, 9, 13, 5, tzinfo=PARIS), (9, time(14))),
        # Labour day.
        ("+33199000102", datetime(2028, 5, 1, 11, tzinfo=PARIS), (2, time(10))),
        # Alabama: nobody on a Sunday.
        ("+12055550100", datetime(2028, 6, 11, 11, tzinfo=CHICAGO), (12, time(8))),
    ],
)
async def test_66_the_law_of_the_place_keeps_the_phone_quiet(
    world: World, phone: str, began: datetime, opening: tuple[int, time]
) -> None:
    await at(world, began.astimezone(UTC))
    campaign = await world.start_with([phone], **LAW, purpose="marketing")
    await world.passes(30)
    local = (await due(world, phone)).astimezone(began.tzinfo)
    assert (local.day, local.time()) == opening
    await world.cancel(campaign)


async def test_66_nobody_in_florida_is_rung_more_than_three_times_a_day_whoever_rings(
    world: World,
) -> None:
    phone = "+13055550101"
    await at(world, instant(2028, 6, 14, 14))  # 10:00 in Miami
    rules: dict[str, Any] = {**LAW, "purpose": "marketing", "max_attempts": 5, "day_cap": 10}
    campaigns = [await world.start_with([phone], **rules) for _ in range(2)]
    for _ in range(6):
        await world.skips(timedelta(minutes=20))
        await world.passes(60)
    assert len(await world.placed()) == 3
    (row,) = await world.rows("select distinct reason from attempt where state = 'planned'")
    assert row["reason"] == "called_enough"
    for campaign in campaigns:
        await world.cancel(campaign)
