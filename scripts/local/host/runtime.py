"""The functions of one app, and how one of them is run.

An app's coroutine functions live on an event loop in a thread of their own, so that one which
blocks stops neither the host's HTTP nor its listeners. Its plain functions run in the library's
threads.
"""

import asyncio
import json
import logging
import threading
import time
import uuid
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from azure_functions_runtime.bindings.datumdef import Datum

from scripts.local.host import worker
from shared.adapters.followed import strand

type Outputs = list[tuple[str, Datum]]
type Result = tuple[Datum | None, Outputs]


@dataclass(frozen=True)
class Retry:
    """A function's own retry policy. Times in seconds; `max_count` -1 means for ever."""

    max_count: int
    delay: float | None
    minimum: float = 0
    maximum: float = 0


@dataclass(frozen=True)
class Function:
    """One indexed function. Bindings are the dictionaries of the v2 model's `function.json`."""

    id: str
    name: str
    trigger: dict[str, Any]
    inputs: list[dict[str, Any]]
    outputs: list[dict[str, Any]]
    retry: Retry | None = None
    is_async: bool = False

    @property
    def kind(self) -> str:
        """The trigger's type: `httpTrigger`, `queueTrigger`, `activityTrigger` and so on."""
        return str(self.trigger["type"])


class InvocationFailed(Exception):
    """A function raised, or took too long. `error` reads `Type: text`.

    As text it has the shape of the host's RpcException, which the Durable extension parses.
    https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/Rpc/RpcException.cs
    """

    def __init__(self, error: str, stack: str = "") -> None:
        super().__init__(f"Result: Failure\nException: {error}\nStack: {stack}")
        self.error, self.stack = error, stack


class Bindings:
    """What surrounds a call: values for its input bindings, and a place for its outputs."""

    def inputs(self, function: Function) -> dict[str, Datum]:
        """A datum for every input binding beside the trigger."""
        return {}

    async def write(self, function: Function, result: Result) -> None:
        """Put the outputs where they belong. Called after success only."""


class _AppLoop:
    """An event loop in a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="app", daemon=True)
        self._thread.start()

    async def run(self, call: Coroutine[Any, Any, Result]) -> Result:
        """Leaner than `run_coroutine_threadsafe`, whose futures lock: every invocation passes."""
        host = asyncio.get_running_loop()
        answer: asyncio.Future[Result] = host.create_future()
        tasks: list[asyncio.Task[Result]] = []

        def begin() -> None:
            tasks.append(asyncio.Task(call, loop=self._loop, eager_start=True))
            tasks[0].add_done_callback(finish)

        def finish(task: asyncio.Task[Result]) -> None:
            host.call_soon_threadsafe(_settle, answer, task)

        self._loop.call_soon_threadsafe(begin)
        try:
            return await answer
        except asyncio.CancelledError:
            self._loop.call_soon_threadsafe(lambda: tasks[0].cancel())  # noqa: PLW0108 - there by then
            raise

    def close(self) -> bool:
        resting = asyncio.run_coroutine_threadsafe(_cancel_the_rest(), self._loop)
        with suppress(TimeoutError):
            resting.result(timeout=5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        return not self._thread.is_alive()


def _settle(answer: asyncio.Future[Result], task: asyncio.Task[Result]) -> None:
    error = None if task.cancelled() else task.exception()
    if answer.done():
        return
    if task.cancelled():
        answer.cancel()
    elif error:
        answer.set_exception(error)
    else:
        answer.set_result(task.result())


async def _cancel_the_rest() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


@dataclass
class Runtime:
    """Runs the functions of one app. `timeout` is host.json's functionTimeout in seconds."""

    functions: list[Function]
    timeout: float | None = None
    bindings: Bindings = field(default_factory=Bindings)
    running: dict[str, Function] = field(default_factory=dict)
    begun: int = 0
    _app: _AppLoop = field(default_factory=_AppLoop)

    @classmethod
    def load(cls, app: Path) -> "Runtime":
        """Import and index `function_app.py` of that folder. Raises whatever that raises."""
        return cls([_function(found) for found in worker.index(app)])

    def datum(self, kind: str, value: Any) -> Datum:
        """A value as the worker library passes it: `string`, `bytes`, `json` (text) or `http`."""
        return Datum(value, kind)

    async def invoke(
        self,
        function: Function,
        trigger: Datum,
        *,
        metadata: Mapping[str, Datum] | None = None,
        inputs: Mapping[str, Datum] | None = None,
        trace_parent: str = "",
    ) -> Result:
        """Run a function and write its outputs: what it returned, and its `Out` parameters.

        `inputs` go over those the bindings give. Raises `InvocationFailed`.
        """
        invocation = str(uuid.uuid4())
        given = {function.trigger["name"]: trigger, **self.bindings.inputs(function)}
        given |= inputs or {}
        call = worker.call(
            invocation, function.id, list(given.items()), dict(metadata or {}), trace_parent
        )
        self.running[invocation] = function
        self.begun += 1
        try:
            with _told(function, invocation):
                result = await self._in_time(function, invocation, call)
                await self.bindings.write(function, result)
        finally:
            del self.running[invocation]
        return result

    async def _in_time(
        self, function: Function, invocation: str, call: Coroutine[Any, Any, Result]
    ) -> Result:
        try:
            async with asyncio.timeout(self.timeout):
                named = _named(invocation, call)
                return await (self._app.run(named) if function.is_async else named)
        except TimeoutError:
            told = (
                f"Timeout value of {self.timeout:g} s exceeded by function "
                f"'Functions.{function.name}' (Id: '{invocation}'). Initiating cancellation."
            )
            raise InvocationFailed(f"FunctionTimeoutException: {told}") from None
        except worker.Failed as failure:
            raise InvocationFailed(failure.error, failure.stack) from None

    def close(self, patience: float = 1) -> bool:
        """End the app's loop and threads, and say whether they ended.

        What runs on the loop is cancelled; a plain function in its thread cannot be.
        """
        return self._app.close() and worker.stop(patience)


