"""Scenarios 72 to 79: whoever steers a campaign, or lets it steer itself, is obeyed at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from functions.access.model import Role
from scripts.local.person import header_of
from tests.flows.forged import token_of
from tests.flows.world import World

pytestmark = pytest.mark.timeout(240)

COOPERATIVE, BUSY, NO_ANSWER, TALKS_FOR_EVER, COUNTRY_BARRED = "00", "01", "02", "24", "91"
FELT = timedelta(seconds=2)
"""How long after a pause the network may still be asked for a call."""
WORST_CASE = 140_000
"""What a call costs at most under the rules of these stories, in micro-units."""
WHY = {"reason": "as the story goes"}


def path_of(campaign: dict[str, Any], *more: object) -> str:
    return "/".join(["/api/v1/campaigns", campaign["id"], *map(str, more)])


async def ask(world: World, method: str, path: str, body: Any = None, **headers: str) -> Any:
    """Ask as the author, in any way HTTP knows."""
    known = {**header_of("author", Role.ADMIN), **headers}
    answer = await world.host.request(method, path, json=body, headers=known)
    assert answer.is_success, answer.text
    return answer.json()


async def seen(world: World, campaign: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = await world.author.get(path_of(campaign))
    return found


async def change(world: World, campaign: dict[str, Any], **rules: Any) -> None:
    tag = {"if-match": f'"{(await seen(world, campaign))["version"]}"'}
    await ask(world, "PATCH", path_of(campaign, "rules"), {**WHY, "rules": rules}, **tag)


async def pause(world: World, campaign: dict[str, Any], calls: str = "finish") -> datetime:
    """Pause it; the instant at which that is done."""
    await world.author.post(path_of(campaign, "pause"), {**WHY, "calls": calls})
    return await world.now()


async def resume(world: World, campaign: dict[str, Any]) -> None:
    await ask(world, "DELETE", path_of(campaign, "pause"))


async def created(world: World, phone: str = "") -> list[datetime]:
    """When the network was asked for calls, to a number or to any."""
    events = await world.events("created")
    told = [each for each in events if phone in ("", each["detail"]["to"])]
    return [datetime.fromisoformat(each["at"]) for each in told]


async def attempts(world: World, campaign: dict[str, Any]) -> set[str]:
    """The states its attempts are in."""
    query = "select distinct state from attempt where allowance_id = %s"
    return {row["state"] for row in await world.rows(query, UUID(campaign["id"]))}


async def crowd(world: World, person: str = COOPERATIVE, count: int = 8) -> list[str]:
    return [world.number_of(person) for _ in range(count)]


async def alerts(world: World, campaign: dict[str, Any]) -> list[str]:
    found = (await world.author.get("/api/v1/ops/alerts"))["items"]
    return [each["what"] for each in found if each["subject_id"] == campaign["id"]]


async def test_72_a_pause_is_felt_within_two_seconds_and_live_calls_are_finished(
    world: World,
) -> None:
    campaign = await world.start_with(await crowd(world, count=30))
    await world.passes(5)
    paused = await pause(world, campaign)
    begun = await created(world)
    await world.passes(180)
    assert begun
    assert max(await created(world)) <= paused + FELT
    states = {member["state"] for member in await world.members(campaign)}
    outcomes = {member["outcome"] for member in await world.members(campaign)}
    assert (states, outcomes) == ({"done", "waiting"}, {"completed", None})


async def test_72_stop_now_ends_live_calls_with_a_sentence(world: World) -> None:
    campaign = await world.start_with([world.number_of(TALKS_FOR_EVER)])
    await world.passes(40)
    stopped = await pause(world, campaign, "end")
    await world.passes(60)
    (member,) = await world.members(campaign)
    call = await world.call_of(member)
    assert call["status"] == "completed"
    assert datetime.fromisoformat(call["ended_at"]) <= stopped + timedelta(seconds=30)


async def occupy(world: World, calls: int) -> None:
    """Somebody else of the account fills the network's queue."""
    settings = world.system.settings
    sid = settings["TWILIO__ACCOUNT_SID"]
    twiml = "<Response><Hangup/></Response>"
    form = {"To": "+12065550100", "From": settings["TWILIO__NUMBER"], "Twiml": twiml}
    for _ in range(calls):
        answer = await world.simulators.post(
            f"/2010-04-01/Accounts/{sid}/Calls.json", data=form, auth=(sid, token_of(world))
        )
        assert answer.is_success, answer.text


