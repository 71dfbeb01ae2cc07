"""Machines pick up, or what is taken for one: scenarios 57 to 61, on the whole system."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from scripts.local.once import SCRIPT
from tests.flows.world import World

pytestmark = pytest.mark.timeout(240)

MESSAGE = SCRIPT["en"]["voicemail"]
PRIVATE = "A-1"  # the order that the campaign calls about
BEEP, LONG_GREETING, SHORT_GREETING = "04", "46", "83"
NO_BEEP, TAKEN_FOR_A_HUMAN = "05", "85"
FULL, FULL_ALOUD, FAX = "06", "82", "07"
UNKNOWN, MISTAKEN, MISTAKEN_ALOUD = "22", "23", "84"
SCREENED, SCREENED_IN_VAIN, SCREENED_SILENTLY = "80", "86", "08"
MENU = "81"


async def calls(world: World, person: str, **rules: Any) -> tuple[str, str | None]:
    """What came of calling somebody once, with the note."""
    (member,) = await world.campaign(person, **{"max_attempts": 1, **rules})
    return member["outcome"], member["note"]


async def said(world: World) -> list[str]:
    """What the bot began to say, in order."""
    return [each["detail"]["text"] for each in await world.events("bot")]


async def kept(world: World) -> str:
    """The last that a machine has recorded."""
    return str((await world.events("bot"))[-1]["detail"]["kept"])


async def until_called(world: World, campaign: dict[str, Any], times: int) -> None:
    """Let time pass until its only member was called so often, and waits."""

    async def waits() -> bool:
        path = f"/api/v1/campaigns/{campaign['id']}/members"
        members = (await world.author.get(path))["items"]
        return [(each["state"], each["attempts"]) for each in members] == [("waiting", times)]

    await world.time.until("end of the call", waits, within=600)


async def a_day_later(world: World) -> None:
    """Nothing that was due meanwhile is done but once."""
    now = datetime.fromisoformat((await world.simulators.get("/__sim__/clock")).json()["now"])
    later = {"mode": "manual", "now": (now + timedelta(days=1)).isoformat()}
    await world.simulators.post("/__sim__/clock", json=later)


@pytest.mark.parametrize("person", [BEEP, LONG_GREETING, SHORT_GREETING])
async def test_57_a_voicemail_is_left_the_whole_message_after_its_beep(
    world: World, person: str
) -> None:
    assert await calls(world, person) == ("voicemail", "A message was left.")
    assert await kept(world) == MESSAGE
    assert await world.findings() == {}


async def test_57_a_person_is_left_one_message_whatever_takes_the_next_call(world: World) -> None:
    campaign = await world.start(BEEP, max_attempts=2)
    await until_called(world, campaign, 1)
    await a_day_later(world)
    (member,) = await world.ended(campaign)
    assert (member["attempts"], member["outcome"]) == (2, "voicemail")
    assert (await said(world)).count(MESSAGE) == 1
    assert member["note"] == "No message was left: there was one before."


async def test_58_without_a_beep_the_message_waits_until_nobody_answers(world: World) -> None:
    assert await calls(world, NO_BEEP) == ("voicemail", "A message was left.")
    assert (await said(world))[-2].endswith("Is somebody there?")
    assert await kept(world) == MESSAGE
    assert await world.findings() == {}


async def test_58_a_greeting_too_short_for_detection_is_known_by_its_words(world: World) -> None:
    assert await calls(world, TAKEN_FOR_A_HUMAN) == ("voicemail", "A message was left.")
    assert (await said(world))[1:] == [MESSAGE]
    assert await world.findings() == {}


@pytest.mark.parametrize(
    ("person", "note"),
    [
        (FULL, "No message was left: the machine hung up first."),
        (FULL_ALOUD, "The mailbox takes no messages."),
    ],
)
async def test_58_a_full_mailbox_is_left_no_message(world: World, person: str, note: str) -> None:
    assert await calls(world, person) == ("voicemail", note)
    assert MESSAGE not in await said(world)
    assert await world.findings() == {}


async def test_58_a_fax_is_hung_up_on_and_not_called_again(world: World) -> None:
    (member,) = await world.campaign(FAX, max_attempts=3)
    assert (member["outcome"], member["attempts"]) == ("fax", 1)
    assert [each["detail"]["by"] for each in await world.events("hung_up")] == ["api"]
    assert await world.findings() == {}


async def test_59_who_detection_cannot_place_is_talked_to_as_a_human(world: World) -> None:
    outcome, _ = await calls(world, UNKNOWN)
    assert outcome == "completed"
    assert await world.events("cut") == []


async def test_59_a_human_taken_for_a_machine_is_asked_and_talked_to(world: World) -> None:
    outcome, _ = await calls(world, MISTAKEN)
    opening, asked, *_ = spoken = await said(world)
    assert outcome == "completed"
    assert asked.endswith("Is somebody there?")
    assert spoken.count(opening) == 2
    assert await world.findings() == {}


async def test_59_a_human_who_has_spoken_is_not_taken_away_to_voicemail(world: World) -> None:
    outcome, _ = await calls(world, MISTAKEN_ALOUD)
    answered_by = [each["detail"]["answered_by"] for each in await world.events("detected")]
    assert (outcome, answered_by) == ("completed", ["machine_end_silence"])
    assert MESSAGE not in await said(world)
    assert await world.events("cut") == []


async def test_60_a_screening_phone_is_told_who_calls_and_its_owner_hears_everything(
    world: World,
) -> None:
    outcome, _ = await calls(world, SCREENED)
    opening, introduction, again, *_ = await said(world)
    assert (outcome, again) == ("completed", opening)
    assert introduction.startswith("This is Centralita's AI assistant.")
    assert PRIVATE not in introduction
    assert [each["detail"]["heard"] for each in await world.events("barge_in")] == [""]
    assert await world.findings() == {}


async def test_60_a_screening_phone_that_detection_takes_away_gets_its_owner_through_too(
    world: World,
) -> None:
    outcome, _ = await calls(world, SCREENED_SILENTLY)
    assert outcome == "completed"
    assert MESSAGE not in await said(world)
    assert await world.findings() == {}


async def test_60_a_screening_phone_that_nobody_comes_to_is_given_up(world: World) -> None:
    outcome, _ = await calls(world, SCREENED_IN_VAIN)
    assert outcome == "screened"
    assert len(await said(world)) == 2
    assert await world.findings() == {}


async def test_61_a_menu_is_hung_up_on_and_hears_nothing_private(world: World) -> None:
    outcome, _ = await calls(world, MENU)
    heard = [each["detail"]["heard"] for each in await world.events("barge_in")]
    assert (outcome, heard) == ("ivr", [""])
    assert len(await said(world)) == 1
    assert await world.findings() == {}
