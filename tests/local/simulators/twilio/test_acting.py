import asyncio
from typing import Any

import pytest

from tests.local.simulators.twilio.box import OURS, Box

YOU, AGREES = "+12125550150", "+12125550100"
HELLO = "<Response><Say>Hello, this is an AI assistant.</Say></Response>"
ASK = '<Response><Gather input="speech dtmf" action="/turn" timeout="30"/></Response>'


async def act(box: Box, sid: str, action: str, **body: str) -> Any:
    return await box.http.post(f"/__sim__/calls/{sid}/{action}", json=body or None)


async def ringing(box: Box) -> str:
    """A call that rings at a person who sits at the browser."""
    box.app.says("/voice", HELLO)
    sid = str((await box.create(YOU)).json()["sid"])
    while box.simulator.network.calls[sid].status != "ringing":
        await box.clock.advance(0.1)
        await asyncio.sleep(0.001)
    return sid


async def test_a_person_at_the_browser_picks_up(box: Box) -> None:
    sid = await ringing(box)
    assert (await act(box, sid, "answer")).status_code == 202
    await box.rest()
    assert box.simulator.network.calls[sid].status == "completed"
    assert [event["text"] for event in box.events("bot")] == ["Hello, this is an AI assistant."]


async def test_a_person_at_the_browser_does_not_take_the_call(box: Box) -> None:
    sid = await ringing(box)
    await act(box, sid, "reject")
    await box.rest()
    assert box.simulator.network.calls[sid].status == "no-answer"
    assert box.app.posted("/voice") == []


async def test_nobody_decides_and_it_rings_out(box: Box) -> None:
    sid = await ringing(box)
    await box.rest()
    assert box.simulator.network.calls[sid].status == "no-answer"


@pytest.mark.parametrize("action", ["answer", "reject"])
async def test_who_picks_up_without_help_is_not_helped(box: Box, action: str) -> None:
    sid = (await box.create(AGREES)).json()["sid"]
    answer = await act(box, sid, action)
    assert (answer.status_code, "ends in 50" in answer.json()["detail"]) == (409, True)


async def test_what_does_not_ring_any_more_is_not_picked_up(box: Box) -> None:
    sid = await ringing(box)
    await act(box, sid, "answer")
    await box.until_live(sid)
    assert (await act(box, sid, "answer")).status_code == 409


@pytest.mark.parametrize("action", ["answer", "say", "press", "hangup"])
async def test_with_a_call_that_has_ended_nothing_is_done(box: Box, action: str) -> None:
    sid = (await box.call("+12125550101"))["sid"]
    answer = await act(box, sid, action, text="hello")
    assert (answer.status_code, "has ended" in answer.json()["detail"]) == (409, True)


@pytest.mark.parametrize(
    ("action", "body", "field"),
    [
        ("say", {"text": "  "}, "text"),
        ("say", {"words": "hello"}, "text"),
        ("press", {"digits": "5x"}, "digits"),
        ("press", {}, "body"),
    ],
)
async def test_what_cannot_be_said_or_pressed_names_its_field(
    box: Box, action: str, body: dict[str, str], field: str
) -> None:
    sid = await ringing(box)
    answer = await act(box, sid, action, **body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


@pytest.mark.parametrize("path", ["CA0/say", "CA0/answer"])
async def test_a_call_that_is_not_there_is_not_found(box: Box, path: str) -> None:
    assert (await box.http.post(f"/__sim__/calls/{path}")).status_code == 404


async def test_what_nobody_can_do_is_not_found(box: Box) -> None:
    sid = await ringing(box)
    answer = await act(box, sid, "dance")
    assert (answer.status_code, "hangup" in answer.json()["detail"]) == (404, True)


async def test_a_person_at_the_browser_rings_us(box: Box) -> None:
    await box.answered_by(ASK)
    given = {"from": AGREES, "to": OURS, "attended": True}
    sid = (await box.http.post("/__sim__/inbound", json=given)).json()["sid"]
    (call,) = await box.get("/__sim__/calls")
    assert (call["sid"], call["persona"], call["attended"]) == (sid, "you", True)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"from": "1"}, "from"),
        ({"persona": "nobody"}, "persona"),
        ({"persona": "angry", "attended": True}, "persona"),
        ({"attended": "perhaps"}, "attended"),
        ({"caller": AGREES}, "caller"),
    ],
)
async def test_a_wrong_ring_names_its_field(box: Box, wrong: dict[str, Any], field: str) -> None:
    await box.answered_by(ASK)
    given = {"from": AGREES, "to": OURS, **wrong}
    answer = await box.http.post("/__sim__/inbound", json=given)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
