"""The files of recordings, decoded and measured."""

import io
from typing import Any

import numpy as np
import pytest
import soundfile
from fastapi.responses import Response
from numpy.typing import NDArray

from scripts.local.simulators import spoken
from scripts.local.simulators.twilio.heard import words_in
from tests.local.simulators.twilio.box import Box, network

AGREES, SILENT, PRESSES, BEEP = "+12125550100", "+12125550110", "+12125550113", "+12125550104"
PERSON, BOT = 0, 1
RATE = 8000
SILENCE = 0.001


def played(audio: bytes, media_type: str = "audio/wav") -> Response:
    return Response(audio, media_type=media_type)


def tone(hertz: int, seconds: float, rate: int = RATE) -> NDArray[np.float32]:
    time = np.arange(round(seconds * rate)) / rate
    return (0.3 * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


async def recording(box: Box, to: str, document: str, **more: Any) -> str:
    """The path of the recording of a whole call, without an extension."""
    box.app.says("/voice", document)
    given = {"Record": "true", "RecordingChannels": "dual", "Trim": "do-not-trim", **more}
    sid = (await box.call(to, **given))["sid"]
    (found,) = (await box.get(f"{box.path}/Calls/{sid}/Recordings.json"))["recordings"]
    return f"{box.path}/Recordings/{found['sid']}"


async def sound(box: Box, path: str, **query: str) -> NDArray[np.float32]:
    """One row a channel."""
    file = await box.http.get(f"{path}.wav", params=query or None)
    samples, rate = soundfile.read(io.BytesIO(file.content), dtype="float32", always_2d=True)
    assert rate == RATE
    return np.asarray(samples.T)


def loud(row: NDArray[np.float32], begin: float, end: float) -> float:
    """The loudness between two seconds, as root mean square."""
    return float(np.sqrt(np.mean(row[round(begin * RATE) : round(end * RATE)] ** 2)))


def pitch(row: NDArray[np.float32], begin: float, end: float) -> float:
    part = row[round(begin * RATE) : round(end * RATE)]
    return float(np.abs(np.fft.rfft(part)).argmax() * RATE / len(part))


async def test_the_bot_is_heard_when_it_speaks_and_on_its_own_channel(box: Box) -> None:
    said = f"<Say>{'mama ' * 8}mama!</Say>"  # three seconds
    path = await recording(
        box, SILENT, f"<Response><Pause length='4'/>{said}<Pause length='5'/></Response>"
    )
    rows = await sound(box, path)
    assert rows.shape == (2, 12 * RATE)
    assert loud(rows[BOT], 1, 4) < SILENCE < 0.02 < loud(rows[BOT], 4, 7)
    assert loud(rows[BOT], 7.1, 12) < SILENCE
    assert loud(rows[PERSON], 1, 12) < SILENCE


async def test_the_person_is_heard_after_the_prompt(box: Box) -> None:
    prompt = "Hello, this is an AI assistant. Am I speaking with Ana?"
    gather = f"<Gather input='speech' action='/turn'><Say>{prompt}</Say></Gather>"
    box.app.says("/turn", "<Response><Hangup/></Response>")
    rows = await sound(box, await recording(box, AGREES, f"<Response>{gather}</Response>"))
    ends = len(prompt) / 15
    assert loud(rows[PERSON], 1.1, ends) < SILENCE
    assert loud(rows[PERSON], ends + 0.8, ends + 1.7) > 0.02
    assert loud(rows[BOT], ends + 0.1, ends + 1.7) < SILENCE


async def test_the_greeting_is_the_first_thing_heard(box: Box) -> None:
    rows = await sound(box, await recording(box, SILENT, "<Response><Pause/></Response>"))
    assert loud(rows[PERSON], 0, 0.5) > 0.02


async def test_two_people_have_two_voices(box: Box) -> None:
    document = "<Response><Pause length='2'/></Response>"
    one = await sound(box, await recording(box, "+12125550100", document))
    other = await sound(box, await recording(box, "+12135550100", document))
    assert not np.allclose(one, other)


async def test_played_audio_is_in_the_recording_as_it_was(box: Box) -> None:
    file = spoken.wav(tone(440, 2), rate=RATE, words="")
    box.app.says("/a.wav", played(file))
    document = "<Response><Pause length='2'/><Play>/a.wav</Play></Response>"
    rows = await sound(box, await recording(box, SILENT, document))
    assert np.allclose(rows[BOT][2 * RATE : 4 * RATE], tone(440, 2), atol=2e-4)


@pytest.mark.parametrize("rate", [16000, 24000, 44100])
async def test_audio_of_another_rate_keeps_its_pitch_and_length(box: Box, rate: int) -> None:
    file = spoken.wav(tone(440, 2, rate), rate=rate, words="")
    box.app.says("/a.wav", played(file))
    rows = await sound(
        box, await recording(box, SILENT, "<Response><Play>/a.wav</Play></Response>")
    )
    assert rows.shape == (2, 2 * RATE)
    assert pitch(rows[BOT], 0, 2) == pytest.approx(440, abs=1)


async def test_raw_mu_law_is_heard(box: Box) -> None:
    box.app.says("/a", played(spoken.ulaw(tone(440, 2)), "audio/ulaw"))
    rows = await sound(box, await recording(box, SILENT, "<Response><Play>/a</Play></Response>"))
    assert pitch(rows[BOT], 0, 2) == pytest.approx(440, abs=1)


async def test_keys_are_heard_as_two_tones(box: Box) -> None:
    gather = "<Gather numDigits='1' action='/turn'><Say>An AI calls: press 9.</Say></Gather>"
    box.app.says("/turn", "<Response><Pause/></Response>")
    row = (await sound(box, await recording(box, PRESSES, f"<Response>{gather}</Response>")))[0]
    pressed = row[round(2.2 * RATE) : round(2.3 * RATE)]
    tones = np.sort(np.abs(np.fft.rfft(pressed)).argsort()[-2:]) * 10
    assert tones == pytest.approx([852, 1477], abs=10)


async def test_a_voicemails_beep_is_heard_before_it_records(box: Box) -> None:
    document = "<Response><Pause length='10'/></Response>"
    row = (await sound(box, await recording(box, BEEP, document)))[PERSON]
    assert pitch(row, 5.5, 6) == pytest.approx(1000, abs=2)
    assert loud(row, 6.1, 10) < SILENCE


async def test_who_is_interrupted_stops_in_the_recording_too(box: Box) -> None:
    gather = f"<Gather input='speech' action='/turn'><Say>{'AI ' * 40}</Say></Gather>"
    box.app.says("/turn", "<Response><Pause length='9'/></Response>")
    path = await recording(box, "+12125550130", f"<Response>{gather}</Response>")
    rows = await sound(box, path)
    assert len(box.events("barge_in")) == 1
    assert loud(rows[BOT], 6, 8) < SILENCE


async def test_who_is_dialled_is_heard_where_the_bot_was(box: Box) -> None:
    dial = "<Dial><Number>+13125550100</Number></Dial>"
    rows = await sound(box, await recording(box, AGREES, f"<Response>{dial}</Response>"))
    (bridged,) = box.simulator.network.timeline.of(kind="bridged")[:1]
    answered = next(iter(box.simulator.network.calls.values())).answered or bridged.at
    begin = (bridged.at - answered).total_seconds()
    assert loud(rows[BOT], 0, begin) < SILENCE
    assert loud(rows[BOT], begin, begin + 1) > 0.02


async def test_mono_mixes_both(box: Box) -> None:
    document = "<Response><Pause length='2'/><Say>An AI speaks here</Say></Response>"
    path = await recording(box, SILENT, document)
    both, mixed = await sound(box, path), await sound(box, path, RequestedChannels="1")
    assert np.allclose(mixed[0], np.clip(both.sum(axis=0), -1, 1), atol=2e-4)


async def test_a_mono_recording_has_no_two_channels_to_give(box: Box) -> None:
    document = "<Response><Pause length='2'/></Response>"
    path = await recording(box, SILENT, document, RecordingChannels="mono")
    refused = await box.http.get(f"{path}.wav", params={"RequestedChannels": "2"})
    assert (refused.status_code, refused.json()["code"]) == (400, 16113)


async def test_one_track_holds_one_side_only(box: Box) -> None:
    document = "<Response><Say>An AI speaks here for a while</Say></Response>"
    path = await recording(box, SILENT, document, RecordingTrack="inbound")
    (row,) = await sound(box, path)
    assert loud(row, 0, 0.4) > 0.02
    assert loud(row, 1, 1.9) < SILENCE


async def test_a_skipped_pause_is_not_in_the_file(box: Box) -> None:
    box.app.says("/voice", "<Response><Say>Hello</Say><Pause length='20'/></Response>")
    sid = await box.until_said(await box.create(SILENT, Record="true", Trim="do-not-trim"))
    at = f"{box.path}/Calls/{sid}/Recordings/Twilio.CURRENT.json"
    await box.http.post(at, data={"Status": "paused", "PauseBehavior": "skip"})
    await box.clock.advance(5)
    await box.http.post(at, data={"Status": "in-progress"})
    await box.rest()
    (found,) = (await box.get(f"{box.path}/Recordings.json"))["recordings"]
    row = (await sound(box, f"{box.path}/Recordings/{found['sid']}"))[0]
    assert len(row) == pytest.approx((20 + 0.33 - 5) * RATE, abs=RATE / 50)


async def test_the_file_carries_its_transcript(box: Box) -> None:
    document = "<Response><Say>An AI speaks here</Say></Response>"
    path = await recording(box, SILENT, document)
    file = (await box.http.get(path)).content
    assert words_in(file).splitlines() == ["0.0 person: Hello?", "0.0 bot: An AI speaks here"]


async def test_a_part_of_a_file_is_the_same_as_in_the_whole(box: Box) -> None:
    document = "<Response><Say>An AI speaks here for quite a while, and on</Say></Response>"
    path = f"{await recording(box, SILENT, document)}.wav"
    whole = (await box.http.get(path)).content
    part = await box.http.get(path, headers={"Range": "bytes=33-20001"})
    assert (part.status_code, part.content) == (206, whole[33:20002])
    assert part.headers["content-range"] == f"bytes 33-20001/{len(whole)}"


@pytest.mark.parametrize(
    ("asked", "status", "length"),
    [("bytes=-100", 206, 100), ("bytes=999999999-", 416, 0), ("words=1-2", 200, None)],
)
async def test_ranges_are_answered_as_http_has_it(
    box: Box, asked: str, status: int, length: int | None
) -> None:
    path = f"{await recording(box, SILENT, '<Response><Pause/></Response>')}.wav"
    whole = len((await box.http.get(path)).content)
    answer = await box.http.get(path, headers={"Range": asked})
    expected = whole if length is None else length
    assert (answer.status_code, len(answer.content)) == (status, expected)


async def test_the_same_recording_is_the_same_file_twice(box: Box) -> None:
    path = await recording(box, AGREES, "<Response><Say>An AI speaks here</Say></Response>")
    first, second = [(await box.http.get(f"{path}.wav")).content for _ in range(2)]
    assert first == second


async def test_there_is_an_mp3_of_the_same_length(box: Box) -> None:
    path = await recording(box, SILENT, "<Response><Say>An AI speaks</Say><Pause/></Response>")
    file = await box.http.get(f"{path}.mp3")
    samples, rate = soundfile.read(io.BytesIO(file.content), always_2d=True)
    assert file.headers["content-type"] == "audio/mpeg"
    assert len(samples) / rate == pytest.approx(1.8, abs=0.25)


async def test_a_file_that_is_not_ready_is_not_given(box: Box) -> None:
    box.app.says("/voice", "<Response><Say>Hello</Say><Pause length='20'/></Response>")
    await box.until_said(await box.create(SILENT, Record="true"))
    (found,) = (await box.get(f"{box.path}/Recordings.json"))["recordings"]
    early = await box.http.get(f"{box.path}/Recordings/{found['sid']}.wav")
    assert (early.status_code, early.json()["code"]) == (404, 21501)


async def test_four_hours_of_silence_are_not_kept_but_made(box: Box) -> None:
    document = "<Response><Pause length='14400'/></Response>"
    path = await recording(box, SILENT, document, RecordingChannels="mono")
    end = await box.http.get(f"{path}.wav", headers={"Range": "bytes=-16"})
    size = int(end.headers["content-range"].partition("/")[2])
    assert size == pytest.approx(14400 * RATE * 2, abs=200)
    assert end.content == bytes(16)


async def test_the_same_seed_gives_the_same_file() -> None:
    document = "<Response><Pause length='3'/><Say>An AI speaks here</Say></Response>"
    files = []
    for _ in range(2):
        async with network(seed=7) as box:
            path = await recording(box, AGREES, document)
            files.append((path[-34:], (await box.http.get(f"{path}.wav")).content))
    assert files[0] == files[1]
