"""How somebody looks at the page: in which language, how wide, in which theme, as whom."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from playwright.async_api import Browser, ConsoleMessage, Error, Page, Request

Theme = Literal["light", "dark"]
Language = Literal["en", "es"]

WIDE, NARROW = 1280, 360
HEIGHT = 860
LOCALES = {"en": "en-GB", "es": "es-ES"}
QUIET = 0.15  # seconds without a request after which a screen shows what it has
PATIENCE = 30_000  # milliseconds; the machine may be busy
REQUESTER = "demo requester"
NOT_OURS = "Failed to load resource"
"""What Chromium says of every answer that is no success, which the page itself deals with."""
CHOICES = """(kept) => {
  for (const [name, value] of Object.entries(kept.browser)) localStorage[name] ??= value;
  for (const [name, value] of Object.entries(kept.tab)) sessionStorage[name] ??= value;
}"""


@dataclass(frozen=True)
class Look:
    """One way to look at the page."""

    language: Language = "en"
    width: int = WIDE
    theme: Theme = "light"
    person: str = "demo admin"

    def __str__(self) -> str:
        return f"{self.language}-{self.width}"


@dataclass
class Visit:
    """A page somebody has open, and what the browser complained about meanwhile."""

    page: Page
    host: str
    look: Look
    complaints: list[str] = field(default_factory=list)
    _asked: set[Request] = field(default_factory=set)

    def watch(self) -> None:
        """Note requests under way, errors of scripts and what the policy refused."""
        self.page.on("request", self._ask)
        self.page.on("requestfinished", self._have)
        self.page.on("requestfailed", self._have)
        self.page.on("console", self._hear)
        self.page.on("pageerror", self._fail)

    async def open(self, address: str) -> None:
        """Go to a screen, `#/tickets` say, and wait until it shows what it has."""
        await self.page.goto(f"{self.host}/{address}")
        await self.page.locator("h1").first.wait_for()
        await self.settled()

    async def settled(self) -> None:
        """Wait until nothing is on its way, and painted."""
        quiet = 0.0
        async with asyncio.timeout(PATIENCE / 1000):
            while quiet < QUIET:
                await asyncio.sleep(QUIET / 3)
                quiet = 0.0 if self._asked else quiet + QUIET / 3
        await self.page.evaluate("new Promise((done) => requestAnimationFrame(done))")

    async def go(self, address: str) -> None:
        """The same from another screen. What was complained about there is forgotten."""
        self.complaints.clear()
        await self.page.set_viewport_size({"width": self.look.width, "height": HEIGHT})
        await self.page.evaluate("(address) => { location.hash = address; }", address)
        await self.settled()
        await self.page.locator("main h1").first.wait_for()

    async def whole(self) -> None:
        """Make the window as high as the screen, so that nothing lies below its edge."""
        high: int = await self.page.evaluate("document.documentElement.scrollHeight")
        await self.page.set_viewport_size({"width": self.look.width, "height": max(HEIGHT, high)})

    async def in_theme(self, theme: Theme) -> None:
        """See the same in another theme."""
        await self.page.evaluate(
            "(theme) => (document.documentElement.dataset.theme = theme)", theme
        )

    async def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        wider: int = await self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return wider

    def _ask(self, request: Request) -> None:
        self._asked.add(request)

    def _have(self, request: Request) -> None:
        self._asked.discard(request)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(NOT_OURS):
            self.complaints.append(message.text)

    def _fail(self, error: Error) -> None:
        self.complaints.append(str(error))


async def visit(browser: Browser, host: str, look: Look, now: datetime) -> Visit:
    """A new window of somebody who was never here. Their clock shows the system's time."""
    context = await browser.new_context(
        viewport={"width": look.width, "height": HEIGHT},
        locale=LOCALES[look.language],
        timezone_id="Europe/Madrid",
        reduced_motion="reduce",
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(PATIENCE)
    await context.clock.set_fixed_time(now)
    tab = {"centralita.person": look.person}
    kept = {"centralita.language": look.language, "centralita.theme": look.theme}
    chosen = json.dumps({"browser": kept, "tab": tab})
    await context.add_init_script(f"({CHOICES})({chosen})")
    seen = Visit(await context.new_page(), host, look)
    seen.watch()
    return seen
