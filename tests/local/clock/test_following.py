import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from scripts.local.clock.followers import Follower, Followers
from shared.adapters.followed import FollowedClock, strand
from shared.errors import Unavailable
from shared.ports import Activity
from tests.local.clock.world import NOON, World
from tests.local.clock.world import world as made


@pytest.fixture
def world() -> Iterator[World]:
    with made() as found:
        yield found


async def followed(world: World) -> FollowedClock:
    clock = FollowedClock(world.url)
    clock.follow()
    while not world.conductor.followers:  # noqa: ASYNC110 - it is another thread's
        await asyncio.sleep(0.005)
    return clock


async def test_it_shows_what_the_other_one_shows(world: World) -> None:
    clock = FollowedClock(world.url)
    assert clock.now() == NOON


async def test_a_clock_that_never_answered_is_told_plainly() -> None:
    with pytest.raises(Unavailable, match="CLOCK_URL"):
        FollowedClock("http://127.0.0.1:9/clock").now()


async def test_its_sleepers_wake_when_the_other_one_is_advanced(world: World) -> None:
    clock = await followed(world)
    sleeping = asyncio.create_task(clock.sleep(3600))
    await world.advance(3599)
    assert not sleeping.done()
    await world.advance(1)
    await sleeping
    assert clock.now() == NOON + timedelta(hours=1)


async def test_nobodys_instant_is_passed_over(world: World) -> None:
    clock, seen = await followed(world), list[datetime]()

    async def sleeper() -> None:
        for _ in range(3):
            await clock.sleep(10)
            seen.append(clock.now())

    sleeping = asyncio.create_task(sleeper())
    await asyncio.sleep(0)
    world.sleep(15, seen)
    await world.advance(60)
    await sleeping
    assert [(at - NOON).total_seconds() for at in seen] == [10, 15, 20, 30]


async def test_it_does_not_jump_over_work_of_a_follower(world: World) -> None:
    clock, busy = await followed(world), True

    async def watcher(thorough: bool) -> Activity:
        return Activity(busy=busy)

    clock.watch(watcher)
    sleeping = asyncio.create_task(clock.sleep(60))
    advancing = asyncio.create_task(world.advance(60))
    await asyncio.sleep(0.3)
    assert (sleeping.done(), clock.now()) == (False, NOON)
    busy = False
    await asyncio.gather(sleeping, advancing)


async def test_a_work_that_sleeps_is_no_work(world: World) -> None:
    host, app = await followed(world), await followed(world)

    async def watcher(thorough: bool) -> Activity:
        return Activity(strands=("an invocation",))

    async def invocation() -> None:
        strand.set("an invocation")
        await app.sleep(60)

    host.watch(watcher)
    sleeping = asyncio.create_task(invocation())
    await asyncio.sleep(0)
    advancing = asyncio.create_task(world.advance(60))
    await sleeping  # and then it is at work again, so that the clock stays where it is
    assert app.now() == NOON + timedelta(seconds=60)
    await host.close()
    await advancing


async def test_it_does_not_jump_over_an_open_request(world: World) -> None:
    clock = await followed(world)
    sleeping = asyncio.create_task(clock.sleep(60))
    with world.traffic.request():
        advancing = asyncio.create_task(world.advance(60))
        await asyncio.sleep(0.3)
        assert clock.now() == NOON
    await asyncio.gather(sleeping, advancing)


async def test_work_that_moved_on_while_we_looked_is_not_jumped_over(world: World) -> None:
    clock, looks = await followed(world), 0

    async def watcher(thorough: bool) -> Activity:
        nonlocal looks
        looks += 1
        return Activity(begun=min(looks, 20))  # something began between the first looks

    clock.watch(watcher)
    await world.advance(60)
    assert looks > 20


async def test_idleness_alone_moves_an_automatic_clock(world: World) -> None:
    clock = await followed(world)
    await world.post("", mode="auto_advance")
    await clock.sleep(7 * 86_400)
    assert clock.now() >= NOON + timedelta(days=7)


async def test_who_is_gone_is_not_waited_for(world: World) -> None:
    clock = await followed(world)
    sleeping = asyncio.create_task(clock.sleep(5))
    await asyncio.sleep(0)
    await clock.close()
    shown = await world.advance(60)
    assert datetime.fromisoformat(shown["now"]) == NOON + timedelta(seconds=60)
    sleeping.cancel()


async def test_it_runs_on_by_itself_where_the_other_one_runs(world: World) -> None:
    clock = await followed(world)
    await world.post("", mode="scaled", rate=1000)
    await clock.sleep(60)
    assert clock.now() >= NOON + timedelta(seconds=60)


@pytest.mark.parametrize("wrong", [{"mode": "sideways"}, {"mode": "scaled", "rate": 0}, {}])
async def test_a_setting_that_makes_no_sense_is_refused(
    world: World, wrong: dict[str, object]
) -> None:
    assert "detail" in await world.post("", **wrong)


class Deaf:
    """The connection to somebody who never answers."""

    async def send_json(self, data: object) -> None:
        pass


async def test_a_follower_that_is_gone_is_not_waited_for() -> None:
    follower = Follower(Deaf())
    obeying = asyncio.create_task(follower.obeys({"epoch": 1}))
    await asyncio.sleep(0)
    Followers().drop(follower)
    await obeying
