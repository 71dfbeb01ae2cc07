"""Much fails, callbacks come late, twice and in the wrong order, and the host dies now and then."""

from typing import Any

import pytest

from scripts.benchmarks.dialling_plan import SHORT, drawn
from scripts.benchmarks.dialling_soak import ZERO, soak

WANTED: dict[str, Any] = {"contacts": 25, "faults": 0.05, "kills": 2}
NOTHING_WRONG = dict.fromkeys(ZERO, 0)


def test_the_same_seed_draws_the_same_soak() -> None:
    assert drawn(7, **WANTED) == drawn(7, **WANTED)


def test_another_seed_draws_another_one() -> None:
    assert drawn(7, **WANTED) != drawn(8, **WANTED)


@pytest.mark.timeout(300)
async def test_96_nobody_is_rung_wrongly_and_everybody_has_an_outcome() -> None:
    found = await soak(drawn(1, **WANTED, day=SHORT))
    assert {name: found[name] for name in ZERO} == NOTHING_WRONG
    assert (found["state"], found["deaths"]) == ("completed", WANTED["kills"])
    assert found["struck"] > 0


@pytest.mark.soak
@pytest.mark.timeout(7200)
async def test_96_nor_are_ten_thousand() -> None:
    found = await soak(drawn(1, contacts=10_000, faults=0.05, kills=20))
    assert {name: found[name] for name in ZERO} == NOTHING_WRONG
