"""The whole system with something to look at, and a browser to look with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser

from functions.access.model import Role
from scripts.local.chromium import browser
from scripts.local.person import Person
from tests.browser.furniture import ask_for, furnish
from tests.browser.look import REQUESTER, Look, Visit, visit
from tests.flows.world import World, world

CALLED = ("01", "02", "04", "15", "30", "33")
"""Whom the campaign on stage rings: engaged, nobody home, a machine, people."""


@dataclass
class Stage:
    """What a test of the page has. `ids` are those of what is there to be opened, by its kind."""

    world: World
    browser: Browser
    ids: dict[str, str] = field(default_factory=dict)
    _visits: list[Visit] = field(default_factory=list)
    _tours: dict[Look, Visit] = field(default_factory=dict)

    async def shown(self, address: str, look: Look) -> Visit:
        """The screen at that address, in a window that stays open from one screen to the next."""
        if look not in self._tours:
            self._tours[look] = await visit(self.browser, self._host, look, await self.world.now())
            await self._tours[look].open("")
        await self._tours[look].go(address.format(**self.ids))
        return self._tours[look]

    async def visit(self, address: str, **look: Any) -> Visit:
        """Somebody opens the page at that address; `look` says how (`Look`)."""
        now = await self.world.now()
        seen = await visit(self.browser, self._host, Look(**look), now)
        self._visits.append(seen)
        await seen.open(address.format(**self.ids))
        return seen

    async def leave(self) -> None:
        """Close whatever a test has opened."""
        while self._visits:
            await self._visits.pop().page.context.close()

    @property
    def _host(self) -> str:
        return self.world.system.at.host

    async def furnish(self) -> None:
        """Have a campaign called, and note what a screen can be opened for."""
        members = await self.world.campaign(*CALLED, max_attempts=1)
        author = self.world.author
        spoken = next(each for each in members if each["outcome"] == "completed")
        campaigns = (await author.get("/api/v1/campaigns"))["items"]
        tickets = (await author.get("/api/v1/tickets", limit=50))["items"]
        imports = (await author.get("/api/v1/imports"))["items"]
        self.ids |= await furnish(author)
        requester = Person(self.world.host, REQUESTER, Role.REQUESTER)
        self.ids |= await ask_for(requester, author)
        self.ids |= {
            "call": spoken["last_attempt"],
            "campaign": next(each["id"] for each in campaigns if each["state"] != "draft"),
            "draft": next(each["id"] for each in campaigns if each["state"] == "draft"),
            "ticket": next(each["id"] for each in tickets if "charged twice" in each["title"]),
            "import": imports[0]["id"],
            "list": imports[0]["list_id"],
        }


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    """Bring it up, on ports and data of its own."""
    async with browser() as started, world("browser") as system:
        built = Stage(system, started)
        await built.furnish()
        yield built
