"""Fires a timer function whenever its schedule says so, one run after the other.

https://github.com/Azure/azure-webjobs-sdk-extensions: TimerListener
"""

import asyncio
import json
import logging
import random
from dataclasses import dataclass
from datetime import datetime

from scripts.local.host.monitor import Monitor, Status, on_start
from scripts.local.host.runtime import Function, InvocationFailed, Retry, Runtime
from scripts.local.host.schedule import Schedule
from shared.ports import Clock

log = logging.getLogger("host")


@dataclass
class Timer:
    """One timer function. `monitor` is none where nothing is to be kept between runs."""

    runtime: Runtime
    clock: Clock
    function: Function
    schedule: Schedule
    monitor: Monitor | None
    _firing: asyncio.Task[Status] | None = None

    async def run(self) -> None:
        """Fire for ever: at once if it is past due or asks for it, then on schedule."""
        now = self.clock.now()
        stored = await self.monitor.status(self.function.name) if self.monitor else None
        status, past_due = on_start(stored, self.schedule, now)
        if self.monitor:
            await self.monitor.update(self.function.name, status)
        if past_due or self.function.trigger.get("runOnStartup"):
            status = await self._start(status, self.clock.now(), past_due=past_due)
        while True:
            await self._wait_for(status.next)
            due = max(self.clock.now(), status.next)
            status = await self._start(status, due, past_due=False)

    async def drain(self, patience: float) -> None:
        """Wait for the run that is on, once `run` is cancelled; cancel it if it takes longer."""
        if self._firing is None:
            return
        await asyncio.wait([self._firing], timeout=patience)
        self._firing.cancel()
        await asyncio.gather(self._firing, return_exceptions=True)

    async def _start(self, status: Status, at: datetime, *, past_due: bool) -> Status:
        """Shielded, so that stopping the schedule does not break off the run."""
        self._firing = asyncio.create_task(self._fire(status, at, past_due=past_due))
        return await asyncio.shield(self._firing)

    async def _wait_for(self, due: datetime) -> None:
        while (left := (due - self.clock.now()).total_seconds()) > 0:
            await self.clock.sleep(left)

    async def _fire(self, status: Status, at: datetime, *, past_due: bool) -> Status:
        """Run it once, with the retries it asks for.

        Of the times that pass meanwhile, one is made up for at once and the rest are skipped.
        """
        await self._with_retries(json.dumps(self._data(status, past_due=past_due)))
        done = Status(last=at, next=self.schedule.after(at), updated=at)
        if self.monitor:
            await self.monitor.update(self.function.name, done)
        return done

    def _data(self, status: Status, *, past_due: bool) -> dict[str, object]:
        return {
            "Schedule": {"AdjustForDST": True},
            "ScheduleStatus": status.told() if self.monitor else None,
            "IsPastDue": past_due,
        }

    async def _with_retries(self, data: str) -> None:
        retry, tries = self.function.retry, 0
        while True:
            try:
                await self.runtime.invoke(self.function, self.runtime.datum("json", data))
            except InvocationFailed:
                tries += 1
            else:
                return
            if retry is None or 0 <= retry.max_count < tries:
                return
            await self.clock.sleep(pause(retry, tries))


def pause(retry: Retry, tries: int) -> float:
    """Seconds before the next try.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-error-pages#retry-policies
    """
    if retry.delay is not None:
        return retry.delay
    grown: float = retry.minimum * 2 ** (tries - 1) * random.uniform(0.8, 1.2)  # noqa: S311 - no secret
    return min(max(retry.minimum, grown), retry.maximum)
