from typing import Any

from tests.local.simulators.twilio.box import ACCOUNT, OURS, Box, network

BUSY, SILENT = "+12125550101", "+12125550110"
UNDISCLOSED = "<Response><Say>Hi, this is Bob.</Say></Response>"


async def pictured(box: Box) -> Any:
    box.app.says("/voice", UNDISCLOSED)
    await box.call(BUSY)
    await box.call(SILENT)
    return await box.get("/__sim__/snapshot")


async def shown(box: Box, picture: Any) -> None:
    answer = await box.http.post("/__sim__/snapshot", json=picture)
    assert answer.status_code == 201, answer.text


async def test_a_picture_holds_what_one_needs_to_understand_a_finding() -> None:
    async with network(seed=7) as box:
        await box.http.post("/__sim__/faults", json={"where": "el.tts", "action": "hang"})
        picture = await pictured(box)
    assert (picture["seed"], [own["number"] for own in picture["numbers"]]) == ("7", [OURS])
    assert [rule["where"] for rule in picture["faults"]] == ["el.tts"]
    assert [call["persona"] for call in picture["calls"]] == ["busy", "silent"]
    assert len(picture["timeline_sha256"]) == 64


async def test_a_picture_keeps_no_secret(box: Box) -> None:
    picture = await box.http.get("/__sim__/snapshot")
    assert ACCOUNT.tokens[0] not in picture.text


async def test_a_picture_shows_the_same_elsewhere(box: Box) -> None:
    picture = await pictured(box)
    calls, findings = await box.get("/__sim__/calls"), await box.get("/__sim__/asserts")
    async with network() as other:
        await shown(other, picture)
        assert await other.get("/__sim__/calls") == calls
        assert await other.get("/__sim__/asserts") == findings
    assert len(findings["disclosure_missing"]) == 1


async def test_events_of_a_picture_come_after_our_own(box: Box) -> None:
    picture = await pictured(box)
    latest = box.simulator.network.timeline.last
    await shown(box, picture)
    events = await box.get("/__sim__/timeline", after=str(latest))
    kinds = [event["kind"] for event in picture["timeline"]]
    assert [event["kind"] for event in events][: len(kinds)] == kinds


async def test_a_call_that_lived_in_a_picture_does_not_go_on(box: Box) -> None:
    await box.create(SILENT)
    picture = await box.get("/__sim__/snapshot")
    async with network() as other:
        await shown(other, picture)
        (call,) = await other.get("/__sim__/calls")
        assert (call["status"], (await other.get("/__sim__/idle"))["idle"]) == ("canceled", True)


async def test_a_picture_does_not_end_calls_that_go_on(box: Box) -> None:
    picture = await pictured(box)
    await box.create(SILENT)
    answer = await box.http.post("/__sim__/snapshot", json=picture)
    assert (answer.status_code, "reset" in answer.json()["detail"]) == (409, True)


async def test_what_is_no_picture_names_the_field(box: Box) -> None:
    picture = await pictured(box)
    picture["calls"][1]["persona"] = "gone"
    answer = await box.http.post("/__sim__/snapshot", json=picture)
    assert answer.json()["errors"][0]["field"] == "calls.1.persona"
    assert len(await box.get("/__sim__/calls")) == 2
