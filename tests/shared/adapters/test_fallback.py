from dataclasses import dataclass

import pytest

from shared.adapters.fallback import FallbackVoice
from shared.errors import Rejected, Unavailable, VendorProblem
from shared.ports import Speech, Utterance, Voice
from tests.local.simulators.live import HandClock

HELLO = Utterance(text="Hello", voice="any", language="en", model="any")


@dataclass
class FakeVoice:
    name: str
    failure: VendorProblem | None = None
    asked: int = 0

    async def speak(self, utterance: Utterance) -> Speech:
        self.asked += 1
        if self.failure:
            raise self.failure
        return Speech(audio=b"x", media_type="audio/wav", characters=5, voice_used=self.name)


_: tuple[type[Voice], ...] = (FallbackVoice, FakeVoice)  # mypy proves the fit


def down(retry_after: float | None = None) -> Unavailable:
    return Unavailable("down", vendor="fake", code="down", retry_after=retry_after)


async def test_the_first_voice_speaks_while_it_can() -> None:
    first, second = FakeVoice("first"), FakeVoice("second")
    speech = await FallbackVoice(first, second, clock=HandClock()).speak(HELLO)
    assert (speech.voice_used, second.asked) == ("first", 0)


async def test_the_second_voice_speaks_when_the_first_is_down() -> None:
    voice = FallbackVoice(FakeVoice("first", down()), FakeVoice("second"), clock=HandClock())
    assert (await voice.speak(HELLO)).voice_used == "second"


async def test_a_voice_that_is_down_is_not_asked_while_it_rests() -> None:
    first = FakeVoice("first", down())
    voice = FallbackVoice(first, FakeVoice("second"), clock=HandClock())
    await voice.speak(HELLO)
    await voice.speak(HELLO)
    assert first.asked == 1


async def test_a_voice_is_asked_again_when_it_has_rested() -> None:
    first, clock = FakeVoice("first", down()), HandClock()
    voice = FallbackVoice(first, FakeVoice("second"), clock=clock, rest=30)
    await voice.speak(HELLO)
    first.failure = None
    await clock.sleep(31)
    assert (await voice.speak(HELLO)).voice_used == "first"


async def test_a_voice_rests_as_long_as_it_asks_for() -> None:
    first, clock = FakeVoice("first", down(retry_after=0.5)), HandClock()
    voice = FallbackVoice(first, FakeVoice("second"), clock=clock, rest=30)
    await voice.speak(HELLO)
    await clock.sleep(1)
    await voice.speak(HELLO)
    assert first.asked == 2


async def test_a_rejected_utterance_goes_to_the_next_voice_and_nobody_rests() -> None:
    first = FakeVoice("first", Rejected("too long", vendor="fake", code="too_long"))
    voice = FallbackVoice(first, FakeVoice("second"), clock=HandClock())
    await voice.speak(HELLO)
    assert (await voice.speak(HELLO)).voice_used == "second"
    assert first.asked == 2


async def test_with_every_voice_down_it_says_when_to_come_back() -> None:
    voices = FakeVoice("first", down()), FakeVoice("second", down(retry_after=5))
    with pytest.raises(Unavailable) as caught:
        await FallbackVoice(*voices, clock=HandClock()).speak(HELLO)
    assert caught.value.retry_after == 5
