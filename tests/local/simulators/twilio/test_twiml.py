import struct

import pytest
from fastapi.responses import Response

from scripts.local.simulators.twilio.heard import words_in
from tests.local.simulators.twilio.box import OURS, Box

AGREES, SILENT, PRESSES = "+12125550100", "+12125550110", "+12125550113"
SPANISH = "+17875550100"
HELLO = "Hello, this is an AI assistant."


def wav(words: str, seconds: float) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)

    form = chunk(b"fmt ", struct.pack("<HHIIHH", 7, 1, 8000, 8000, 1, 8))
    told = chunk(b"LIST", b"INFO" + chunk(b"ICMT", words.encode() + b"\0"))
    body = b"WAVE" + form + told + chunk(b"data", b"\xff" * int(8000 * seconds))
    return b"RIFF" + struct.pack("<I", len(body)) + body


def gather(prompt: str, **more: str) -> str:
    given = {"input": "speech dtmf", "action": "/turn", **more}
    attributes = " ".join(f'{name}="{value}"' for name, value in given.items())
    return f"<Response><Gather {attributes}><Say>{prompt}</Say></Gather></Response>"


def test_the_words_in_a_wav_are_read_whatever_the_language() -> None:
    assert words_in(wav("¿Hablo con Ana?", 0.1)) == "¿Hablo con Ana?"


@pytest.mark.parametrize("audio", [b"", b"RIFF", b"RIFF\0\0\0\0WAVELIST\xff\xff", b"\xff\xfb\x90"])
def test_audio_without_words_says_nothing(audio: bytes) -> None:
    assert words_in(audio) == ""


async def test_played_audio_is_fetched_heard_and_takes_its_time(box: Box) -> None:
    box.app.says("/voice", "<Response><Play>/audio/1.wav</Play></Response>")
    box.app.says("/audio/1.wav", Response(wav(HELLO, 12), media_type="audio/wav"))
    call = await box.call(SILENT)
    assert (box.events("bot")[0]["text"], call["duration"]) == (HELLO, "12")


async def test_the_fetch_of_audio_is_not_signed(box: Box) -> None:
    box.app.says("/voice", "<Response><Play>/audio/1.wav</Play></Response>")
    box.app.says("/audio/1.wav", Response(wav(HELLO, 1), media_type="audio/wav"))
    await box.call(SILENT)
    assert "x-twilio-signature" not in box.app.headers("/audio/1.wav")[0]


async def test_audio_that_may_be_kept_is_fetched_once(box: Box) -> None:
    kept = {"Cache-Control": "public, max-age=3600"}
    box.app.says("/voice", "<Response><Play loop='2'>/a.wav</Play><Play>/a.wav</Play></Response>")
    box.app.says("/a.wav", Response(wav(HELLO, 1), media_type="audio/wav", headers=kept))
    await box.call(SILENT)
    assert (len(box.app.posted("/a.wav")), len(box.events("bot"))) == (1, 3)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Response(status_code=404), 11200),
        (Response(b"x", media_type="application/octet-stream"), 12300),
    ],
)
async def test_audio_that_cannot_be_played_is_left_out(
    box: Box, answer: Response, code: int
) -> None:
    box.app.says("/voice", "<Response><Play>/a.wav</Play><Say>After</Say></Response>")
    box.app.says("/a.wav", answer)
    await box.call(SILENT)
    assert [each["text"] for each in box.events("bot")] == ["After"]
    assert [each["code"] for each in box.events("notification")] == [code]


async def test_a_recording_is_posted_with_its_length(box: Box) -> None:
    box.app.says("/voice", "<Response><Record action='/left' timeout='2'/></Response>")
    box.app.says("/left", "<Response/>")
    await box.call("+12125550114")
    told = box.app.posted("/left")[0]
    assert told["RecordingSid"].startswith("RE")
    assert int(told["RecordingDuration"]) > 0


async def test_an_inbound_call_rings_when_its_document_is_asked_for(box: Box) -> None:
    await box.answered_by(f"<Response><Say>{HELLO}</Say></Response>")
    await box.inbound(AGREES)
    told = box.app.posted("/inbound")[0]
    assert (told["CallStatus"], told["Direction"]) == ("ringing", "inbound")
    assert (told["From"], told["To"]) == (AGREES, OURS)


async def test_a_conversation_goes_on_in_the_callees_language(box: Box) -> None:
    box.app.says("/voice", gather("Soy un asistente virtual. ¿Hablo con Ana?"))
    box.app.says("/turn", gather("Gracias. Adiós."), "<Response><Hangup/></Response>")
    await box.call(SPANISH)
    assert box.app.posted("/turn")[0]["SpeechResult"] == "Sí, soy yo."
    assert box.events("person")[-1]["said"] == "Gracias, adiós."
