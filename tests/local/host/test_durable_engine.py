"""The engine on a clock that is turned by hand: waits of weeks, limits, and what is due."""

from collections.abc import Generator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scripts.local.host.durable.options import BadHostJson, Options
from scripts.local.host.durable.store import StoreInUse, open_store
from tests.fakes import TurnedClock
from tests.local.host.durable_in_process import InProcess, post, rest, running, status

DAY = 86_400

pytestmark = pytest.mark.filterwarnings("ignore:azure.functions df_loads")  # the SDK's own doing


def sleeps(context: Any) -> Generator[Any, Any, float]:
    began = context.current_utc_datetime
    yield context.create_timer(began + timedelta(days=context.get_input()))
    return float((context.current_utc_datetime - began).total_seconds())


def waits(context: Any) -> Generator[Any, Any, Any]:
    deadline = context.create_timer(context.current_utc_datetime + timedelta(days=1))
    answer = context.wait_for_external_event("go")
    yield context.task_any([deadline, answer])
    deadline.cancel()
    return (yield context.wait_for_external_event("more"))


def fans_out(context: Any) -> Generator[Any, Any, int]:
    squares = yield context.task_all([context.call_activity("square", n) for n in range(50)])
    return sum(squares)


def runtime() -> InProcess:
    code = {"sleeps": sleeps, "waits": waits, "fans_out": fans_out}
    return InProcess(code, {"square": lambda given: str(int(given) ** 2)})


async def test_a_timer_of_three_weeks_rings_in_three_weeks(tmp_path: Path) -> None:
    clock = TurnedClock()
    async with running(runtime(), tmp_path / "db", clock) as engine:
        await post(engine, "orchestrators/sleeps/one", 21)
        await rest(engine)
        for _ in range(21):
            await clock.advance(DAY)
            await rest(engine)
        assert (await status(engine, "one"))["output"] == 21 * DAY


async def test_a_timer_does_not_ring_early(tmp_path: Path) -> None:
    clock = TurnedClock()
    async with running(runtime(), tmp_path / "db", clock) as engine:
        await post(engine, "orchestrators/sleeps/one", 2)
        await rest(engine)
        await clock.advance(2 * DAY - 1)
        await rest(engine)
        assert (await status(engine, "one"))["runtimeStatus"] == "Running"


async def test_an_engine_whose_timers_are_not_due_is_idle(tmp_path: Path) -> None:
    async with running(runtime(), tmp_path / "db", TurnedClock()) as engine:
        await post(engine, "orchestrators/sleeps/one", 1)
        assert not engine.idle()
        await rest(engine)
        assert engine.idle()


async def test_a_cancelled_timer_wakes_nobody(tmp_path: Path) -> None:
    clock = TurnedClock()
    async with running(runtime(), tmp_path / "db", clock) as engine:
        await post(engine, "orchestrators/waits/one", 1)
        await rest(engine)
        await post(engine, "instances/one/raiseEvent/go", 1)
        await rest(engine)
        before = (await status(engine, "one"))["lastUpdatedTime"]
        await clock.advance(2 * DAY)
        await rest(engine)
        assert (await status(engine, "one"))["lastUpdatedTime"] == before


async def test_no_more_activities_run_at_once_than_host_json_allows(tmp_path: Path) -> None:
    """learn.microsoft.com/azure/azure-functions/durable/durable-functions-bindings#host-json."""
    app = runtime()
    few = {"maxConcurrentActivityFunctions": 3}
    async with running(app, tmp_path / "db", TurnedClock(), **few) as engine:
        await post(engine, "orchestrators/fans_out/one", None)
        await rest(engine)
        assert (await status(engine, "one"))["output"] == 40_425
    assert app.most_at_once <= 4


async def test_any_state_may_be_replaced_where_host_json_says_so(tmp_path: Path) -> None:
    """durable-functions-singletons: overridableExistingInstanceStates."""
    states = {"overridableExistingInstanceStates": "AnyState"}
    async with running(runtime(), tmp_path / "db", TurnedClock(), **states) as engine:
        await post(engine, "orchestrators/sleeps/one", 1)
        await rest(engine)
        assert await post(engine, "orchestrators/sleeps/one", 0) == 202
        await rest(engine)
        assert (await status(engine, "one"))["output"] == 0


async def test_a_store_is_taken_up_where_it_was_left(tmp_path: Path) -> None:
    clock = TurnedClock()
    async with running(runtime(), tmp_path / "db", clock) as engine:
        await post(engine, "orchestrators/sleeps/one", 1)
        await rest(engine)
    await clock.advance(DAY)
    async with running(runtime(), tmp_path / "db", clock) as engine:
        await rest(engine)
        assert (await status(engine, "one"))["output"] == DAY


def test_a_store_has_one_owner(tmp_path: Path) -> None:
    first = open_store(tmp_path / "db")
    with pytest.raises(StoreInUse, match="stop the other host"):
        open_store(tmp_path / "db")
    first.close()


def test_a_broken_setting_names_itself() -> None:
    broken = {"extensions": {"durableTask": {"maxConcurrentActivityFunctions": 0}}}
    with pytest.raises(BadHostJson, match=r"durableTask\.maxConcurrentActivityFunctions is 0"):
        Options.of(broken)
