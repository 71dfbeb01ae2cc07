import asyncio
from datetime import timedelta

from tests.fakes import NOON, TurnedClock


async def test_sleepers_wake_at_their_own_instant_in_the_order_they_are_due(
    clock: TurnedClock,
) -> None:
    woken = []

    async def sleeper(seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append(clock.now())

    sleeping = asyncio.gather(sleeper(20), sleeper(10), sleeper(40))
    await clock.advance(30)
    assert woken == [NOON + timedelta(seconds=10), NOON + timedelta(seconds=20)]
    await clock.advance(10)
    await sleeping


async def test_whoever_sleeps_again_meanwhile_is_woken_again(clock: TurnedClock) -> None:
    ticks = []

    async def tick() -> None:
        for _ in range(3):
            await clock.sleep(1)
            ticks.append(clock.now())

    ticking = asyncio.create_task(tick())
    await clock.advance(5)
    await ticking
    assert ticks == [NOON + timedelta(seconds=second) for second in (1, 2, 3)]
