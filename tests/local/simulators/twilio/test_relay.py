import pytest
from fastapi.responses import Response

from scripts.local.simulators.twilio.connect_socket import socket_address
from tests.local.simulators.twilio.box import ACCOUNT, OURS, Box, network
from tests.local.simulators.twilio.talker import (
    AGREES,
    ASKED,
    END,
    HELLO,
    PRESSES,
    SILENT,
    SPANISH,
    TALKS_OVER,
    VOICEMAIL,
    Talker,
    codes,
    relay,
    replies,
    said,
    says,
    talking,
    whenever,
)
from tests.local.simulators.twilio.test_twiml import wav


@pytest.mark.parametrize(
    ("rewrite", "address"),
    [
        ({"https://a.example": "http://127.0.0.1:7"}, "ws://127.0.0.1:7/x?y=1"),
        ({"wss://a.example": "ws://127.0.0.1:7"}, "ws://127.0.0.1:7/x?y=1"),
        ({"https://a.example": "https://b.example"}, "wss://b.example/x?y=1"),
        ({"https://other.example": "http://127.0.0.1:7"}, "wss://a.example/x?y=1"),
    ],
)
def test_a_public_address_leads_to_a_socket(rewrite: dict[str, str], address: str) -> None:
    assert socket_address("wss://a.example/x?y=1", rewrite) == address


async def test_a_conversation_goes_both_ways(box: Box) -> None:
    rule = replies(setup=[says(HELLO)], prompt=[says(ASKED), END])
    talker = talking(box, relay(), rule)
    await box.call(AGREES)
    assert said(box) == [HELLO, ASKED, "Goodbye"]
    assert [each["voicePrompt"] for each in talker.of("prompt")] == [
        "Yes, speaking.",
        "Yes, go ahead.",
    ]


async def test_the_upgrade_is_signed_by_the_public_address(box: Box) -> None:
    talker = talking(box, relay(), replies(setup=[END]))
    await box.call(AGREES)
    assert talker.was_signed


async def test_the_setup_says_who_calls_whom_and_what_the_document_adds(box: Box) -> None:
    inside = '<Parameter name="ticket" value="7"/><Language code="es-ES" voice=""/>'
    talker = talking(box, relay(inside=inside), replies(setup=[END]))
    call = await box.call(AGREES)
    (setup,) = talker.of("setup")
    assert (setup["callSid"], setup["accountSid"]) == (call["sid"], ACCOUNT.sid)
    assert (setup["from"], setup["to"]) == (OURS, AGREES)
    assert (setup["customParameters"], setup["direction"]) == ({"ticket": "7"}, "outbound-api")
    assert setup["sessionId"].startswith("VX")


async def test_tokens_are_one_utterance_that_takes_its_time(box: Box) -> None:
    tokens = [{"type": "text", "token": each} for each in ("Hel", "lo ", "there")]
    talking(box, relay(), whenever(setup=[*tokens, says("")]))
    await box.call(SILENT, TimeLimit="10")
    (bot,) = box.events("bot")
    assert (bot["text"], bot["seconds"]) == ("Hello there", 0.73)


async def test_a_sentence_is_said_before_the_rest_of_the_turn_is_there(box: Box) -> None:
    first = {"type": "text", "token": "One moment. "}
    talking(box, relay(), whenever(setup=[first]))
    await box.until_said(await box.create(SILENT, TimeLimit="5"))
    assert said(box) == ["One moment."]


async def test_who_talks_over_the_bot_interrupts_it(box: Box) -> None:
    talker = talking(box, relay(), replies(setup=[says(HELLO)], prompt=[END]))
    await box.call(TALKS_OVER)
    (interrupt,) = talker.of("interrupt")
    assert interrupt["durationUntilInterruptMs"] == 1500
    assert HELLO.startswith(interrupt["utteranceUntilInterrupt"])
    assert interrupt["utteranceUntilInterrupt"] == "Hello, this is an AI"


