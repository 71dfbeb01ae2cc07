import asyncio
from datetime import UTC, datetime, timedelta

from shared.adapters.virtual import Mode, VirtualClock

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


async def run_dry(clock: VirtualClock) -> None:
    while clock.jump():  # noqa: ASYNC110 - each jump is work for the loop
        await asyncio.sleep(0)


async def test_a_real_one_goes_on_by_itself() -> None:
    clock = VirtualClock(NOON)
    await clock.sleep(0.01)
    assert clock.now() >= NOON + timedelta(seconds=0.01)


async def test_a_scaled_one_goes_faster() -> None:
    clock = VirtualClock(NOON)
    clock.set(Mode.SCALED, rate=10_000)
    await clock.sleep(60)
    assert clock.now() >= NOON + timedelta(seconds=60)


async def test_a_manual_one_goes_no_further_than_it_was_sent() -> None:
    clock = VirtualClock(NOON, Mode.MANUAL)
    sleeping = asyncio.create_task(clock.sleep(60))
    await asyncio.sleep(0)
    clock.advance(59)
    await run_dry(clock)
    assert (clock.now(), sleeping.done()) == (NOON + timedelta(seconds=59), False)
    sleeping.cancel()


async def test_sleepers_wake_in_the_order_they_are_due_each_at_its_instant() -> None:
    clock, woken = VirtualClock(NOON, Mode.AUTO_ADVANCE), list[float]()

    async def sleeper(seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append((clock.now() - NOON).total_seconds())

    tasks = [asyncio.create_task(sleeper(seconds)) for seconds in (30, 10, 20)]
    await asyncio.sleep(0)
    await run_dry(clock)
    await asyncio.gather(*tasks)
    assert woken == [10, 20, 30]


async def test_who_gave_up_sleeping_holds_nobody_up() -> None:
    clock = VirtualClock(NOON, Mode.AUTO_ADVANCE)
    clock.alarm(10).cancel()
    assert clock.target() is None


async def test_the_past_is_now() -> None:
    clock = VirtualClock(NOON, Mode.AUTO_ADVANCE)
    alarm = clock.alarm(-5)
    assert clock.jump()
    assert (alarm.done(), clock.now()) == (True, NOON)


async def test_one_that_runs_jumps_only_when_it_is_told_to() -> None:
    clock = VirtualClock(NOON)
    sleeping = asyncio.create_task(clock.sleep(3600))
    await asyncio.sleep(0)
    assert not clock.jump()
    clock.advance(3600)
    await sleeping


async def test_a_grain_lets_happen_together_what_is_due_within_it_and_never_early() -> None:
    clock, woken = VirtualClock(NOON), list[datetime]()
    clock.set(Mode.AUTO_ADVANCE, now=NOON, grain=0.5)

    async def sleeper(seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append(clock.now())

    sleepers = [asyncio.create_task(sleeper(seconds)) for seconds in (0.1, 0.4, 0.5, 0.6)]
    await asyncio.sleep(0)
    await run_dry(clock)
    await asyncio.gather(*sleepers)
    assert [(at - NOON).total_seconds() for at in woken] == [0.5, 0.5, 0.5, 1.0]
