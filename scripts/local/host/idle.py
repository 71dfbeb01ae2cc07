"""Whether the host has nothing to do now, so that a clock of tests may jump ahead."""

import asyncio
from collections.abc import Sequence

from azure.core.exceptions import AzureError

from scripts.local.host.engine import Engine
from scripts.local.host.queues import Listener
from scripts.local.host.runtime import Runtime


async def reasons(
    runtime: Runtime, listeners: Sequence[Listener], engine: Engine | None
) -> list[str]:
    """What is still going on, one sentence each; nothing where the host is idle.

    What runs is asked last, for a message may be fetched while the queues are asked.
    """
    waiting = await asyncio.gather(*(_waiting(listener) for listener in listeners))
    running = sorted({function.name for function in runtime.running.values()})
    return [
        *(reason for reason in waiting if reason),
        *(f"{name} is running" for name in running),
        *(f"a message of {each.name} is worked on" for each in listeners if each.busy),
        *(["a durable instance has work to do"] if engine and not engine.idle() else []),
    ]


async def _waiting(listener: Listener) -> str | None:
    try:
        return f"a message waits in {listener.name}" if await listener.visible() else None
    except AzureError:
        return f"queue {listener.name} cannot be asked"