@pytest.mark.parametrize("rule", ['interruptible="none"', 'interruptible="dtmf"'])
async def test_a_bot_that_may_not_be_interrupted_goes_on(box: Box, rule: str) -> None:
    talker = talking(box, relay(rule), replies(setup=[says(HELLO)]))
    await box.call(TALKS_OVER, TimeLimit="20")
    assert (talker.of("interrupt"), talker.of("prompt")) == ([], [])
    assert [each["said"] for each in box.events("unreported")] == ["Yes, speaking."]


async def test_what_is_said_over_the_bot_is_reported_if_asked(box: Box) -> None:
    rule = 'interruptible="none" reportInputDuringAgentSpeech="speech"'
    talker = talking(box, relay(rule), replies(setup=[says(HELLO)], prompt=[END]))
    await box.call(TALKS_OVER)
    assert [each["voicePrompt"] for each in talker.of("prompt")] == ["Yes, speaking."]


async def test_a_token_may_forbid_what_the_document_allows(box: Box) -> None:
    rule = replies(setup=[says(HELLO, interruptible=False)])
    talker = talking(box, relay(), rule)
    await box.call(TALKS_OVER, TimeLimit="20")
    assert talker.of("interrupt") == []


async def test_a_greeting_is_said_before_the_app_says_anything(box: Box) -> None:
    talker = talking(box, relay(f'welcomeGreeting="{HELLO}"'), replies(prompt=[END]))
    await box.call(AGREES)
    assert said(box)[0] == HELLO
    assert talker.of("prompt")


async def test_keys_arrive_one_by_one_where_asked_for(box: Box) -> None:
    talker = talking(box, relay('dtmfDetection="true"'), replies(setup=[says(HELLO)], dtmf=[END]))
    await box.call(PRESSES)
    assert [each["digit"] for each in talker.of("dtmf")] == ["9"]


async def test_keys_nobody_asked_for_stay_unknown(box: Box) -> None:
    talker = talking(box, relay(), replies(setup=[says(HELLO)]))
    await box.call(PRESSES, TimeLimit="20")
    assert (talker.of("dtmf"), box.events("unreported")) == ([], [{"pressed": "9"}])


async def test_partial_prompts_come_where_asked_for(box: Box) -> None:
    rule = replies(setup=[says(HELLO)])
    talker = talking(box, relay('partialPrompts="true"'), rule)
    await box.call(AGREES, TimeLimit="20")
    prompts = [(each["voicePrompt"], each["last"]) for each in talker.of("prompt")]
    assert prompts == [("Yes,", False), ("Yes, speaking.", True)]


async def test_the_languages_can_be_changed(box: Box) -> None:
    change = {"type": "language", "ttsLanguage": "es-ES", "transcriptionLanguage": "es-ES"}
    talker = talking(box, relay(), whenever(setup=[change, says("¿Hablo con Ana?")], prompt=[END]))
    await box.call(SPANISH)
    (prompt,) = talker.of("prompt")
    assert (prompt["lang"], prompt["voicePrompt"]) == ("es-ES", "Sí, soy yo.")


async def test_any_language_is_told_by_its_first_tag(box: Box) -> None:
    rule = replies(setup=[says("¿Hablo con Ana?")], prompt=[END])
    talker = talking(box, relay('transcriptionLanguage="multi"'), rule)
    await box.call(SPANISH)
    assert [each["lang"] for each in talker.of("prompt")] == ["es"]


async def test_audio_is_fetched_and_heard(box: Box) -> None:
    source = "https://voice.example.com/a.wav"
    box.app.says("/a.wav", Response(wav(HELLO, 4), media_type="audio/wav"))
    rule = replies(setup=[{"type": "play", "source": source}], prompt=[END])
    talker = talking(box, relay(), rule)
    await box.call(AGREES)
    assert (box.events("bot")[0]["text"], box.events("bot")[0]["seconds"]) == (HELLO, 4)
    assert talker.of("prompt")[0]["voicePrompt"] == "Yes, speaking."


async def test_the_tones_of_keys_take_their_time(box: Box) -> None:
    rule = replies(setup=[{"type": "sendDigits", "digits": "1w2"}])
    talking(box, relay(), rule)
    await box.call(SILENT, TimeLimit="5")
    assert [each["seconds"] for each in box.events("bot")] == [1.5]


