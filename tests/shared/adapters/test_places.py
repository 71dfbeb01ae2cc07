import asyncio

import pytest

from shared.adapters.places import Places


async def hold(places: Places, end: asyncio.Event) -> None:
    async with places.one():
        await end.wait()


async def held(places: Places, end: asyncio.Event, count: int) -> list[asyncio.Task[None]]:
    tasks = [asyncio.create_task(hold(places, end)) for _ in range(count)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


async def test_who_finds_no_place_waits_for_one() -> None:
    places, end = Places(2), asyncio.Event()
    tasks = await held(places, end, 3)
    end.set()
    await asyncio.wait_for(asyncio.gather(*tasks), 1)


async def test_more_places_let_in_who_waits() -> None:
    places, end, late = Places(1), asyncio.Event(), asyncio.Event()
    late.set()
    first = await held(places, end, 1)
    waiting = await held(places, late, 1)
    places.become(2)
    await asyncio.wait_for(waiting[0], 1)
    end.set()
    await first[0]


async def test_fewer_places_are_kept_to_once_they_are_left() -> None:
    places, end, late = Places(2), asyncio.Event(), asyncio.Event()
    tasks = await held(places, end, 2)
    places.become(1)
    end.set()
    await asyncio.gather(*tasks)
    first, second = await held(places, late, 2)
    assert not first.done()
    late.set()
    await asyncio.gather(first, second)


async def test_who_stops_waiting_takes_nobodys_place() -> None:
    places, end = Places(1), asyncio.Event()
    first = await held(places, end, 1)
    (gone,) = await held(places, end, 1)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    end.set()
    await first[0]
    await asyncio.wait_for(hold(places, end), 1)


async def test_who_leaves_as_a_place_is_given_to_them_gives_it_on() -> None:
    places, end = Places(1), asyncio.Event()
    first = await held(places, end, 1)
    gone, next_one = await held(places, end, 2)
    end.set()
    await first[0]
    gone.cancel()
    await asyncio.wait_for(next_one, 1)
    await asyncio.wait_for(hold(places, end), 1)
