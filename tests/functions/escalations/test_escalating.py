"""The orchestration of an escalation, replayed by the SDK itself on a clock that is turned."""

import json
from pathlib import Path
from typing import Any

import pytest

from functions.escalations import escalating
from functions.escalations.look import Look
from scripts.local.host.durable import Engine
from tests.fakes import TurnedClock
from tests.local.host.durable_in_process import InProcess, post, rest, running, status

pytestmark = [  # the SDK's own warnings: untyped results, and events that come before their wait
    pytest.mark.filterwarnings("ignore:azure.functions df_loads"),
    pytest.mark.filterwarnings("ignore:Potential duplicate Task completion"),
]

ESCALATION = "01a400f6-3600-73a4-97a4-c1b45768e6d9"


class Ringing:
    """Answers the orchestration's activity, `looks` times with something to wait for."""

    def __init__(self, looks: int, failures: int = 0) -> None:
        self.left, self.failures = looks, failures
        self.looked: list[str] = []
        code = escalating.escalate.build().get_user_function().orchestrator_function
        self.runtime = InProcess({"escalate": code}, {"look_at_escalation": self._look})

    def _look(self, escalation: str) -> str:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the database is away")
        self.looked.append(json.loads(escalation))
        self.left -= 1
        return json.dumps(Look(done=self.left < 0, wait=60).model_dump())


async def start(engine: Engine) -> None:
    await post(engine, "orchestrators/escalate/e1", ESCALATION)
    await rest(engine)


async def history(engine: Engine) -> list[Any]:
    path, shown = "/durabletask/instances/e1", {"showHistory": "true"}
    _, _, body = await engine.http("GET", path, shown, b"", {})
    found: list[Any] = json.loads(body)["historyEvents"]
    return found


async def test_it_looks_at_the_same_escalation_until_it_is_over(tmp_path: Path) -> None:
    clock, ringing = TurnedClock(), Ringing(looks=2)
    async with running(ringing.runtime, tmp_path / "store.db", clock) as engine:
        await start(engine)
        for _ in range(2):
            await clock.advance(60)
            await rest(engine)
        ended = await status(engine, "e1")
    assert (ringing.looked, ended["output"]) == ([ESCALATION] * 3, "done")


async def test_a_key_that_was_pressed_makes_it_look_at_once(tmp_path: Path) -> None:
    clock, ringing = TurnedClock(), Ringing(looks=9)
    async with running(ringing.runtime, tmp_path / "store.db", clock) as engine:
        await start(engine)
        await post(engine, "instances/e1/raiseEvent/steer")
        await rest(engine)
    assert len(ringing.looked) >= 2


async def test_a_database_that_is_away_delays_it_and_no_history_grows(tmp_path: Path) -> None:
    clock, ringing = TurnedClock(), Ringing(looks=20, failures=3)
    async with running(ringing.runtime, tmp_path / "store.db", clock) as engine:
        await start(engine)
        for _ in range(24):
            await clock.advance(15)
            await rest(engine)
        assert len(await history(engine)) < 20
    assert len(ringing.looked) >= 4