async def test_what_may_be_pre_empted_gives_way_to_the_next_turn(box: Box) -> None:
    rule = 'interruptible="none" reportInputDuringAgentSpeech="any"'
    answers = replies(setup=[says(HELLO, preemptible=True)], prompt=[says(ASKED)])
    talking(box, relay(rule), answers)
    await box.call(TALKS_OVER, TimeLimit="8")
    assert said(box) == [HELLO, ASKED]
    assert [each["seconds"] for each in box.events("cut")] == [2.93]


@pytest.mark.parametrize(
    "settings",
    [
        'voice="alice"',
        'ttsProvider="Google" voice="UgBBYS2sOqTuMpoF3BR0"',
        'ttsProvider="Nobody"',
        'transcriptionProvider="google" speechModel="nova-3-general"',
    ],
)
async def test_a_voice_that_is_not_there_ends_the_session(box: Box, settings: str) -> None:
    talker = talking(box, relay(settings))
    await box.call(AGREES)
    assert "Invalid values" in talker.of("error")[0]["description"]
    assert (codes(box), box.app.posted("/after")[0]["ErrorCode"]) == ([64101], "64101")


@pytest.mark.parametrize(
    "settings",
    [
        'ttsProvider="google" voice="en-US-Journey-O"',
        'ttsProvider="Amazon"',
        'interruptible="true"',
    ],
)
async def test_voices_that_are_there_are_taken(box: Box, settings: str) -> None:
    talking(box, relay(settings), replies(setup=[END]))
    await box.call(AGREES)
    assert codes(box) == []


async def test_debugging_messages_come_where_asked_for(box: Box) -> None:
    talker = talking(
        box, relay('debug="speaker-events tokens-played"'), replies(setup=[says(ASKED)])
    )
    await box.call(SILENT, TimeLimit="5")
    told = [(each["name"], each["value"]) for each in talker.of("info")]
    assert told == [("agentSpeaking", "on"), ("tokensPlayed", ASKED), ("agentSpeaking", "off")]


async def test_a_machine_says_its_greeting_to_the_app(box: Box) -> None:
    talker = talking(box, relay(), replies(prompt=[says("Please call us."), END]))
    await box.call(VOICEMAIL, TimeLimit="20")
    assert "leave a message" in talker.of("prompt")[0]["voicePrompt"]


async def conversation(seed: int) -> str:
    async with network(seed=seed) as box:
        rule = replies(setup=[says(HELLO)], prompt=[says(ASKED), says("Goodbye then."), END])
        talking(box, relay('partialPrompts="true"'), rule)
        await box.call(AGREES)
        return box.simulator.network.timeline.sha256()


async def test_the_same_seed_gives_the_same_timeline() -> None:
    assert await conversation(7) == await conversation(7)


async def test_the_clock_waits_for_an_app_that_takes_its_time(box: Box) -> None:
    talker = talking(box, relay(), replies(setup=[says(HELLO)], prompt=[says(ASKED), END]))
    talker.delay = 0.2
    call = await box.call(AGREES)
    timeline = box.simulator.network.timeline
    prompt = next(e for e in timeline.of(kind="relay") if e.detail["message"]["type"] == "prompt")
    assert timeline.of(call["sid"], "bot")[1].at == prompt.at


async def test_a_person_at_the_browser_is_understood(box: Box) -> None:
    talker = talking(box, relay(), replies(setup=[says(HELLO)], prompt=[END]))
    sid = await box.until_said(await box.create(SILENT))
    await box.http.post(f"/__sim__/calls/{sid}/say", json={"text": "Who is this?"})
    await box.rest()
    assert [each["voicePrompt"] for each in talker.of("prompt")] == ["Who is this?"]


async def test_a_silent_app_stops_no_clock(box: Box) -> None:
    talker: Talker = talking(box, relay())
    call = await box.call(SILENT, TimeLimit="3600")
    assert (call["duration"], len(talker.got)) == ("3600", 1)
