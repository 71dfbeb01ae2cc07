"""An engine without a host: the SDK's own code on a clock that tests turn."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from azure.durable_functions.orchestrator import Orchestrator
from azure_functions_runtime.bindings.datumdef import Datum

from scripts.local.host.durable import Engine
from scripts.local.host.runtime import Function, InvocationFailed, Result, Runtime
from tests.fakes import TurnedClock

type Code = Callable[[str], str | None]


class InProcess(Runtime):
    """Calls each function where it stands, as the worker library would from its threads."""

    def __init__(
        self, orchestrators: Mapping[str, Callable[..., Any]], activities: Mapping[str, Code]
    ) -> None:
        made = {name: Orchestrator.create(code) for name, code in orchestrators.items()}
        super().__init__(
            [_function(name, "orchestrationTrigger") for name in made]
            + [_function(name, "activityTrigger") for name in activities],
            _app=None,  # type: ignore[arg-type]  # nothing here needs a loop of its own
        )
        self._code: dict[str, Callable[[str], Any]] = {**made, **activities}
        self.at_once, self.most_at_once = 0, 0

    async def invoke(self, function: Function, trigger: Datum, **_: Any) -> Result:
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        await asyncio.sleep(0)
        try:
            return Datum(self._code[function.name](trigger.value), "json"), []
        except Exception as error:
            raise InvocationFailed(f"{type(error).__name__}: {error}") from error
        finally:
            self.at_once -= 1


@asynccontextmanager
async def running(
    runtime: Runtime, store: Path, clock: TurnedClock, **settings: Any
) -> AsyncIterator[Engine]:
    """An engine at work until the end of the block."""
    host_json = {"extensions": {"durableTask": settings}}
    engine = Engine(runtime, clock, store, host_json, "http://127.0.0.1")
    work = asyncio.create_task(engine.run())
    try:
        yield engine
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def post(engine: Engine, path: str, body: Any = None) -> int:
    status, _, _ = await engine.http("POST", f"/durabletask/{path}", {}, _json(body), {})
    return status


async def status(engine: Engine, instance_id: str) -> dict[str, Any]:
    path = f"/durabletask/instances/{instance_id}"
    _, _, body = await engine.http("GET", path, {}, b"", {})
    found: dict[str, Any] = json.loads(body)
    return found


async def rest(engine: Engine) -> None:
    """Return once nothing is due."""
    async with asyncio.timeout(5):
        while not engine.idle():  # noqa: ASYNC110 - as the host's idle endpoint is asked
            await asyncio.sleep(0.001)


def _json(body: Any) -> bytes:
    return b"" if body is None else json.dumps(json.dumps(body)).encode()


def _function(name: str, kind: str) -> Function:
    trigger = {"type": kind, "name": "given"}
    return Function(id=name, name=name, trigger=trigger, inputs=[], outputs=[])
