from datetime import UTC

from shared.adapters.clock import SystemClock
from shared.ports import Clock


def test_it_is_what_the_port_asks_for() -> None:
    fits: Clock = SystemClock()
    assert fits.now().tzinfo is UTC


async def test_it_goes_on_while_one_sleeps() -> None:
    clock = SystemClock()
    before = clock.now()
    await clock.sleep(0.01)
    assert clock.now() > before


async def test_to_sleep_until_the_past_is_to_wake_at_once() -> None:
    await SystemClock().sleep(-5)
