from collections.abc import Iterable

import pytest
from twilio.request_validator import RequestValidator

from scripts.local.simulators import spoken
from tests.local.simulators.twilio.box import ACCOUNT, Box, network
from tests.local.simulators.twilio.talker import (
    ADDRESS,
    CLOSE,
    Message,
    Rule,
    Talker,
    audio,
    media,
    talking,
)

AGREES, SILENT, PRESSES, HANGS_UP = "+12125550100", "+12125550110", "+12125550113", "+12125550111"
HELLO = "Hello, this is an AI assistant. Am I speaking with Ana?"
SOUND = spoken.ulaw(spoken.speak(HELLO, voice="a", rate=8000))
SECONDS = round(len(SOUND) / 8000, 2)
SILENCE = b"\xff" * 160


def stream(more: str = "", *, inside: str = "", action: str = "", then: str = "") -> str:
    noun = f'<Stream url="{ADDRESS}" statusCallback="/status-of-stream" {more}>{inside}</Stream>'
    return f'<Response><Connect action="{action}">{noun}</Connect>{then}</Response>'


def fork(more: str = "", then: str = "") -> str:
    noun = f'<Stream url="{ADDRESS}" statusCallback="/status-of-stream" {more}/>'
    return f"<Response><Start>{noun}</Start>{then}</Response>"


def mark(sid: str, name: str) -> Message:
    return {"event": "mark", "streamSid": sid, "mark": {"name": name}}


class Speaks:
    """Lets the person hear a sound once the stream begins, then does what comes after its mark."""

    def __init__(self, *after: Message | str, sound: bytes = SOUND) -> None:
        self._after, self._sound = after, sound

    def __call__(self, message: Message) -> Iterable[Message | str]:
        if message["event"] == "start":
            sid = message["streamSid"]
            return [media(sid, self._sound), mark(sid, "said")]
        return self._after if message["event"] == "mark" else ()


def hears(count: int, answer: Message | str) -> Rule:
    """A rule: answer after so many frames."""

    def answers(message: Message) -> Iterable[Message | str]:
        return [answer] if message.get("media", {}).get("chunk") == str(count) else ()

    return answers


def events(box: Box) -> list[str]:
    return [each["StreamEvent"] for each in box.app.posted("/status-of-stream")]


def codes(box: Box) -> list[int]:
    return [each["code"] for each in box.events("notification")]


def voices(talker: Talker, track: str) -> list[bytes]:
    frames = [audio(each) for each in talker.of("media") if each["media"]["track"] == track]
    return [frame for frame in frames if frame != SILENCE]


