"""Whether the host has nothing to do now, so that a clock of tests may jump ahead."""

import asyncio
from collections.abc import Sequence

from azure.core.exceptions import AzureError

from scripts.local.host.engine import Engine
from scripts.local.host.queues import Listener
from scripts.local.host.runtime import Runtime


async def activity(
    runtime: Runtime, listeners: Sequence[Listener], engine: Engine | None, *, thorough: bool
) -> tuple[bool, int]:
    """Whether something goes on, and how many invocations there ever were: for a virtual clock.

    Only a thorough look asks the queues.
    """
    busy = bool(runtime.running or _working(listeners) or (engine and not engine.idle()))
    if thorough and not busy:
        busy = bool(await reasons(runtime, listeners, engine))
    return busy, runtime.begun


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
        *_working(listeners),
        *(["a durable instance has work to do"] if engine and not engine.idle() else []),
    ]


def _working(listeners: Sequence[Listener]) -> list[str]:
    return [
        *(f"a message of {each.name} is worked on" for each in listeners if each.busy),
        *(f"a message of {each.name} is to be tried again" for each in listeners if each.retries),
    ]


async def _waiting(listener: Listener) -> str | None:
    try:
        if not await listener.visible():
            return None
    except AzureError:
        return f"queue {listener.name} cannot be asked"
    listener.nudge()
    return f"a message waits in {listener.name}"
