"""Calls that are made again after they failed, as DTFx's RetryInterceptor makes them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from scripts.local.host.durable.events import written
from scripts.local.host.durable.tasks import Task
from shared.value import Value


class Retries(Value):
    """The SDK's RetryOptions. Times in milliseconds; the defaults are the extension's.

    https://github.com/Azure/azure-functions-durable-extension/blob/dev/src/WebJobs.Extensions.DurableTask/RetryOptions.cs
    """

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore")

    first_retry_interval_in_milliseconds: float = Field(gt=0)
    max_number_of_attempts: int
    backoff_coefficient: float = 1
    max_retry_interval_in_milliseconds: float = 6 * 24 * 3_600_000
    retry_timeout_in_milliseconds: float | None = None

    def delay(self, attempt: int, since: timedelta) -> timedelta | None:
        """How long to wait after that attempt (from 0), or none where the time is over."""
        limit = self.retry_timeout_in_milliseconds
        if limit is not None and since >= timedelta(milliseconds=limit):
            return None
        wanted = self.first_retry_interval_in_milliseconds * self.backoff_coefficient**attempt
        return timedelta(milliseconds=min(wanted, self.max_retry_interval_in_milliseconds))


def again(
    start: Callable[[], Task],
    timer: Callable[[str], Task],
    options: Retries,
    clock: Callable[[], datetime],
) -> Task:
    """Over with the first attempt that succeeds, or failed with the last.

    DTFx waits once more after the last attempt before it gives up, and the SDK counts on it.
    https://github.com/Azure/durabletask/blob/main/src/DurableTask.Core/RetryInterceptor.cs
    """
    whole, first, attempts = Task(), clock(), [0]

    def attempt(_: Task | None = None) -> None:
        if attempts[0] and attempts[0] >= options.max_number_of_attempts:
            whole.end(failed=True)
            return
        attempts[0] += 1
        start().then(after)

    def after(tried: Task) -> None:
        if not tried.failed:
            whole.end()
            return
        pause = options.delay(attempts[0] - 1, clock() - first)
        if pause is None:
            whole.end(failed=True)
            return
        timer(written(clock() + pause)).then(attempt)

    attempt()
    return whole
