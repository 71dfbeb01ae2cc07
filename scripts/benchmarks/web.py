"""The web page on the embedded stack, in Chromium: how soon its first screen is there, and a list.

`first_screen_ms` is from the click on the address to the last change of the first screen, with an
empty cache; `transferred_kb` is all that came over the wire for it. `list_scripting_ms` is what
scripts take to show a list of 25 tickets, as Chromium counts it. Each is the median.
"""

import argparse
import asyncio
import statistics
from typing import Any

import httpx
from playwright.async_api import Browser, CDPSession, Page

from functions.access.model import Role
from scripts.local import runs
from scripts.local.chromium import browser
from scripts.local.once import TICKETS
from scripts.local.person import Person
from scripts.local.system import System

TIMES, ROWS = 7, 25
SOON = {"first_screen_ms": 1000.0, "transferred_kb": 150.0, "list_scripting_ms": 50.0}
"""What is promised at most."""
QUIET = 0.4  # seconds without a request after which nothing more is expected
WATCHED = """
  sessionStorage.setItem("centralita.person", "demo agent");
  localStorage.setItem("centralita.language", "en");
  globalThis.changed = 0;
  const note = () => { globalThis.changed = performance.now(); };
  new MutationObserver(note).observe(document, { childList: true, subtree: true });
"""


def options(page: argparse.ArgumentParser) -> None:
    """Where a system is that runs already."""
    page.add_argument("--host", metavar="URL", help="measure there, with the tickets it has")


def run(asked: argparse.Namespace) -> dict[str, float]:
    """Measure, on a system brought up for it unless one is named."""
    return asyncio.run(_there(asked.host) if asked.host else _of_its_own())


def passed(found: dict[str, float]) -> bool:
    """Whether all is as promised."""
    return all(found[name] < most for name, most in SOON.items())


async def _of_its_own() -> dict[str, float]:
    with runs.temporary("bench-web") as run_:
        try:
            system = System(run_, watch=False)
            await run_.beside(system.come_up())
            await _open_tickets(system.at.host)
            return await _there(system.at.host)
        finally:
            await run_.stop()


async def _open_tickets(host: str) -> None:
    """More than a list shows at once."""
    async with httpx.AsyncClient(base_url=host, timeout=30, trust_env=False) as client:
        agent = Person(client, "demo agent", Role.AGENT)
        for number in range(2 * ROWS):
            title, description = TICKETS[number % len(TICKETS)]
            told = {"title": f"{title} ({number})", "description": description}
            await agent.post("/api/v1/tickets", {**told, "requester_name": "Front desk"})


async def _there(host: str) -> dict[str, float]:
    async with browser() as chromium:
        await _first_screen(chromium, host)  # the host has read its files once
        firsts = [await _first_screen(chromium, host) for _ in range(TIMES)]
        scripting = await _list(chromium, host)
    return {
        "first_screen_ms": statistics.median(each for each, _ in firsts),
        "transferred_kb": statistics.median(each for _, each in firsts) / 1000,
        "list_scripting_ms": statistics.median(scripting),
    }


async def _first_screen(chromium: Browser, host: str) -> tuple[float, float]:
    """Milliseconds and bytes, for somebody who was never there."""
    page = await _page(chromium)
    network = await page.context.new_cdp_session(page)
    sizes: list[float] = []
    network.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    await network.send("Network.enable")
    await page.goto(f"{host}/#/", wait_until="networkidle")
    await page.locator("main h1").wait_for()
    milliseconds: float = await page.evaluate("globalThis.changed")
    await page.context.close()
    return milliseconds, sum(sizes)


async def _list(chromium: Browser, host: str) -> list[float]:
    """What scripts take to show it, once the first time is over."""
    page = await _page(chromium)
    await page.goto(f"{host}/#/tickets", wait_until="networkidle")
    metrics = await page.context.new_cdp_session(page)
    await metrics.send("Performance.enable")
    taken = [await _shown_again(page, metrics) for _ in range(TIMES)]
    await page.context.close()
    return taken


async def _shown_again(page: Page, metrics: CDPSession) -> float:
    """The list, come to from another screen."""
    await page.evaluate("location.hash = '#/tickets/new'")
    await page.locator("main textarea").first.wait_for()
    await asyncio.sleep(QUIET)
    before = await _scripting(metrics)
    await page.evaluate("location.hash = '#/tickets'")
    await page.locator("main tbody tr").nth(ROWS - 1).wait_for()
    await asyncio.sleep(QUIET)
    return 1000 * (await _scripting(metrics) - before)


async def _scripting(metrics: CDPSession) -> float:
    """Seconds that scripts have run in this page so far."""
    told: dict[str, Any] = await metrics.send("Performance.getMetrics")
    return float(
        next(each["value"] for each in told["metrics"] if each["name"] == "ScriptDuration")
    )


async def _page(chromium: Browser) -> Page:
    context = await chromium.new_context(locale="en-GB", viewport={"width": 1280, "height": 860})
    await context.add_init_script(WATCHED)
    return await context.new_page()
