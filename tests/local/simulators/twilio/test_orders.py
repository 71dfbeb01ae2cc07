from typing import Any

import pytest

from scripts.local.simulators.twilio.form import Form
from scripts.local.simulators.twilio.ordering import read_order
from tests.local.simulators.twilio.box import OURS, PUBLIC, Box

AGREES = "+12125550100"
AMD = {"MachineDetection": "Enable"}
ASYNC = {**AMD, "AsyncAmd": "true"}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"To": ""}, 21201),
        ({"To": "12345"}, 21211),
        ({"To": "nobody"}, 21211),
        ({"To": "+15551234567"}, 21211),
        ({"To": OURS}, 21211),
        ({"To": "+12125550190"}, 21211),
        ({"To": "+12125550191"}, 21215),
        ({"To": "+12125550192"}, 21216),
        ({"To": "+12125550193"}, 21217),
        ({"To": "+12125550194"}, 21214),
        ({"To": "+15005550001"}, 21217),
        ({"To": "+15005550002"}, 21214),
        ({"To": "+15005550003"}, 21215),
        ({"To": "+15005550004"}, 21216),
        ({"To": "+19002345678"}, 21202),
        ({"From": ""}, 21213),
        ({"From": "+12025550177"}, 21210),
        ({"From": "nobody"}, 21212),
        ({"From": "+15005550001"}, 21212),
        ({"CallerId": "+12025550177"}, 21210),
        ({"CallToken": "simulated-CA1", "From": "+13125550100"}, 21210),
        ({"Url": ""}, 21205),
        ({"Url": "ftp://voice.example.com"}, 21205),
        ({"Url": "https://a_b.example.com/voice"}, 21205),
        ({"Url": "https://[half"}, 21205),
        ({"Url": "https://voice.example.com/a b"}, 21205),
        ({"Url": f"https://voice.example.com/{'x' * 4000}"}, 21205),
        ({"Url": "", "Twiml": "x" * 4001}, 32018),
        ({"Method": "PUT"}, 21209),
        ({"FallbackUrl": "nowhere"}, 21205),
        ({"FallbackUrl": f"{PUBLIC}/f", "FallbackMethod": "PUT"}, 21209),
        ({"StatusCallback": "nowhere"}, 21609),
        ({"StatusCallback": "https://a_b.example.com"}, 21609),
        ({"Timeout": "601"}, 21208),
        ({"Timeout": "0"}, 21208),
        ({"Timeout": "soon"}, 21208),
        ({"TimeLimit": "0"}, 21208),
        ({"SendDigits": "12?"}, 21206),
        ({"SendDigits": "1" * 33}, 21206),
        ({"ApplicationSid": "AP1"}, 21218),
        ({"CallReason": "x" * 51}, 32115),
        ({"RecordingChannels": "five"}, 20001),
        ({"RecordingTrack": "mine"}, 20001),
        ({"Trim": "hair"}, 20001),
        ({"MachineDetection": "Perhaps"}, 21263),
        ({**AMD, "MachineDetectionTimeout": "2"}, 21263),
        ({**AMD, "MachineDetectionTimeout": "60"}, 21263),
        ({**AMD, "MachineDetectionSpeechThreshold": "999"}, 21263),
        ({**AMD, "MachineDetectionSpeechThreshold": "6001"}, 21263),
        ({**AMD, "MachineDetectionSpeechEndThreshold": "499"}, 21263),
        ({**AMD, "MachineDetectionSpeechEndThreshold": "5001"}, 21263),
        ({**AMD, "MachineDetectionSilenceTimeout": "1999"}, 21263),
        ({**AMD, "MachineDetectionSilenceTimeout": "10001"}, 21263),
        ({**AMD, "MachineDetectionSilenceTimeout": "long"}, 21263),
        (ASYNC, 21262),
        ({**ASYNC, "AsyncAmdStatusCallback": "nowhere"}, 21205),
    ],
)
async def test_a_wrong_request_is_refused_with_twilios_code(
    box: Box, changed: dict[str, str], code: int
) -> None:
    refused = await box.create(**{"to": AGREES, **changed})
    assert (refused.status_code, refused.json()["code"]) == (400, code)
    assert refused.json()["more_info"].endswith(f"/errors/{code}")
    assert refused.headers["X-Twilio-Error-Code"] == str(code)


