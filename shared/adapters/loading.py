"""Loads the vendors' libraries when they are first used, and not on the event loop."""

import asyncio
import sys
from importlib import import_module


async def loaded(*modules: str) -> None:
    """Import what is not there yet, in a thread: some take seconds, which no deadline is to pay."""
    for name in modules:
        if name not in sys.modules:
            await asyncio.to_thread(import_module, name)