async def _named(invocation: str, call: Coroutine[Any, Any, Result]) -> Result:
    """The call, in which a virtual clock knows who sleeps."""
    strand.set(invocation)
    return await call


@contextmanager
def _told(function: Function, invocation: str) -> Iterator[None]:
    """Log the beginning and the end of a run, in the host's words."""
    log = logging.getLogger(f"Function.{function.name}")
    start = time.perf_counter()
    log.info("Executing 'Functions.%s' (Id=%s)", function.name, invocation)
    ended = "Executed 'Functions.%s' (%s, Id=%s, Duration=%dms)"
    try:
        yield
    except InvocationFailed as failure:
        took = (time.perf_counter() - start) * 1000
        log.error(ended + "\n%s", function.name, "Failed", invocation, took, str(failure).rstrip())  # noqa: TRY400, G003 - the app's stack is in it
        raise
    took = (time.perf_counter() - start) * 1000
    log.info(ended, function.name, "Succeeded", invocation, took)


def _function(found: Any) -> Function:
    bindings = [json.loads(text) for text in found.raw_bindings]
    trigger = next(each for each in bindings if each["type"].lower().endswith("trigger"))
    others = [each for each in bindings if each is not trigger]
    return Function(
        id=found.function_id,
        name=found.name,
        trigger=trigger,
        inputs=[each for each in others if _direction(each) == "in"],
        outputs=[each for each in others if _direction(each) == "out"],
        retry=_retry(found.retry_options),
        is_async=worker.is_async(found.function_id),
    )


def _direction(binding: dict[str, Any]) -> str:
    return str(binding.get("direction", "in")).lower()


def _retry(options: Any) -> Retry | None:
    if options is None:
        return None
    fixed, low, high = options.delay_interval, options.minimum_interval, options.maximum_interval
    return Retry(
        max_count=options.max_retry_count,
        delay=None if fixed is None else fixed.total_seconds(),
        minimum=0 if low is None else low.total_seconds(),
        maximum=0 if high is None else high.total_seconds(),
    )
