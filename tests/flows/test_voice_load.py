"""Many talk at once: scenario 97, small for every run; and what if vendors fail meanwhile."""

import pytest

from scripts.benchmarks.voice_drill import drill
from scripts.benchmarks.voice_talk import talk


@pytest.mark.timeout(300)
@pytest.mark.soak
async def test_97_fixed_words_are_synthesized_once_and_nobody_hears_an_error() -> None:
    found = await talk(3, seconds=15)
    assert found["p50_ms"] <= found["p95_ms"] <= found["p99_ms"]
    assert (found["cache_hit_rate"], found["second_run_characters"]) == (1.0, 0)
    assert (found["application_errors"], found["fallbacks"]) == (0, 0)


@pytest.mark.soak
@pytest.mark.timeout(1200)
async def test_a_drill_ends_no_call_with_an_application_error() -> None:
    found = await drill(50)
    assert found["application_errors"] == 0
    assert (found["model_hang_by_script"], found["voices_hang_by_say"] > 0) == (1.0, True)
