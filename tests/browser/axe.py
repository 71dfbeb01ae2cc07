"""Asks axe-core what on a page somebody could not see, reach or understand (WCAG 2.2 AA)."""

from functools import cache
from typing import Any

from playwright.async_api import Page

from scripts.local.places import ROOT

SOURCE = ROOT / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASK = "(what) => axe.run(document, { resultTypes: ['violations'], runOnly: what })"


@cache
def _source() -> str:
    return SOURCE.read_text()


async def everything(page: Page) -> list[str]:
    """What is wrong by any rule, a line for each element."""
    return await _asked(page, {"type": "tag", "values": RULES})


async def colours(page: Page) -> list[str]:
    """What cannot be read for its colours: all that another theme can change."""
    return await _asked(page, {"type": "rule", "values": ["color-contrast"]})


async def _asked(page: Page, what: dict[str, Any]) -> list[str]:
    await page.evaluate(_source())
    found = await page.evaluate(ASK, what)
    return [
        f"{each['id']}: {node['html'][:160]} ({each['help']})"
        for each in found["violations"]
        for node in each["nodes"]
    ]
