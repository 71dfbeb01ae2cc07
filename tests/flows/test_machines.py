"""Machines pick up, or what is taken for one: scenarios 57 to 61, on the whole system."""

from collections.abc import AsyncIterator

import pytest

from scripts.local.once import SCRIPT
from tests.flows.world import World
from tests.flows.world import world as brought_up

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
async def whole() -> AsyncIterator[World]:
    async with brought_up("machines") as world:
        yield world


@pytest.fixture
async def world(whole: World) -> World:
    await whole.forget()
    return whole


async def test_look(world: World) -> None:
    import json
    for p in ("04","46","05","83","85","06","82","07","22","23","84","80","86","08","81","09","47","48"):
        members = await world.campaign(p, max_attempts=1)
        print("=====", p, members[0]["outcome"], members[0]["note"])
        call=None
        for e in await world.events("bot")+await world.events("person")+await world.events("detected")+await world.events("hung_up")+await world.events("barge_in")+await world.events("cut"):
            pass
        evs=[]
        for k in ("bot","person","detected","hung_up","barge_in","cut"):
            evs+= [(e["number"],e["at"],e["kind"],e["detail"]) for e in await world.events(k)]
        for n,at,k,d in sorted(evs):
            print("  ",at[14:23],k,{kk:v for kk,v in d.items() if kk in("text","said","answered_by","by","heard","kept","before_beep","greeting")})
        print("  findings", json.dumps(await world.findings())[:600])
        await world.forget()
