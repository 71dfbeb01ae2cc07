from datetime import timedelta
from typing import Any

import pytest

from scripts.benchmarks.voice_figures import again, cadence, first_audio, times, turns_of
from tests.fakes import NOON

ONE, TWO = "CA1", "CA2"


def event(call: str, second: float, **detail: Any) -> dict[str, Any]:
    at = (NOON + timedelta(seconds=second)).isoformat()
    return {"call": call, "at": at, "detail": detail}


def webhook(step: str, second: float = 0, took: float = 0.0, call: str = ONE) -> dict[str, Any]:
    return event(call, second, url=f"https://calls.example/{step}", wall_seconds=took)


def test_turns_are_neither_first_words_nor_answers_that_were_waited_for() -> None:
    steps = ("answer", "turns/1?t=1", "turns/2?t=1", "turns/2/pending?t=1", "status?t=1")
    found = turns_of([webhook(step) for step in steps])
    assert [each["detail"]["url"].rpartition("/")[2] for each in found] == ["1?t=1", "2?t=1"]


def test_what_vendors_took_is_divided_among_the_turns() -> None:
    turns = [webhook("turns/1", took=0.050), webhook("turns/2", took=0.070)]
    found = times(turns, [event("", 0, path="/chat", wall_seconds=0.020)])
    assert found["vendors_ms"] == 10
    assert (found["p50_ms"], found["whole_p50_ms"]) == (50, 60)


def test_first_audio_counts_from_picking_up_to_the_first_sound() -> None:
    states = [event(ONE, 1, status="ringing"), event(ONE, 5, status="in-progress")]
    found = first_audio(states, [event(ONE, 5.25), event(ONE, 9), event(TWO, 1)])
    assert found["first_audio_ms"] == pytest.approx(250)


def test_the_cadence_is_within_calls_alone() -> None:
    turns = [webhook("turns/1", 0), webhook("turns/1", 1, call=TWO), webhook("turns/2", 4)]
    assert cadence(turns) == 4


def test_only_what_was_said_meanwhile_counts_for_the_cache() -> None:
    before = {"hits": 10, "syntheses": 4, "characters_synthesized": 400}
    after = {"hits": 19, "syntheses": 5, "characters_synthesized": 420}
    assert again(before, after) == {"cache_hit_rate": 0.9, "second_run_characters": 20}
