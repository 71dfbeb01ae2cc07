"""One short drill of those that `scripts/drill` runs at length."""

import pytest

from scripts.drills.__main__ import drilled


@pytest.mark.soak
@pytest.mark.timeout(600)
async def test_86_redis_dies_while_people_work_and_nothing_is_lost() -> None:
    (result,) = await drilled(["redis-killed"], 2)
    assert (result.lost_what, result.errors_seen) == ({}, 0)
    assert result.passed
    assert result.compared > 0
