import asyncio
from pathlib import Path

import pytest

from tests.local.simulators.twilio.box import PUBLIC, Box, network

AGREES, BEEP = "+12125550100", "+12125550104"
HELLO = "<Response><Say>Hello, this is an AI assistant.</Say><Pause length='60'/></Response>"


@pytest.mark.parametrize(
    ("to", "status", "sip"),
    [
        ("+12125550101", "busy", "486"),
        ("+12125550102", "no-answer", "487"),
        ("+12125550103", "failed", "404"),
        ("+12125550121", "no-answer", "603"),
    ],
)
async def test_nobody_is_reached(box: Box, to: str, status: str, sip: str) -> None:
    call = await box.call(to)
    last = box.app.posted("/status")[-1]
    assert (call["status"], call["duration"]) == (status, "0")
    assert (last["CallStatus"], last["SipResponseCode"]) == (status, sip)


async def test_who_answers_later_than_the_ring_time_is_missed(box: Box) -> None:
    assert (await box.call("+12125550129", Timeout="20"))["status"] == "no-answer"


async def test_who_answers_within_the_ring_time_is_reached(box: Box) -> None:
    box.app.says("/voice", HELLO)
    assert (await box.call("+12125550129", Timeout="30"))["status"] == "completed"


async def test_the_time_limit_ends_a_call(box: Box) -> None:
    box.app.says("/voice", HELLO)
    call = await box.call(AGREES, TimeLimit="20")
    assert (call["status"], call["duration"]) == ("completed", "20")


async def test_a_call_cancelled_in_the_queue_tells_nobody(box: Box) -> None:
    await box.create("+12125550101")
    queued = (await box.create("+12125550102")).json()["sid"]
    path = f"{box.path}/Calls/{queued}.json"
    await box.http.post(path, data={"Status": "canceled"})
    await box.rest()
    assert (await box.get(path))["status"] == "canceled"
    assert queued not in [each["CallSid"] for each in box.app.posted("/status")]


async def test_a_live_call_is_hung_up(box: Box) -> None:
    box.app.says("/voice", HELLO)
    sid = await box.until_said(await box.create(AGREES))
    await box.http.post(f"{box.path}/Calls/{sid}.json", data={"Status": "completed"})
    await box.rest()
    assert box.events("hung_up") == [{"by": "api"}]


async def test_a_live_call_goes_on_with_another_document(box: Box) -> None:
    box.app.says("/voice", HELLO)
    box.app.says("/other", "<Response><Say>Something else</Say></Response>")
    sid = await box.until_said(await box.create(AGREES))
    await box.http.post(f"{box.path}/Calls/{sid}.json", data={"Url": f"{PUBLIC}/other"})
    await box.rest()
    assert [each["text"] for each in box.events("bot")][-1] == "Something else"


async def test_a_call_that_has_ended_cannot_go_on(box: Box) -> None:
    sid = (await box.call("+12125550101"))["sid"]
    refused = await box.http.post(f"{box.path}/Calls/{sid}.json", data={"Url": f"{PUBLIC}/x"})
    assert refused.json()["code"] == 21220


async def test_an_answer_that_comes_after_the_hang_up_is_thrown_away(box: Box) -> None:
    box.app.gate = asyncio.Event()
    box.app.says("/voice", HELLO)
    sid = await box.until_asked(await box.create(AGREES), "/voice")
    await box.http.post(f"{box.path}/Calls/{sid}.json", data={"Status": "completed"})
    await asyncio.sleep(0.05)
    box.app.gate.set()
    await box.rest()
    assert (await box.get(f"{box.path}/Calls/{sid}.json"))["status"] == "completed"
    assert (len(box.events("answer_discarded")), box.events("bot")) == (1, [])


@pytest.mark.parametrize(
    ("to", "mode", "found"),
    [
        (AGREES, "Enable", "human"),
        (BEEP, "Enable", "machine_start"),
        (BEEP, "DetectMessageEnd", "machine_end_beep"),
        ("+12125550105", "DetectMessageEnd", "machine_end_silence"),
        ("+12125550106", "DetectMessageEnd", "machine_end_other"),
        ("+12125550107", "Enable", "fax"),
        ("+12125550122", "Enable", "unknown"),
        ("+12125550123", "Enable", "machine_start"),
    ],
)
async def test_detection_tells_who_answered_before_the_document(
    box: Box, to: str, mode: str, found: str
) -> None:
    box.app.says("/voice", HELLO)
    await box.call(to, MachineDetection=mode)
    told = box.app.posted("/voice")[0]
    assert told["AnsweredBy"] == found
    assert int(told["MachineDetectionDuration"]) >= 2000


async def test_asynchronous_detection_tells_while_the_document_runs(box: Box) -> None:
    box.app.says("/voice", HELLO)
    more = {"MachineDetection": "DetectMessageEnd", "AsyncAmd": "true"}
    await box.call(BEEP, **more, AsyncAmdStatusCallback=f"{PUBLIC}/machine")
    assert "AnsweredBy" not in box.app.posted("/voice")[0]
    assert box.app.posted("/machine")[0]["AnsweredBy"] == "machine_end_beep"


async def test_what_is_said_during_a_machines_greeting_is_not_recorded(box: Box) -> None:
    box.app.says("/voice", "<Response><Say>An AI leaves a message</Say></Response>")
    await box.call(BEEP)
    found = await box.get("/__sim__/asserts")
    assert len(found["voicemail_before_beep"]) == 1


async def test_a_message_left_after_the_beep_is_no_mistake(box: Box) -> None:
    box.app.says("/voice", "<Response><Say>An AI leaves a message</Say></Response>")
    await box.call(BEEP, MachineDetection="DetectMessageEnd")
    assert (await box.get("/__sim__/asserts"))["voicemail_before_beep"] == []


async def test_callbacks_of_40_come_five_times(box: Box) -> None:
    box.app.says("/voice", HELLO)
    await box.call("+12125550140")
    assert len(box.app.posted("/status")) == 4 * 5


async def test_callbacks_of_41_come_backwards(box: Box) -> None:
    box.app.says("/voice", HELLO)
    await box.call("+12125550141")
    assert [each["SequenceNumber"] for each in box.app.posted("/status")] == ["3", "2", "1", "0"]


async def test_the_end_of_42_is_never_told(box: Box) -> None:
    box.app.says("/voice", HELLO)
    call = await box.call("+12125550142")
    assert call["status"] == "completed"
    assert "completed" not in [each["CallStatus"] for each in box.app.posted("/status")]


async def test_43_rings_before_its_creation_is_answered(box: Box) -> None:
    box.app.says("/voice", HELLO)
    creating = asyncio.ensure_future(box.create("+12125550143"))
    await box.until_rung(creating)
    assert "ringing" in [each["CallStatus"] for each in box.app.posted("/status")]
    assert (await creating).status_code == 201


async def test_a_person_of_ones_own_can_be_called_where_one_of_ours_cannot(tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text("{name: all, about: takes every call, match: '+1*'}")
    async with network(people=(tmp_path,)) as box:
        assert (await box.create("+12125550191")).status_code == 201


async def test_43_rings_while_the_clock_stands_still(box: Box) -> None:
    began = box.clock.now()
    await box.create("+12125550143")
    assert "ringing" in [each["CallStatus"] for each in box.app.posted("/status")]
    assert box.clock.now() == began


async def test_callbacks_of_44_come_half_an_hour_late(box: Box) -> None:
    began = box.clock.now()
    await box.call("+12125550144", Twiml="<Response/>", Url="")
    assert (box.clock.now() - began).total_seconds() >= 1800
    assert len(box.app.posted("/status")) == 4
