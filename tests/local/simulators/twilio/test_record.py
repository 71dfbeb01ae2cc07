import pytest

from tests.local.simulators.twilio.box import PUBLIC, Box

WRONG_NUMBER, SILENT, PRESSES, LEAVES = (
    "+12125550114", "+12125550110", "+12125550113", "+12125550111",
)  # fmt: skip
WORDS = "No, you have the wrong number. Nobody of that name lives here."
SPOKEN = len(WORDS) / 15


def record(**attributes: str) -> str:
    given = {"action": "/left", "timeout": "2", **attributes}
    written = " ".join(f'{name}="{value}"' for name, value in given.items())
    after = "<Say>Nothing was left</Say>"
    return f"<Response><Pause length='2'/><Record {written}/>{after}</Response>"


async def left(box: Box, to: str, **attributes: str) -> dict[str, str]:
    """What the app is told after a call to somebody who is asked to leave a message."""
    box.app.says("/voice", record(**attributes))
    box.app.says("/left", "<Response><Pause length='10'/></Response>")
    await box.call(to)
    return box.app.posted("/left")[0] if box.app.posted("/left") else {}


async def test_what_is_left_is_recorded_without_the_silence_around_it(box: Box) -> None:
    told = await left(box, WRONG_NUMBER)
    (found,) = (await box.get(f"{box.path}/Recordings.json"))["recordings"]
    assert told["RecordingSid"] == found["sid"]
    assert told["RecordingDuration"] == found["duration"] == str(round(SPOKEN))
    assert (found["source"], found["channels"]) == ("RecordVerb", 1)


async def test_the_silence_that_ends_it_is_kept_where_nothing_is_trimmed(box: Box) -> None:
    told = await left(box, WRONG_NUMBER, trim="do-not-trim")
    assert told["RecordingDuration"] == str(round(0.8 + SPOKEN + 2))


async def test_a_beep_comes_first_unless_it_is_switched_off(box: Box) -> None:
    await left(box, WRONG_NUMBER)
    await left(box, WRONG_NUMBER, playBeep="false")
    assert len(box.events("beep")) == 1


async def test_the_longest_a_message_may_be_ends_it(box: Box) -> None:
    told = await left(box, WRONG_NUMBER, maxLength="3", trim="do-not-trim")
    assert told["RecordingDuration"] == "3"


async def test_a_key_ends_it_and_is_told(box: Box) -> None:
    assert (await left(box, PRESSES))["Digits"] == "9"


async def test_a_key_that_is_not_asked_for_ends_nothing(box: Box) -> None:
    assert await left(box, PRESSES, finishOnKey="#") == {}


async def test_who_says_nothing_is_not_asked_about(box: Box) -> None:
    assert await left(box, SILENT) == {}
    assert box.events("bot")[-1]["text"] == "Nothing was left"


async def test_a_recording_of_silence_is_absent(box: Box) -> None:
    events = "in-progress completed absent"
    hook = {"recordingStatusCallback": "/recorded", "recordingStatusCallbackEvent": events}
    await left(box, SILENT, **hook)
    told = [each["RecordingStatus"] for each in box.app.posted("/recorded")]
    assert told == ["in-progress", "absent"]


async def test_the_person_who_is_played_by_hand_leaves_words_and_hangs_up(box: Box) -> None:
    box.app.says("/voice", record())
    sid = (await box.create(SILENT)).json()["sid"]
    await box.until_listening(sid)
    await box.http.post(f"/__sim__/calls/{sid}/say", json={"text": "Please call me back"})
    await box.clock.advance(1)
    await box.http.post(f"/__sim__/calls/{sid}/hangup")
    await box.rest()
    (told,) = box.app.posted("/left")
    assert (told["Digits"], told["CallStatus"]) == ("hangup", "completed")


async def test_what_is_left_is_written_down(box: Box) -> None:
    told = await left(box, WRONG_NUMBER, transcribeCallback="/written")
    (written,) = box.app.posted("/written")
    assert (written["TranscriptionText"], written["TranscriptionStatus"]) == (WORDS, "completed")
    assert written["RecordingSid"] == told["RecordingSid"]


async def test_a_transcription_is_found_below_its_recording(box: Box) -> None:
    told = await left(box, WRONG_NUMBER, transcribe="true")
    path = f"{box.path}/Recordings/{told['RecordingSid']}/Transcriptions.json"
    (found,) = (await box.get(path))["transcriptions"]
    assert (found["transcription_text"], found["status"]) == (WORDS, "completed")


async def test_what_is_too_short_to_be_written_down_is_said_so(box: Box) -> None:
    await left(box, WRONG_NUMBER, transcribeCallback="/written", maxLength="2")
    assert box.app.posted("/written")[0]["TranscriptionStatus"] == "failed"
    assert 13617 in [each["code"] for each in box.events("notification")]


async def test_a_recording_in_the_background_goes_on_into_the_next_document(box: Box) -> None:
    start = f"<Start><Recording recordingStatusCallback='{PUBLIC}/recorded'/></Start>"
    box.app.says("/voice", f"<Response>{start}<Redirect>/next</Redirect></Response>")
    box.app.says("/next", "<Response><Say>An AI speaks here</Say><Pause/></Response>")
    await box.call(SILENT)
    (told,) = box.app.posted("/recorded")
    assert (told["RecordingSource"], told["RecordingChannels"]) == ("StartCallRecordingTwiML", "2")


async def test_a_recording_in_the_background_is_stopped_by_its_name(box: Box) -> None:
    start = "<Start><Recording name='mine' trim='do-not-trim'/></Start>"
    stop = "<Stop><Recording name='mine'/></Stop>"
    box.app.says(
        "/voice",
        f"<Response>{start}<Pause length='3'/>{stop}<Pause length='9'/></Response>",
    )
    await box.call(SILENT)
    (found,) = (await box.get(f"{box.path}/Recordings.json"))["recordings"]
    assert found["duration"] == "3"


async def test_a_name_nobody_gave_stops_nothing(box: Box) -> None:
    box.app.says("/voice", "<Response><Stop><Recording name='x'/></Stop></Response>")
    await box.call(SILENT)
    assert [each["code"] for each in box.events("notification")] == [14300]


@pytest.mark.parametrize("given", ["/recorded", "nonsense"])
async def test_a_relative_address_for_a_background_recording_is_not_asked(
    box: Box, given: str
) -> None:
    start = f"<Start><Recording recordingStatusCallback='{given}'/></Start>"
    box.app.says("/voice", f"<Response>{start}<Say>An AI speaks here</Say></Response>")
    await box.call(SILENT)
    assert box.app.posted("/recorded") == []
    assert [each["code"] for each in box.events("notification")] == [13256]


async def test_a_dial_is_recorded_from_its_answer(box: Box) -> None:
    given = f"record='record-from-answer-dual' recordingStatusCallback='{PUBLIC}/recorded'"
    dial = f"<Dial action='/dialled' {given}><Number>+13125550100</Number></Dial>"
    box.app.says("/voice", f"<Response>{dial}</Response>")
    box.app.says("/dialled", "<Response/>")
    await box.call(WRONG_NUMBER)
    (told,), (recorded,) = box.app.posted("/dialled"), box.app.posted("/recorded")
    assert told["RecordingUrl"] == recorded["RecordingUrl"]
    assert (recorded["RecordingSource"], recorded["RecordingChannels"]) == ("DialVerb", "2")
