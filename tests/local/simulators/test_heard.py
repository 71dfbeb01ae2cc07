from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi.responses import Response

from scripts.local.simulators import compressed, engine, heard, spoken
from scripts.local.simulators.heard import Heard
from shared.adapters import wav
from tests.local.simulators.twilio.box import Box, network

HELLO = spoken.ulaw(spoken.speak("Good morning.", voice="a", rate=8000))
GOODBYE = spoken.ulaw(spoken.speak("Goodbye then.", voice="a", rate=8000))
SILENCE = b"\xff" * 1600


def taught() -> Heard:
    memory = Heard()
    memory.remember(HELLO, "Good morning.")
    memory.remember(GOODBYE, "Goodbye then.")
    return memory


def test_bare_samples_are_known_by_what_they_say() -> None:
    assert taught().words(HELLO) == "Good morning."
    assert taught().words(HELLO[:-1]) is None


def test_a_file_says_what_it_carries_even_to_who_never_heard_it() -> None:
    sound = engine.said("Hola.", "es").at(22_050).samples
    assert Heard().words(engine.speak("Hola.", "es")) == "Hola."
    assert Heard().words(compressed.mp3(sound, rate=22_050, kbits=32, words="Hola.")) == "Hola."


def test_a_file_is_known_by_its_sound_when_its_header_was_rewritten() -> None:
    memory, sound = Heard(), spoken.speak("Hello", voice="a", rate=8000)
    memory.remember(spoken.wav(sound, rate=8000, words="Hello", sized=False), "Hello")
    assert memory.words(spoken.wav(sound, rate=8000, words="")) == "Hello"


def test_a_stream_says_one_thing_after_the_other() -> None:
    stream = SILENCE + HELLO + SILENCE + GOODBYE + HELLO[:3000]
    assert taught().within(stream) == ["Good morning.", "Goodbye then."]


def test_what_begins_alike_is_told_apart_by_its_end() -> None:
    memory, longer = taught(), HELLO + GOODBYE
    memory.remember(longer, "Good morning, goodbye.")
    assert memory.within(longer + HELLO) == ["Good morning, goodbye.", "Good morning."]


def test_the_oldest_is_forgotten() -> None:
    memory = Heard()
    for number in range(heard.KEPT + 1):
        memory.remember(f"sound {number}".encode(), str(number))
    assert memory.words(b"sound 0") is None
    assert memory.words(b"sound 1") == "1"


def test_a_sound_said_again_is_remembered_by_its_last_words() -> None:
    memory = taught()
    memory.remember(HELLO, "Good day.")
    assert memory.within(HELLO) == ["Good day."]


@pytest.fixture
async def box() -> AsyncIterator[Box]:
    async with network() as made:
        yield made


async def test_on_the_telephone_mu_law_is_understood_by_its_sound(box: Box) -> None:
    box.simulator.heard.remember(HELLO, "Good morning.")
    box.app.says("/voice", "<Response><Play>/a.ulaw</Play></Response>")
    box.app.says("/a.ulaw", Response(HELLO, media_type="audio/ulaw"))
    await box.call("+12025550110")
    assert [each["text"] for each in box.events("bot")] == ["Good morning."]


async def test_on_the_telephone_an_mp3_says_what_it_carries(box: Box) -> None:
    sound = engine.said("Hola.", "es").at(22_050).samples
    audio = compressed.mp3(sound, rate=22_050, kbits=32, words="Hola.")
    box.app.says("/voice", "<Response><Play>/a.mp3</Play></Response>")
    box.app.says("/a.mp3", Response(audio, media_type="audio/mpeg"))
    await box.call("+12025550110")
    assert [each["text"] for each in box.events("bot")] == ["Hola."]


def test_what_was_said_before_the_simulators_began_anew_is_still_understood(tmp_path: Path) -> None:
    file = tmp_path / "heard.jsonl"
    Heard(file).remember(b"\x7f" * 4000, "Hola")
    again = Heard(file)
    assert (again.words(b"\x7f" * 4000), again.within(b"\x7f" * 4000)) == ("Hola", ["Hola"])


def test_what_is_forgotten_is_not_found_in_the_file_either(tmp_path: Path) -> None:
    file = tmp_path / "heard.jsonl"
    Heard(file).remember(b"\x7f" * 4000, "Hola")
    Heard(file).clear()
    assert Heard(file).words(b"\x7f" * 4000) is None


@pytest.mark.parametrize("length", [4000, 4001])
def test_a_file_is_known_by_its_sound_without_the_byte_that_pads_it(length: int) -> None:
    memory, sound = Heard(), bytes(n % 251 for n in range(length))
    memory.remember(sound, "Hola")
    assert memory.words(wav.of_mulaw(sound)) == "Hola"
