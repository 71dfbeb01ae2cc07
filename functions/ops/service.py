"""Keeps the machinery running, and tells how it is."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from shared import outbox
from shared.db.pool import Database
from shared.errors import Problem
from shared.outbox import Relay
from shared.value import Value

DEADLINE = 1.0
"""Seconds a dependency has to answer before it counts as away."""


class Health(Value):
    """Which of the things we rely on answer. `ready` when all of them do."""

    ready: bool
    checks: dict[str, str]


async def sweep_outbox(db: Database, relay: Relay) -> int:
    """Publish what a crash, or a queue's bad minute, left in the outbox."""
    return await relay.sweep(db)


async def waiting(db: Database) -> int:
    """How many messages have not left yet."""
    async with db.transaction() as conn:
        return await outbox.waiting(conn)


async def health(checks: Mapping[str, Callable[[], Awaitable[object]]]) -> Health:
    """Ask everybody at once."""
    answers = await asyncio.gather(*(_ask(check) for check in checks.values()))
    found = dict(zip(checks, answers, strict=True))
    return Health(ready=all(answer == "ok" for answer in answers), checks=found)


async def _ask(check: Callable[[], Awaitable[object]]) -> str:
    try:
        async with asyncio.timeout(DEADLINE):
            await check()
    except TimeoutError:
        return f"no answer within {DEADLINE:g} s"
    except Problem as problem:
        return problem.detail
    return "ok"
