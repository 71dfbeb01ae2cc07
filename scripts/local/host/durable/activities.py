"""Runs activities, at least once each, and sends their results home."""

import logging

import httpx

from scripts.local.host.durable import http_activity
from scripts.local.host.durable.calls import HTTP_ACTIVITY, Functions
from scripts.local.host.durable.effects import Effects
from scripts.local.host.durable.events import Kind, event, text
from scripts.local.host.durable.work import Job, Work
from scripts.local.host.runtime import InvocationFailed, Runtime
from shared.ports import Clock

log = logging.getLogger("host.durable")


class Activities:
    """Runs one job at a time for whoever asks; the engine decides how many at once."""

    def __init__(
        self, runtime: Runtime, clock: Clock, functions: Functions, work: Work, effects: Effects
    ) -> None:
        self._runtime, self._clock, self._functions = runtime, clock, functions
        self._work, self._effects = work, effects

    async def run(self, job: Job) -> None:
        """Run it; striking it out and sending its result are one transaction."""
        try:
            ending = await self._ending(job)
            with self._effects.transaction():
                if self._work.end(job):
                    self._effects.inbox.send(job.instance_id, ending, execution_id=job.execution_id)
        finally:
            self._work.settle(job)

    async def _ending(self, job: Job) -> str:
        try:
            result = await self._result(job)
        except (InvocationFailed, httpx.HTTPError) as failure:
            return self._failed(job, failure)
        done = event(
            Kind.TASK_COMPLETED, self._clock.now(), TaskScheduledId=job.task, Result=result
        )
        return text(done)

    def _failed(self, job: Job, failure: Exception) -> str:
        error, details = str(failure) or type(failure).__name__, ""
        if isinstance(failure, InvocationFailed):
            error, details = failure.error, failure.stack
        log.warning("activity %s of %s failed: %s", job.name, job.instance_id, error)
        ending = event(
            Kind.TASK_FAILED,
            self._clock.now(),
            TaskScheduledId=job.task,
            Reason=f"Activity function '{job.name}' failed: {error}",
            Details=details,
        )
        return text(ending)

    async def _result(self, job: Job) -> str | None:
        if job.name == HTTP_ACTIVITY:
            return await http_activity.run(job.input or "{}")
        function = self._functions.activities.get(job.name.lower())
        if function is None:
            raise InvocationFailed(f"The activity function '{job.name}' is gone from the app")
        returned, _ = await self._runtime.invoke(function, self._runtime.datum("string", job.input))
        return None if returned is None else str(returned.value)