async def test_a_stream_begins_with_what_it_is_about(box: Box) -> None:
    inside = '<Parameter name="ticket" value="7"/>'
    talker = talking(box, stream(inside=inside), hears(2, CLOSE))
    call = await box.call(SILENT)
    connected, start = talker.got[:2]
    assert connected == {"event": "connected", "protocol": "Call", "version": "1.0.0"}
    assert start["start"] == {
        "accountSid": ACCOUNT.sid,
        "streamSid": start["streamSid"],
        "callSid": call["sid"],
        "tracks": ["inbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        "customParameters": {"ticket": "7"},
    }


async def test_frames_are_numbered_and_come_every_twenty_milliseconds(box: Box) -> None:
    talker = talking(box, stream(), hears(3, CLOSE))
    await box.call(SILENT)
    assert [each["sequenceNumber"] for each in talker.got[1:5]] == ["1", "2", "3", "4"]
    timed = [(each["media"]["chunk"], each["media"]["timestamp"]) for each in talker.of("media")]
    assert timed[:3] == [("1", "0"), ("2", "20"), ("3", "40")]
    assert audio(talker.of("media")[0]) == SILENCE


async def test_the_upgrade_is_signed(box: Box) -> None:
    talker = talking(box, stream(), hears(1, CLOSE))
    await box.call(SILENT)
    assert talker.was_signed


async def test_what_the_app_plays_is_heard_by_its_sound_and_answered(box: Box) -> None:
    box.simulator.heard.remember(SOUND, HELLO)
    talker = talking(box, stream(), Speaks())
    await box.call(AGREES, TimeLimit="12")
    (bot,) = box.events("bot")
    assert (bot["text"], bot["seconds"]) == (HELLO, SECONDS)
    assert box.events("person")[-1]["said"] == "Yes, speaking."
    assert voices(talker, "inbound")


async def test_a_sound_nobody_knows_is_unheard_speech(box: Box) -> None:
    talking(box, stream(), Speaks(CLOSE))
    await box.call(SILENT)
    assert box.events("bot")[0]["text"] == f"(unheard speech of {len(SOUND) / 8000:.1f} seconds)"


async def test_an_app_that_streams_silence_is_heard_all_the_same(box: Box) -> None:
    def answers(message: Message) -> Iterable[Message | str]:
        chunk = int(message.get("media", {}).get("chunk", 0))
        return [media(message["streamSid"], SOUND if chunk == 20 else SILENCE)] if chunk else []

    box.simulator.heard.remember(SOUND, HELLO)
    talking(box, stream(), answers)
    await box.call(AGREES, TimeLimit="8")
    assert HELLO in [each["text"] for each in box.events("bot")]
    assert box.events("person")[-1]["said"] == "Yes, speaking."


async def test_a_mark_comes_back_when_what_was_before_it_has_been_heard(box: Box) -> None:
    talker = talking(box, stream(), Speaks(CLOSE, sound=b"\x10" * 800))
    await box.call(SILENT)
    frames = [each["event"] for each in talker.got[2:]]
    assert frames.index("mark") == 5
    assert talker.of("mark")[0]["mark"] == {"name": "said"}


async def test_a_mark_behind_nothing_comes_back_at_once(box: Box) -> None:
    def answers(message: Message) -> Iterable[Message | str]:
        begun = [mark(message["streamSid"], "now")] if message["event"] == "start" else []
        return [CLOSE] if message["event"] == "mark" else begun

    talker = talking(box, stream(), answers)
    await box.call(SILENT)
    assert [each["event"] for each in talker.got[:3]] == ["connected", "start", "mark"]


async def test_clearing_silences_the_bot_and_returns_its_marks(box: Box) -> None:
    def answers(message: Message) -> Iterable[Message | str]:
        sid = message.get("streamSid", "")
        if message["event"] == "start":
            return [media(sid, SOUND), mark(sid, "first"), mark(sid, "second")]
        if message.get("media", {}).get("chunk") == "50":
            return [{"event": "clear", "streamSid": sid}]
        return [CLOSE] if message.get("mark") == {"name": "second"} else []

    box.simulator.heard.remember(SOUND, HELLO)
    talker = talking(box, stream(), answers)
    await box.call(SILENT)
    assert [each["mark"]["name"] for each in talker.of("mark")] == ["first", "second"]
    (cleared,) = box.events("cut")
    assert HELLO.startswith(cleared["heard"])
    assert 0.9 < cleared["seconds"] < 1.2


async def test_keys_are_frames_of_their_own(box: Box) -> None:
    box.simulator.heard.remember(SOUND, HELLO)

    def answers(message: Message) -> Iterable[Message | str]:
        return [CLOSE] if message["event"] == "dtmf" else Speaks()(message)

    talker = talking(box, stream(), answers)
    await box.call(PRESSES)
    assert talker.of("dtmf")[0]["dtmf"] == {"track": "inbound_track", "digit": "9"}


async def test_who_hangs_up_stops_the_stream(box: Box) -> None:
    box.simulator.heard.remember(SOUND, HELLO)
    talker = talking(box, stream(), Speaks())
    call = await box.call(HANGS_UP)
    assert talker.got[-1]["stop"] == {"accountSid": ACCOUNT.sid, "callSid": call["sid"]}
    assert (talker.closed, events(box)) == (1000, ["stream-started", "stream-stopped"])


async def test_after_the_stream_comes_the_next_verb(box: Box) -> None:
    talking(box, stream(then="<Say>Next</Say>"), hears(1, CLOSE))
    await box.call(SILENT)
    assert [each["text"] for each in box.events("bot")] == ["Next"]


async def test_after_the_stream_comes_the_action(box: Box) -> None:
    talking(box, stream(action="/after"), hears(1, CLOSE))
    await box.call(SILENT)
    assert [each["text"] for each in box.events("bot")] == ["Goodbye"]
    assert box.app.posted("/after")[0]["StreamSid"].startswith("MZ")


async def test_the_status_of_a_stream_is_told_and_signed(box: Box) -> None:
    talking(box, stream('name="mine"'), hears(1, CLOSE))
    await box.call(SILENT)
    told = box.app.posted("/status-of-stream")
    assert [each["StreamEvent"] for each in told] == ["stream-started", "stream-stopped"]
    assert {each["StreamName"] for each in told} == {"mine"}
    signature = box.app.headers("/status-of-stream")[0]["x-twilio-signature"]
    url = ADDRESS.replace("wss://", "https://").replace("/socket", "/status-of-stream")
    assert RequestValidator(ACCOUNT.tokens[0]).validate(url, told[0], signature)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (stream('track="both_tracks"'), 31941),
        (fork('track="everything"'), 31941),
        (fork().replace("wss://", "ws://"), 31922),
        (fork().replace("/socket", "/nowhere"), 31920),
    ],
)
async def test_a_stream_that_cannot_begin_says_why(box: Box, document: str, code: int) -> None:
    talking(box, document)
    await box.call(SILENT)
    assert (codes(box), events(box)) == ([code], ["stream-error"])
    assert box.app.posted("/status-of-stream")[0]["StreamError"].startswith(str(code))


