"""What a timer does with what it remembers, on a clock that the test turns."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from azure.core.exceptions import ServiceRequestError
from azure_functions_runtime.bindings.datumdef import Datum

from scripts.local.host.monitor import NEVER, Monitor, Status, on_start
from scripts.local.host.runtime import Function, InvocationFailed, Result, Retry, Runtime
from scripts.local.host.schedule import Schedule
from scripts.local.host.timers import Timer, pause
from tests.fakes import NOON, TurnedClock

HOURLY = Schedule("0 0 * * * *", ZoneInfo("UTC"))
HOUR = timedelta(hours=1)


def test_a_first_start_is_not_past_due() -> None:
    """WebJobs ScheduleMonitor.CheckPastDueAsync: no status yet."""
    assert on_start(None, HOURLY, NOON) == (Status(next=NOON + HOUR), False)


def test_a_time_that_passed_meanwhile_is_past_due() -> None:
    """WebJobs ScheduleMonitor.CheckPastDueAsync: now is later than the recorded next time."""
    stored = Status(last=NOON - 3 * HOUR, next=NOON - 2 * HOUR, updated=NOON - 3 * HOUR)
    assert on_start(stored, HOURLY, NOON) == (stored, True)


def test_a_time_to_come_is_not_past_due() -> None:
    stored = Status(last=NOON, next=NOON + HOUR, updated=NOON)
    assert on_start(stored, HOURLY, NOON + HOUR / 2) == (stored, False)


def test_a_changed_schedule_is_not_past_due() -> None:
    """WebJobs ScheduleMonitor.CheckPastDueAsync: recalculated from now."""
    stored = Status(last=NOON - 3 * HOUR, next=NOON - HOUR / 4, updated=NOON - 3 * HOUR)
    status, past_due = on_start(stored, HOURLY, NOON)
    assert (status.next, past_due) == (NOON + HOUR, False)


def test_a_timer_that_never_fired_may_be_past_due_too() -> None:
    stored = Status(last=NEVER, next=NOON - HOUR, updated=NEVER)
    assert on_start(stored, HOURLY, NOON) == (stored, True)


def test_a_retry_with_growing_pauses_stays_within_its_bounds() -> None:
    """Docs functions-bindings-error-pages: exponential backoff, minimum and maximum interval."""
    retry = Retry(max_count=5, delay=None, minimum=4, maximum=20)
    pauses = [pause(retry, tries) for tries in range(1, 8)]
    assert min(pauses) >= 4
    assert max(pauses) == 20


@dataclass
class Runs:
    """Stands where the runtime is, and remembers when it was asked."""

    clock: TurnedClock
    takes: float = 0
    fails: int = 0
    at: list[datetime] = field(default_factory=list)

    def datum(self, kind: str, value: object) -> Datum:
        return Datum(value, kind)

    async def invoke(self, function: Function, trigger: Datum) -> Result:
        self.at.append(self.clock.now())
        await self.clock.sleep(self.takes)
        if len(self.at) <= self.fails:
            raise InvocationFailed("ValueError: no")
        return None, []


def a_timer(runs: Runs, retry: Retry | None = None) -> Timer:
    trigger = {"type": "timerTrigger", "name": "timer", "schedule": "0 0 * * * *"}
    function = Function("id", "timer", trigger, [], [], retry)
    runtime: Runtime = runs  # type: ignore[assignment]  # the two methods a timer needs
    return Timer(runtime, runs.clock, function, HOURLY, None)


async def hours(runs: Runs, count: float, retry: Retry | None = None) -> list[float]:
    """Let a timer run for so many hours; when it fired, in hours."""
    task = asyncio.create_task(a_timer(runs, retry).run())
    await runs.clock.advance(count * 3600)
    task.cancel()
    return [(each - NOON) / HOUR for each in runs.at]


async def test_it_fires_on_the_hour(clock: TurnedClock) -> None:
    assert await hours(Runs(clock), 3.5) == [1, 2, 3]


async def test_a_long_run_lets_times_pass_and_makes_up_for_one(clock: TurnedClock) -> None:
    """WebJobs TimerListener: a negative interval fires at once, the rest are skipped."""
    assert await hours(Runs(clock, takes=2.5 * 3600), 6.5) == [1, 3.5, 6]


async def test_a_failure_is_retried_after_the_delay(clock: TurnedClock) -> None:
    retry = Retry(max_count=2, delay=900)
    assert await hours(Runs(clock, fails=9), 2.1, retry) == [1, 1.25, 1.5, 2]


async def test_a_state_that_cannot_be_stored_stops_nothing() -> None:
    monitor = Monitor(_NoBlobs(), "host")  # type: ignore[arg-type]  # never reaches an account
    await monitor.update("timer", Status(next=NOON))
    assert await monitor.status("timer") is None


class _NoBlobs:
    def get_blob_client(self, container: str, name: str) -> None:
        raise ServiceRequestError("nobody there")
