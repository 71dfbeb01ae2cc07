"""Whether the host has nothing to do now, so that a clock of tests may jump ahead."""

import asyncio
from collections.abc import Sequence

import aiohttp

from scripts.local.host.engine import Engine
from scripts.local.host.queues import Listener
from scripts.local.host.runtime import Runtime
from scripts.local.host.sight import Sight
from shared.ports import Activity


async def activity(
    runtime: Runtime,
    listeners: Sequence[Listener],
    engine: Engine | None,
    sight: Sight | None,
) -> Activity:
    """What a virtual clock asks before it jumps (`shared.adapters.followed`).

    An invocation is a strand of work: it may sleep, and the message it works on with it. Only a
    thorough look, with sight, asks the queues.
    """
    handling = sum(each.kind == "queueTrigger" for each in runtime.running.values())
    busy = (
        sum(each.working for each in listeners) > handling
        or any(each.fetching or each.retries for each in listeners)
        or bool(engine and not engine.idle())
    )
    if sight and not busy:
        waiting = await asyncio.gather(*(_waiting(listener, sight) for listener in listeners))
        busy = any(waiting)
    return Activity(
        busy=busy,
        begun=runtime.begun,
        sent=sum(each.handled for each in listeners),
        strands=tuple(runtime.running),
    )


async def reasons(
    runtime: Runtime, listeners: Sequence[Listener], engine: Engine | None, sight: Sight
) -> list[str]:
    """What is still going on, one sentence each; nothing where the host is idle.

    What runs is asked last, for a message may be fetched while the queues are asked.
    """
    waiting = await asyncio.gather(*(_waiting(listener, sight) for listener in listeners))
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


async def _waiting(listener: Listener, sight: Sight) -> str | None:
    try:
        if not await sight.sees(listener.queue):
            return None
    except (aiohttp.ClientError, TimeoutError):
        return f"queue {listener.name} cannot be asked"
    listener.nudge()
    return f"a message waits in {listener.name}"