async def test_72_what_the_network_has_queued_is_taken_back(world: World) -> None:
    phone = world.number_of(COOPERATIVE)
    await occupy(world, 60)
    campaign = await world.start_with([phone])
    await world.passes(5)
    await pause(world, campaign)
    await world.passes(120)
    (member,) = await world.members(campaign)
    call = await world.call_of(member)
    assert (call["status"], member["state"], member["attempts"]) == ("canceled", "waiting", 0)


async def test_73_a_resumed_campaign_rings_everybody_once(world: World) -> None:
    phones = await crowd(world)
    campaign = await world.start_with(phones)
    await world.passes(3)
    await pause(world, campaign)
    await world.passes(120)
    await resume(world, campaign)
    members = await world.ended(campaign)
    assert {member["outcome"] for member in members} == {"completed"}
    assert sorted(await world.placed()) == sorted(phones)


async def test_73_a_call_cancelled_while_queued_is_closed(world: World) -> None:
    await occupy(world, 60)
    campaign = await world.start_with([world.number_of(COOPERATIVE)])
    await world.passes(5)
    await world.cancel(campaign)
    await world.passes(120)
    assert await attempts(world, campaign) == {"over"}
    assert {member["state"] for member in await world.members(campaign)} == {"done"}


async def test_73_a_cancelled_campaign_leaves_no_attempt_open(world: World) -> None:
    campaign = await world.start_with(await crowd(world))
    await world.passes(3)
    await world.cancel(campaign)
    await world.passes(180)
    assert await attempts(world, campaign) <= {"over", "refused"}
    assert (await world.author.get(path_of(campaign, "report")))["live"] == 0


async def test_74_other_words_are_said_in_calls_planned_after_their_approval(
    world: World,
) -> None:
    campaign = await world.start_with(await crowd(world, count=6), live_cap=1)
    await world.passes(5)
    new = {**campaign["script"], "en": {**campaign["script"]["en"], "purpose": "News for you."}}
    words = await world.author.post(path_of(campaign, "scripts"), {**WHY, "script": new})
    await world.approver.post(path_of(campaign, "scripts", words["version"], "approval"), WHY)
    members = await world.ended(campaign)
    assert {member["outcome"] for member in members} == {"completed"}
    for member in members:
        talk = await world.author.get(f"/api/v1/conversations/{member['last_attempt']}")
        assert ("News for you." in talk["turns"][0]["said"]) == (member["script_version"] == 2)
    assert {member["script_version"] for member in members} == {1, 2}


async def test_74_more_lines_are_used_and_a_closed_window_is_obeyed_at_once(world: World) -> None:
    campaign = await world.start_with(await crowd(world), live_cap=1)
    await world.passes(20)
    assert len(await created(world)) == 1
    await change(world, campaign, live_cap=4)
    await world.passes(6)
    assert len(await created(world)) >= 3
    await change(world, campaign, opens_at="03:00", closes_at="03:30")
    closed = await world.now()
    await world.passes(120)
    assert max(await created(world)) <= closed + FELT
    assert (await world.author.get(path_of(campaign, "report")))["limited_by"] == "window"
    await world.cancel(campaign)


async def own_number(world: World, **rules: Any) -> str:
    """A number the account owns, known here with a cap of its own."""
    phone = world.system.settings["TWILIO__NUMBER"]
    numbers = await world.author.get("/api/v1/numbers")
    known = next((each for each in numbers if each["phone"] == phone), None)
    if known is None:
        await world.author.post("/api/v1/numbers", {"phone": phone, "label": "ours"})
        return await own_number(world, **rules)
    tag = {"if-match": f'"{known["version"]}"'}
    await ask(world, "PATCH", f"/api/v1/numbers/{phone}", rules, **tag)
    return str(phone)


async def used_today(world: World, phone: str) -> int:
    numbers = await world.author.get("/api/v1/numbers")
    return int(next(each["calls_today"] for each in numbers if each["phone"] == phone))


async def test_75_a_pool_that_has_rung_enough_today_waits_for_tomorrow(world: World) -> None:
    phone = await own_number(world, day_cap=None)
    await own_number(world, day_cap=await used_today(world, phone) + 2)
    campaign = await world.start_with(await crowd(world, count=3))
    await world.passes(300)
    report = await world.author.get(path_of(campaign, "report"))
    assert (len(await created(world)), report["limited_by"]) == (2, "numbers")
    await own_number(world, day_cap=None)
    await world.ended(campaign)
    assert len(await created(world)) == 3


