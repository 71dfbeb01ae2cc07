"""Finds the browser that looks at the web page: Debian's Chromium, or Google's Chrome."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")


def path() -> str | None:
    """Where it lies; nothing where this machine has none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """One without a window. Raises `FileNotFoundError` where there is none."""
    if (found := path()) is None:
        raise FileNotFoundError(f"No browser here: install one of {', '.join(NAMES)}")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=found)
        try:
            yield started
        finally:
            await started.close()
