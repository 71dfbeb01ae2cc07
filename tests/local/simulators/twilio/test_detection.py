import pytest

from scripts.local.simulators.twilio.detection import greeting_of
from scripts.local.simulators.twilio.people.persona import Answerer, Persona
from tests.local.simulators.twilio.box import PUBLIC, Box

AGREES, SILENT = "+12125550100", "+12125550110"
BEEP, NO_BEEP, FULL, FAX = (f"+121255501{nn}" for nn in ("04", "05", "06", "07"))
MENU, UNKNOWN, MISTAKEN = (f"+121255501{nn}" for nn in ("09", "22", "23"))
SCREENED = "+12125550108"
HELLO = "<Response><Say>Hello, this is an AI assistant.</Say><Pause length='60'/></Response>"


async def detected(box: Box, to: str, mode: str, **more: str) -> tuple[str, int]:
    """What the document is asked for with, and after how many milliseconds."""
    box.app.says("/voice", HELLO)
    await box.call(to, MachineDetection=mode, **more)
    told = box.app.posted("/voice")[0]
    return told["AnsweredBy"], int(told["MachineDetectionDuration"])


@pytest.mark.parametrize(
    ("to", "mode", "answer", "after"),
    [
        (AGREES, "Enable", "human", 2200),
        (AGREES, "DetectMessageEnd", "human", 2200),
        (BEEP, "Enable", "machine_start", 2400),
        (BEEP, "DetectMessageEnd", "machine_end_beep", 6100),
        (NO_BEEP, "DetectMessageEnd", "machine_end_silence", 6200),
        (FULL, "DetectMessageEnd", "machine_end_other", 5000),
        (MENU, "DetectMessageEnd", "machine_end_other", 13000),
        (FAX, "Enable", "fax", 2300),
        (UNKNOWN, "Enable", "unknown", 5000),
        (MISTAKEN, "Enable", "machine_start", 2400),
        (MISTAKEN, "DetectMessageEnd", "machine_end_silence", 4400),
        (SCREENED, "Enable", "machine_start", 2400),
        (SCREENED, "DetectMessageEnd", "machine_end_silence", 5200),
    ],
)
async def test_it_tells_who_answered_and_after_how_long(
    box: Box, to: str, mode: str, answer: str, after: int
) -> None:
    assert await detected(box, to, mode) == (answer, after)


@pytest.mark.parametrize(
    ("to", "threshold", "value", "answer", "after"),
    [
        (MISTAKEN, "SpeechThreshold", "4000", "human", 4400),
        (AGREES, "SpeechEndThreshold", "3000", "human", 4000),
        (UNKNOWN, "SilenceTimeout", "8000", "human", 8200),
        (SILENT, "SpeechThreshold", "1000", "human", 1700),
        (BEEP, "SpeechThreshold", "6000", "machine_start", 6000),
    ],
)
async def test_the_thresholds_decide(
    box: Box, to: str, threshold: str, value: str, answer: str, after: int
) -> None:
    tuned = {f"MachineDetection{threshold}": value}
    assert await detected(box, to, "Enable", **tuned) == (answer, after)


async def test_a_long_silence_before_the_beep_may_be_the_end_of_speech(box: Box) -> None:
    """Half a second is asked for, and the beep comes after four tenths."""
    tuned = {"MachineDetectionSpeechEndThreshold": "500"}
    found = await detected(box, BEEP, "DetectMessageEnd", **tuned)
    assert found[0] == "machine_end_beep"


async def test_what_is_not_known_in_time_is_unknown(box: Box) -> None:
    found = await detected(box, MENU, "DetectMessageEnd", MachineDetectionTimeout="4")
    assert found == ("unknown", 4000)


async def test_the_callee_hears_nothing_before_it_is_known(box: Box) -> None:
    await detected(box, AGREES, "Enable")
    network = box.simulator.network
    (state,) = [e for e in network.timeline.of(kind="state") if e.detail["status"] == "in-progress"]
    (bot,) = [e for e in network.timeline.of(kind="bot") if e.detail["text"]]
    assert (bot.at - state.at).total_seconds() >= 2.2


@pytest.mark.parametrize(
    ("to", "answer", "shown"),
    [(AGREES, "human", "human"), (BEEP, "machine_end_beep", "machine")],
)
async def test_the_call_itself_knows_humans_and_machines_only(
    box: Box, to: str, answer: str, shown: str
) -> None:
    box.app.says("/voice", HELLO)
    call = await box.call(to, MachineDetection="DetectMessageEnd")
    assert box.app.posted("/status")[-1]["AnsweredBy"] == answer
    assert call["answered_by"] == shown


async def test_sending_keys_switches_it_off(box: Box) -> None:
    box.app.says("/voice", HELLO)
    await box.call(BEEP, MachineDetection="Enable", SendDigits="1")
    assert "AnsweredBy" not in box.app.posted("/voice")[0]


async def test_beside_the_document_it_tells_four_things(box: Box) -> None:
    box.app.says("/voice", HELLO)
    more = {"MachineDetection": "Enable", "AsyncAmd": "true"}
    call = await box.call(BEEP, **more, AsyncAmdStatusCallback=f"{PUBLIC}/machine")
    (told,) = box.app.posted("/machine")
    assert told.pop("AccountSid").startswith("AC")
    assert told == {
        "CallSid": call["sid"],
        "AnsweredBy": "machine_start",
        "MachineDetectionDuration": "2400",
    }
    assert "x-twilio-signature" in box.app.headers("/machine")[0]


async def test_what_the_app_answers_to_it_is_not_looked_at(box: Box) -> None:
    box.app.says("/voice", HELLO)
    box.app.says("/machine", "<Response><Say>A message for a machine</Say></Response>")
    more = {"MachineDetection": "DetectMessageEnd", "AsyncAmd": "true"}
    await box.call(BEEP, **more, AsyncAmdStatusCallback=f"{PUBLIC}/machine")
    assert [each["text"] for each in box.events("bot") if each["text"]] == [
        "Hello, this is an AI assistant."
    ]


async def test_a_call_that_ends_first_is_not_told_of(box: Box) -> None:
    box.app.says("/voice", "<Response><Hangup/></Response>")
    more = {"MachineDetection": "DetectMessageEnd", "AsyncAmd": "true"}
    await box.call(BEEP, **more, AsyncAmdStatusCallback=f"{PUBLIC}/machine")
    assert box.app.posted("/machine") == []


@pytest.mark.parametrize("answerer", list(Answerer))
def test_every_way_to_answer_makes_a_noise(answerer: Answerer) -> None:
    noises = greeting_of(Persona(name="x", about="x", answerer=answerer, greeting_seconds=4))
    assert any(noise.kind != "silence" for noise in noises)