async def test_75_a_number_that_may_not_ring_rests(world: World) -> None:
    await world.fault("rest.create", "status", value=400, code="21212", count=1)
    campaign = await world.start_with(await crowd(world, count=1))
    await world.passes(120)
    (number,) = [
        each
        for each in await world.author.get("/api/v1/numbers")
        if each["quarantine_reason"] == "network_21212"
    ]
    assert (await seen(world, campaign))["tripped_by"] == "configuration"
    await own_number(world, quarantined_until=None, quarantine_reason=None)
    await resume(world, campaign)
    await world.ended(campaign)
    assert number["quarantined_until"] is not None


def minutes_between(instants: Sequence[datetime]) -> list[float]:
    return [(late - early) / timedelta(minutes=1) for early, late in pairwise(instants)]


async def test_76_a_busy_line_is_tried_again_after_twenty_minutes_thrice_at_most(
    world: World,
) -> None:
    phone = world.number_of(BUSY)
    (member,) = await world.ended(await world.start_with([phone]))
    gaps = minutes_between(await created(world, phone))
    assert (member["outcome"], member["attempts"], len(gaps)) == ("busy", 3, 2)
    assert all(20 <= gap < 22 for gap in gaps)


async def test_76_no_answer_is_tried_again_at_another_time_of_day(world: World) -> None:
    phone = world.number_of(NO_ANSWER)
    again = {"no_answer": {"after": 60, "other_time": True}}
    campaign = await world.start_with([phone], retries=again, max_attempts=2)
    await world.passes(120)
    (member,) = await world.members(campaign)
    due = datetime.fromisoformat(member["next_at"])
    await world.skips(due - await world.now() + timedelta(minutes=1))
    await world.ended(campaign)
    first, second = await created(world, phone)
    assert second - first >= timedelta(hours=1)
    assert (first.hour < 22) != (second.hour < 22)  # 17:00 in New York


async def test_77_a_spent_budget_stops_the_campaign_and_says_so(world: World) -> None:
    campaign = await world.start_with(await crowd(world), budget_micro=WORST_CASE + 10_000)
    await world.ended(campaign)
    stopped, report = (
        await seen(world, campaign),
        await world.author.get(path_of(campaign, "report")),
    )
    assert (stopped["state"], stopped["why"]) == ("stopped", "budget spent")
    assert report["spent_micro"] <= report["budget_micro"]
    assert len(await created(world)) == 1
    await world.passes(10)
    assert await alerts(world, campaign) == ["budget"]


@pytest.mark.soak
async def test_78_calls_that_fail_pause_it_and_one_that_comes_through_lets_it_go_on(
    world: World,
) -> None:
    await world.fault("rest.create", "status", value=400, code="21266", count=5)
    breakers = {"least": 5}
    campaign = await world.start_with(await crowd(world, count=12), breakers=breakers, live_cap=5)
    await world.passes(60)
    paused = await seen(world, campaign)
    assert (paused["state"], paused["tripped_by"]) == ("paused", "provider")
    assert await alerts(world, campaign) == ["provider"]
    begun = await created(world)
    await world.passes(500)
    assert await created(world) == begun
    await world.passes(300)
    await world.ended(campaign)
    log = [each["cause"] for each in await world.author.get(path_of(campaign, "log"))]
    assert log[-3:] == ["provider", "cured", None]
    assert {member["outcome"] for member in await world.members(campaign)} == {"completed"}


CONFIGURATION = [
    ("20003", 401, "token"),
    ("21210", 400, "verify or buy it in the console"),
    ("21215", 400, "Geo permissions"),
]


@pytest.mark.parametrize(("code", "status", "advice"), CONFIGURATION)
async def test_79_wrong_settings_pause_it_with_what_to_do_instead_of_burning_the_list(
    world: World, code: str, status: int, advice: str
) -> None:
    await own_number(world, quarantined_until=None, quarantine_reason=None)
    await world.fault("rest.create", "status", value=status, code=code)
    campaign = await world.start_with(await crowd(world), live_cap=2)
    await world.passes(1200)
    paused = await seen(world, campaign)
    assert (paused["state"], paused["tripped_by"]) == ("paused", "configuration")
    assert advice in paused["why"]
    assert await world.struck() <= 2
    assert await alerts(world, campaign) == ["configuration"]
    await world.cancel(campaign)