async def test_a_refusal_has_twilios_words(box: Box) -> None:
    refused = await box.create("12345")
    told = refused.json()
    assert told["message"] == "The phone number you are attempting to call, +12345, is not valid."
    assert told["status"] == 400


@pytest.mark.parametrize("written", ["(212) 555-0100", "2125550100", "1 212 555.0100"])
async def test_a_number_may_be_written_in_other_ways(box: Box, written: str) -> None:
    made = await box.create(written)
    assert made.json()["to"] == AGREES


async def test_the_address_wins_over_the_text(box: Box) -> None:
    box.app.says("/voice", "<Response><Say>From the address</Say></Response>")
    await box.call(AGREES, Twiml="<Response><Say>From the text</Say></Response>")
    assert [each["text"] for each in box.events("bot")] == ["From the address"]


async def test_the_events_asked_for_wrongly_are_warned_of_and_left_out(box: Box) -> None:
    call = await box.call(AGREES, StatusCallbackEvent=["initiated completed", "ringing"])
    found = await box.get(f"{box.path}/Calls/{call['sid']}/Notifications.json", Log="1")
    assert [each["error_code"] for each in found["notifications"]] == ["21626"]
    assert [each["CallStatus"] for each in box.app.posted("/status")] == ["ringing"]


async def test_the_end_alone_is_told_where_no_event_is_asked_for(box: Box) -> None:
    await box.call(AGREES, StatusCallbackEvent=[])
    assert [each["CallStatus"] for each in box.app.posted("/status")] == ["completed"]


async def test_an_application_says_where_to_ask(box: Box) -> None:
    addresses = {"VoiceUrl": f"{PUBLIC}/desk", "StatusCallback": f"{PUBLIC}/desk/status"}
    made = (await box.http.post(f"{box.path}/Applications.json", data=addresses)).json()
    await box.call(AGREES, ApplicationSid=made["sid"])
    assert (len(box.app.posted("/desk")), box.app.posted("/voice")) == (1, [])
    assert (box.app.posted("/status"), len(box.app.posted("/desk/status"))) == ([], 4)


async def test_the_token_of_an_inbound_call_lets_its_caller_be_shown(box: Box) -> None:
    await box.answered_by("<Response><Pause length='5'/></Response>")
    await box.inbound("+13125550100")
    token = box.app.posted("/inbound")[0]["CallToken"]
    made = await box.create(AGREES, From="+13125550100", CallToken=token)
    assert (made.status_code, made.json()["from"]) == (201, "+13125550100")


def order(**fields: str) -> Any:
    given = {"To": AGREES, "From": OURS, "Url": f"{PUBLIC}/voice", **fields}
    return read_order(Form({name: [value] for name, value in given.items()}), lambda sid: None)


def test_the_rules_of_detection_are_read_in_seconds() -> None:
    found = order(
        MachineDetection="Enable",
        MachineDetectionTimeout="59",
        MachineDetectionSpeechThreshold="1000",
        MachineDetectionSpeechEndThreshold="500",
        MachineDetectionSilenceTimeout="10000",
    ).detection
    assert (found.timeout, found.speech, found.speech_end, found.silence) == (59, 1, 0.5, 10)


def test_digits_that_are_sent_switch_detection_off() -> None:
    assert order(**AMD).detection is not None
    assert order(**AMD, SendDigits="ww1").detection is None


def test_a_call_is_recorded_only_if_that_is_asked_for() -> None:
    assert order(RecordingChannels="dual").recorded is None
    assert order(Record="true", RecordingChannels="dual").recorded.channels == "dual"
