import asyncio

import pytest

from tests.local.simulators.twilio.box import OURS, Box

BUSY, SILENT = "+12125550101", "+12125550110"
HELLO = "<Response><Say>Hello, this is an AI assistant.</Say></Response>"


async def test_calls_are_listed_newest_first(box: Box) -> None:
    one, two = await box.call(BUSY), await box.call(SILENT)
    listed = await box.get("/__sim__/calls")
    assert [call["sid"] for call in listed] == [two["sid"], one["sid"]]


async def test_a_listed_call_tells_what_a_page_shows(box: Box) -> None:
    await box.call(BUSY)
    (call,) = await box.get("/__sim__/calls")
    told = {name: call[name] for name in ("from", "to", "status", "persona", "direction")}
    assert told == {
        "from": OURS,
        "to": BUSY,
        "status": "busy",
        "persona": "busy",
        "direction": "outbound-api",
    }
    assert (call["started"], call["answered"]) == ("2027-03-01T12:00:00+00:00", None)
    assert call["ended"] > call["started"]


async def test_only_as_many_calls_as_asked_for_are_listed(box: Box) -> None:
    for _ in range(3):
        await box.call(BUSY)
    assert len(await box.get("/__sim__/calls", limit="2")) == 2


async def test_events_are_numbered_upwards(box: Box) -> None:
    await box.call(BUSY)
    numbers = [event["number"] for event in await box.get("/__sim__/timeline")]
    assert numbers == sorted(set(numbers))


async def test_events_after_a_number_are_the_later_ones(box: Box) -> None:
    await box.call(BUSY)
    every = await box.get("/__sim__/timeline")
    later = await box.get("/__sim__/timeline", after=str(every[2]["number"]))
    assert later == every[3:]


async def test_events_of_a_call_and_a_kind_after_a_number(box: Box) -> None:
    made = await box.call(BUSY)
    query = {"call": made["sid"], "kind": "state"}
    first, second = await box.get("/__sim__/timeline", **query)
    later = await box.get("/__sim__/timeline", **query, after=str(first["number"]))
    assert later == [second]


async def test_who_waits_is_told_as_soon_as_something_happens(box: Box) -> None:
    latest = box.simulator.network.timeline.last
    waiting = asyncio.create_task(box.get("/__sim__/timeline", after=str(latest), wait="25"))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await box.create(BUSY)
    assert (await waiting)[0]["kind"] == "created"


async def test_who_waits_for_one_kind_is_not_told_of_the_others(box: Box) -> None:
    waiting = asyncio.create_task(box.get("/__sim__/timeline", kind="hung_up", wait="25"))
    box.app.says("/voice", HELLO)
    await box.call(SILENT)
    assert [event["kind"] for event in await waiting] == ["hung_up"]


async def test_who_waits_in_vain_is_told_that_there_is_nothing(box: Box) -> None:
    assert await box.get("/__sim__/timeline", wait="0.05") == []


async def test_who_waits_holds_nobody_up(box: Box) -> None:
    waiting = asyncio.create_task(box.get("/__sim__/timeline", kind="never", wait="1"))
    await asyncio.sleep(0.02)
    assert (await box.get("/__sim__/idle"))["idle"]
    waiting.cancel()


@pytest.mark.parametrize(
    ("query", "field"),
    [({"after": "x"}, "after"), ({"wait": "26"}, "wait"), ({"since": "1"}, "since")],
)
async def test_a_wrong_question_names_its_field(
    box: Box, query: dict[str, str], field: str
) -> None:
    answer = await box.http.get("/__sim__/timeline", params=query)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
