"""Calls promised and calls to us, on the whole system: scenarios 40, 81, 82 and 83."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from functions.access.model import Role
from scripts.local.person import Person
from tests.flows.caller import Caller
from tests.flows.world import World

pytestmark = pytest.mark.timeout(300)

WANTS_A_CALL, NOT_THERE = "25", "02"
TROUBLE = "my internet connection has been down since this morning"
WELCOME = 10  # seconds until the first words are over
NEW_YORK = ZoneInfo("America/New_York")


async def opened_by(world: World, phone: str) -> list[dict[str, Any]]:
    """The tickets of somebody, the newest first."""
    return await world.rows(
        """
        select id, title, contact_id from ticket where requester_phone = %s order by serial desc
        """,
        phone,
    )


async def test_40_a_call_asked_for_tomorrow_at_three_is_made_tomorrow_at_three(
    world: World,
) -> None:
    campaign = await world.start_with(["+12125550125"], hours_waived_because=None)
    await world.passes(60)
    (promise,) = (await world.author.get("/api/v1/promises", which="open"))["items"]
    tomorrow = (await world.now()).astimezone(NEW_YORK).date() + timedelta(days=1)
    due = datetime.fromisoformat(promise["due_at"])
    assert due == datetime(tomorrow.year, tomorrow.month, tomorrow.day, 15, tzinfo=NEW_YORK)
    assert any(
        "at three PM, your time" in each["detail"]["text"] for each in await world.events("bot")
    )
    await world.skips(due - await world.now() - timedelta(seconds=30))
    assert len(await world.placed()) == 1
    await world.passes(120)
    assert len(await world.placed()) == 2
    kept = await world.author.get(f"/api/v1/promises/{promise['id']}")
    assert (kept["state"], kept["kept_by"]) == (
        "kept",
        (await world.members(campaign))[0]["last_attempt"],
    )
    assert await world.findings() == {}


async def test_81_people_who_ring_us_are_received_by_what_we_know(world: World) -> None:
    agent = Person(world.host, "agent", Role.AGENT)
    known, stranger, hidden = (
        Caller(world, each) for each in ("+16175550150", "+13055550150", "+266696687")
    )
    await agent.post(
        "/api/v1/contacts", {"name": "Ana Roe", "phone": known.phone, "language": "en"}
    )
    await agent.post(
        "/api/v1/tickets",
        {"title": "Router blinks red", "requester_name": "Ana Roe", "requester_phone": known.phone},
    )
    for each in (known, stranger, hidden):
        await each.rings()
    await world.passes(WELCOME)
    assert "Am I speaking with Ana Roe?" in await known.heard()
    assert "Your number does not show" in await hidden.heard()
    await known.says("yes, speaking")
    assert "Router blinks red. Is it about that?" in await known.heard()
    await stranger.says(TROUBLE)
    (ticket,) = await opened_by(world, stranger.phone)
    assert ticket["contact_id"] is not None
    await asyncio.gather(*(each.hangs_up() for each in (known, stranger, hidden)))
    assert await world.findings() == {}


async def test_82_who_rings_back_is_matched_to_the_campaign_that_rang_them(world: World) -> None:
    phone = "+14045550102"
    campaign = await world.start_with([phone])
    await world.passes(120)
    assert [each["outcome"] for each in await world.members(campaign)] == ["no_answer"]
    caller = Caller(world, phone)
    await caller.rings()
    await world.passes(WELCOME)
    assert "We tried to reach you" in await caller.heard()
    await caller.says("please stop calling me")
    await world.passes(20)
    (member,) = await world.members(campaign)
    assert (member["state"], member["outcome"], member["attempts"]) == ("done", "opted_out", 1)
    assert await world.findings() == {}


async def test_83_calls_of_one_person_at_once_and_after_each_other_are_one_ticket(
    world: World,
) -> None:
    phone = "+12165550150"
    first, second, third = (Caller(world, phone) for _ in range(3))
    await first.rings()
    await world.passes(1)
    await second.rings()
    await world.passes(WELCOME)
    assert "You have another call with us already" in await second.heard()
    await first.says(TROUBLE)
    await second.says(TROUBLE)
    await asyncio.gather(first.hangs_up(), second.hangs_up())
    await third.rings()
    await world.passes(WELCOME)
    assert "I think we were cut off" in await third.heard()
    await third.hangs_up()
    assert len(await opened_by(world, phone)) == 1
    assert await world.findings() == {}


async def test_a_call_we_missed_is_a_ticket_and_a_call_we_owe(world: World) -> None:
    caller = Caller(world, "+12155550150")
    await caller.rings()
    await world.passes(3)
    await caller.hangs_up()
    (promise,) = [
        each
        for each in (await world.author.get("/api/v1/promises", which="open"))["items"]
        if each["phone"] == caller.phone
    ]
    (ticket,) = await opened_by(world, caller.phone)
    assert (ticket["title"], promise["cause"]) == ("Missed call", "missed")
    assert promise["ticket_id"] == str(ticket["id"])