async def test_a_message_nobody_understands_is_warned_of_once(box: Box) -> None:
    def answers(message: Message) -> Iterable[Message | str]:
        return (
            ["?", {"event": "media"}] if message["event"] == "start" else hears(3, CLOSE)(message)
        )

    talking(box, stream(), answers)
    await box.call(SILENT)
    assert codes(box) == [31951]


async def test_a_fork_hears_both_sides_while_the_document_goes_on(box: Box) -> None:
    gather = '<Gather input="speech" action="/after"><Say>Am I speaking with Ana?</Say></Gather>'
    talker = talking(box, fork('track="both_tracks"', gather))
    await box.call(AGREES)
    assert talker.of("start")[0]["start"]["tracks"] == ["inbound", "outbound"]
    assert len(voices(talker, "outbound")) > 50
    assert len(voices(talker, "inbound")) > 20
    assert talker.got[-1]["event"] == "stop"


async def test_a_fork_ends_where_it_is_stopped(box: Box) -> None:
    then = '<Say>Heard</Say><Stop><Stream name="mine"/></Stop><Say>Unheard, and longer.</Say>'
    talker = talking(box, fork('name="mine" track="outbound_track"', then))
    await box.call(SILENT)
    assert len(talker.of("media")) < 20
    assert events(box) == ["stream-started", "stream-stopped"]


async def test_a_fork_takes_no_messages(box: Box) -> None:
    talking(box, fork(then="<Say>Hello</Say>"), Speaks())
    await box.call(SILENT)
    assert codes(box) == [31951]
    assert [each["text"] for each in box.events("bot")] == ["Hello"]


async def talk(seed: int) -> str:
    async with network(seed=seed) as box:
        box.simulator.heard.remember(SOUND, HELLO)
        talking(box, stream(), Speaks())
        await box.call(AGREES, TimeLimit="8")
        return box.simulator.network.timeline.sha256()


async def test_the_same_seed_gives_the_same_timeline() -> None:
    assert await talk(7) == await talk(7)
