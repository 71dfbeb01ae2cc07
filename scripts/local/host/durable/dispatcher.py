"""Decides what runs when: activities, orchestrations' turns and entities' batches."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass

from scripts.local.host.durable.activities import Activities
from scripts.local.host.durable.alarm import Alarm
from scripts.local.host.durable.entities import Entities
from scripts.local.host.durable.inbox import Inbox
from scripts.local.host.durable.options import Options
from scripts.local.host.durable.turns import Turns
from scripts.local.host.durable.work import Job, Work

log = logging.getLogger("host.durable")

PAUSE = 1.0
"""Seconds before something a fault of the host interrupted is tried again."""

LONGEST_REST = 0.5
"""Seconds an orchestration may wait for more results before its next turn."""


@dataclass(frozen=True)
class Runners:
    """Who does the work."""

    turns: Turns
    activities: Activities
    entities: Entities


class Dispatcher:
    """Wakes up for news, starts what may start, and sleeps until there is more."""

    def __init__(
        self,
        runners: Runners,
        inbox: Inbox,
        work: Work,
        alarm: Alarm,
        wake: asyncio.Event,
        options: Options,
    ) -> None:
        self._runners, self._inbox, self._work = runners, inbox, work
        self._alarm, self._wake = alarm, wake
        self._wake.set()  # there may be work from before the start
        self._busy: set[str] = set()
        self._rested_at: dict[str, float] = {}
        self._running = {"activity": 0, "orchestration": 0, "entity": 0}
        self._most = {
            "activity": options.max_concurrent_activity_functions,
            "orchestration": options.max_concurrent_orchestrator_functions,
            "entity": options.max_concurrent_entity_functions,
        }

    def idle(self) -> bool:
        """Whether nothing runs and nothing is due."""
        at_work = self._work.waiting or any(self._running.values())
        told = self._inbox.ready or self._wake.is_set()
        return not (at_work or told) and self._alarm.is_quiet()

    async def run(self) -> None:
        """Work until cancelled."""
        self._inbox.ring()
        async with asyncio.TaskGroup() as group:
            while True:
                self._wake.clear()
                self._dispatch(group)
                self._alarm.set(self._inbox.next_due())
                await self._wake.wait()
                if self._alarm.rings_now():
                    self._inbox.ring()

    def _dispatch(self, group: asyncio.TaskGroup) -> None:
        while self._work.waiting and self._may_run("activity"):
            job = self._work.waiting.popleft()
            self._start(group, "activity", self._run(job))
        for owner in list(self._inbox.ready):
            kind = "entity" if owner.startswith("@") else "orchestration"
            if owner in self._busy or not self._may_run(kind) or self._rests(owner):
                continue
            del self._inbox.ready[owner]
            self._busy.add(owner)
            self._start(group, kind, self._serve(owner))

    def _may_run(self, kind: str) -> bool:
        return self._running[kind] < self._most[kind]

    def _rests(self, owner: str) -> bool:
        """While more results are on their way, let them come: a turn replays the whole history.

        An orchestration rests as long as its last turn took, so that no more than half the time
        goes into replays.
        """
        left = self._rested_at.get(owner, 0) - time.monotonic()
        if left <= 0 or owner not in self._work.out:
            return False
        asyncio.get_running_loop().call_later(left, self._wake.set)
        return True

    def _start(
        self, group: asyncio.TaskGroup, kind: str, work: Coroutine[None, None, None]
    ) -> None:
        self._running[kind] += 1
        group.create_task(self._do(kind, work))

    async def _do(self, kind: str, work: Awaitable[None]) -> None:
        try:
            await work
        except Exception:
            log.exception("A fault of the host interrupted an %s; it is tried again", kind)
        finally:
            self._running[kind] -= 1
            self._wake.set()

    async def _run(self, job: Job) -> None:
        try:
            await self._runners.activities.run(job)
        except Exception:
            self._later(lambda: self._work.release([job]))
            raise

    async def _serve(self, owner: str) -> None:
        began, runners = time.monotonic(), self._runners
        take = runners.entities.take if owner.startswith("@") else runners.turns.take
        try:
            await take(owner)
        except Exception:
            self._later(lambda: self._inbox.ready.setdefault(owner))
            raise
        finally:
            self._busy.discard(owner)
            self._rested_at.pop(owner, None)
            if owner in self._work.out:
                took = time.monotonic() - began
                self._rested_at[owner] = time.monotonic() + min(took, LONGEST_REST)

    def _later(self, do: Callable[[], None]) -> None:
        def then() -> None:
            do()
            self._wake.set()

        asyncio.get_running_loop().call_later(PAUSE, then)
