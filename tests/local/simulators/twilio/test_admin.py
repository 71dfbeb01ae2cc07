import asyncio

import pytest

from tests.local.simulators.twilio.box import OURS, Box

SILENT, AGREES = "+12125550110", "+12125550100"
ASK = '<Response><Gather input="speech dtmf" action="/turn" timeout="30"/></Response>'
HELLO = "<Response><Say>Hello, this is an AI assistant.</Say></Response>"


async def listening(box: Box) -> str:
    """A call whose callee is listened to, at the very instant at which that begins."""
    box.app.gate = asyncio.Event()
    box.app.says("/voice", ASK)
    sid = await box.until_asked(await box.create(SILENT), "/voice")
    box.app.gate.set()
    while not box.simulator.network.calls[sid].line.is_listening:  # noqa: ASYNC110  nobody tells
        await asyncio.sleep(0)
    return sid


async def test_it_says_that_it_is_well(box: Box) -> None:
    assert (await box.get("/__sim__/health"))["status"] == "ok"


async def test_it_is_idle_until_a_call_lives_and_again_after(box: Box) -> None:
    before = (await box.get("/__sim__/idle"))["idle"]
    await box.create(SILENT)
    during = (await box.get("/__sim__/idle"))["idle"]
    await box.rest()
    assert (before, during, (await box.get("/__sim__/idle"))["idle"]) == (True, False, True)


async def test_somebody_named_rings_a_number_of_ours(box: Box) -> None:
    await box.answered_by(ASK)
    await box.inbound(AGREES, persona="caller_with_a_problem")
    assert "internet connection" in box.app.posted("/turn")[0]["SpeechResult"]


async def test_nobody_can_ring_a_number_that_is_not_answered(box: Box) -> None:
    answer = await box.http.post("/__sim__/inbound", json={"from": AGREES, "to": OURS})
    assert answer.status_code == 409
    assert "VoiceUrl" in answer.json()["detail"]


@pytest.mark.parametrize(
    "given", [{"from": AGREES}, {"from": AGREES, "to": OURS, "persona": "nobody"}, {"from": "1"}]
)
async def test_a_wrong_ring_says_what_is_wrong(box: Box, given: dict[str, str]) -> None:
    await box.answered_by(ASK)
    answer = await box.http.post("/__sim__/inbound", json=given)
    assert (answer.status_code, set(answer.json()["errors"][0])) == (
        422,
        {"field", "problem", "hint"},
    )


@pytest.mark.parametrize(
    ("action", "body", "field", "value"),
    [
        ("say", {"text": "I am here"}, "SpeechResult", "I am here"),
        ("press", {"digits": "42#"}, "Digits", "42"),
    ],
)
async def test_one_can_be_the_callee(
    box: Box, action: str, body: dict[str, str], field: str, value: str
) -> None:
    sid = await listening(box)
    await box.http.post(f"/__sim__/calls/{sid}/{action}", json=body)
    await box.rest()
    assert box.app.posted("/turn")[0][field] == value


async def test_one_can_hang_up_as_the_callee(box: Box) -> None:
    box.app.says("/voice", ASK)
    sid = await box.until_asked(await box.create(SILENT), "/voice")
    await box.http.post(f"/__sim__/calls/{sid}/hangup")
    await box.rest()
    assert box.events("hung_up") == [{"by": "callee"}]


async def test_the_timeline_tells_one_call_from_another(box: Box) -> None:
    one, two = await box.create("+12125550101"), await box.create("+12125550103")
    await box.rest()
    found = await box.get("/__sim__/timeline", call=one.json()["sid"], kind="state")
    assert [each["detail"]["status"] for each in found] == ["ringing", "busy"]
    assert two.json()["sid"] not in [each["call"] for each in found]


async def test_a_second_call_to_a_phone_that_is_busy_with_us_is_a_mistake(box: Box) -> None:
    await box.create(AGREES)
    await box.create(AGREES)
    await box.rest()
    assert len((await box.get("/__sim__/asserts"))["double_dials"]) == 1


async def test_a_call_after_the_first_has_ended_is_no_double(box: Box) -> None:
    await box.call("+12125550101")
    await box.call("+12125550101")
    assert (await box.get("/__sim__/asserts"))["double_dials"] == []


async def test_who_does_not_say_that_it_is_a_machine_is_found(box: Box) -> None:
    box.app.says("/voice", "<Response><Say>Hi, this is Bob.</Say></Response>")
    await box.call(SILENT)
    assert len((await box.get("/__sim__/asserts"))["disclosure_missing"]) == 1


async def test_who_says_so_is_not(box: Box) -> None:
    box.app.says("/voice", HELLO)
    await box.call(SILENT)
    assert (await box.get("/__sim__/asserts"))["disclosure_missing"] == []


async def test_an_app_that_takes_a_wrong_signature_is_found(box: Box) -> None:
    fault = {"where": "webhook.voice", "action": "corrupt_signature"}
    await box.http.post("/__sim__/faults", json=fault)
    box.app.says("/voice", HELLO)
    await box.call(SILENT)
    assert len((await box.get("/__sim__/asserts"))["unsigned_accepted"]) == 1


async def test_a_fallback_that_is_needed_is_found(box: Box) -> None:
    await box.call(SILENT, FallbackUrl="https://voice.example.com/fallback")
    assert len((await box.get("/__sim__/asserts"))["fallback_hits"]) == 1


async def test_a_fault_strikes_as_often_as_it_was_told(box: Box) -> None:
    fault = {"where": "rest.create", "action": "status", "value": 503, "count": 1}
    await box.http.post("/__sim__/faults", json=fault)
    answers = [(await box.create(AGREES)).status_code for _ in range(2)]
    assert answers == [503, 201]


@pytest.mark.parametrize(("action", "times"), [("drop", 3), ("duplicate", 5)])
async def test_a_status_webhook_is_lost_or_comes_twice(box: Box, action: str, times: int) -> None:
    fault = {"where": "webhook.status", "action": action, "count": 1}
    await box.http.post("/__sim__/faults", json=fault)
    box.app.says("/voice", HELLO)
    await box.call(SILENT, StatusCallback="https://voice.example.com/status#rc=0")
    assert len(box.app.posted("/status")) == times


@pytest.mark.parametrize(
    ("where", "action"), [("rest.create", "bite"), ("moon", "drop"), ("webhook.voice", "throttle")]
)
async def test_a_fault_that_is_not_possible_is_refused(box: Box, where: str, action: str) -> None:
    answer = await box.http.post("/__sim__/faults", json={"where": where, "action": action})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["problem"]


async def test_reading_can_fail_as_well(box: Box) -> None:
    fault = {"where": "rest.read", "action": "status", "value": 500, "count": 1}
    await box.http.post("/__sim__/faults", json=fault)
    answers = [(await box.http.get(f"{box.path}/Calls.json")).status_code for _ in range(2)]
    assert answers == [500, 200]


async def test_audio_can_fail_as_well(box: Box) -> None:
    await box.http.post("/__sim__/faults", json={"where": "audio.fetch", "action": "drop"})
    box.app.says("/voice", "<Response><Play>/a.wav</Play></Response>")
    await box.call(SILENT)
    assert box.app.posted("/a.wav") == []


async def test_after_a_reset_nothing_is_known(box: Box) -> None:
    await box.call("+12125550101")
    await box.http.post("/__sim__/reset")
    assert (await box.get(f"{box.path}/Calls.json"))["calls"] == []
    assert (await box.get("/__sim__/timeline", kind="state")) == []
