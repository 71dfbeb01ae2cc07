"""The orchestration of a campaign, replayed by the SDK itself on a clock that is turned."""

import json
from pathlib import Path
from typing import Any

import pytest

from functions.campaigns import dialing
from functions.campaigns.look import Look
from scripts.local.host.durable import Engine
from tests.fakes import TurnedClock
from tests.local.host.durable_in_process import InProcess, post, rest, running, status

pytestmark = [  # the SDK's own warnings: untyped results, and events that come before their wait
    pytest.mark.filterwarnings("ignore:azure.functions df_loads"),
    pytest.mark.filterwarnings("ignore:Potential duplicate Task completion"),
]

LONG = 200
"""Events from which on a history is slow to replay."""
RUN = {"campaign_id": "01a400f6-3600-73a4-97a4-c1b45768e6d9", "run": 1}


class Campaign:
    """Answers the orchestration's activities, `looks` times with work left, or fails them."""

    def __init__(self, looks: int, wait: float = 1, failures: int = 0) -> None:
        self.left, self.wait, self.enrolled, self.looked = looks, wait, 0, 0
        self.failures = failures
        code = dialing.dial_campaign.build().get_user_function().orchestrator_function
        self.runtime = InProcess(
            {"dial_campaign": code}, {"enrol": self._enrol, "look": self._look}
        )

    def _enrol(self, _: str) -> str:
        self.enrolled += 1
        return "3"

    def _look(self, _: str) -> str:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the database is away")
        self.looked += 1
        self.left -= 1
        return json.dumps(Look(done=self.left < 0, wait=self.wait).model_dump())


async def start(engine: Engine) -> None:
    await post(engine, "orchestrators/dial_campaign/c1", RUN)
    await rest(engine)


async def history(engine: Engine) -> list[Any]:
    _, _, body = await engine.http(
        "GET", "/durabletask/instances/c1", {"showHistory": "true"}, b"", {}
    )
    found: list[Any] = json.loads(body)["historyEvents"]
    return found


async def test_it_enrols_once_and_looks_until_all_is_done(tmp_path: Path) -> None:
    clock, campaign = TurnedClock(), Campaign(looks=3)
    async with running(campaign.runtime, tmp_path / "store.db", clock) as engine:
        await start(engine)
        for _ in range(3):
            await clock.advance(1)
            await rest(engine)
        ended = await status(engine, "c1")
    assert (campaign.enrolled, campaign.looked, ended["output"]) == (1, 4, "done")


async def test_its_history_does_not_grow_with_the_number_of_looks(tmp_path: Path) -> None:
    clock, campaign = TurnedClock(), Campaign(looks=60)
    async with running(campaign.runtime, tmp_path / "store.db", clock) as engine:
        await start(engine)
        await clock.advance(1)
        await rest(engine)
        early = len(await history(engine))
        for _ in range(50):
            await clock.advance(1)
            await rest(engine)
        late = len(await history(engine))
    assert (campaign.looked, late) == (52, early)


async def test_its_history_stays_short_while_the_database_is_away(tmp_path: Path) -> None:
    clock, campaign = TurnedClock(), Campaign(looks=1, failures=19)
    async with running(campaign.runtime, tmp_path / "store.db", clock) as engine:
        await start(engine)
        for _ in range(19):
            await clock.advance(15)
            await rest(engine)
        assert len(await history(engine)) < LONG
    assert campaign.looked == 1


async def test_its_history_stays_short_however_often_it_is_steered(tmp_path: Path) -> None:
    clock, campaign = TurnedClock(), Campaign(looks=400, wait=30)
    async with running(campaign.runtime, tmp_path / "store.db", clock) as engine:
        await start(engine)
        lengths = []
        for _ in range(100):
            await post(engine, "instances/c1/raiseEvent/steer")
            await rest(engine)
            lengths.append(len(await history(engine)))
    assert max(lengths) < LONG


async def test_a_steering_event_makes_it_look_before_its_time(tmp_path: Path) -> None:
    clock, campaign = TurnedClock(), Campaign(looks=5, wait=30)
    async with running(campaign.runtime, tmp_path / "store.db", clock) as engine:
        await start(engine)
        await post(engine, "instances/c1/raiseEvent/steer")
        await rest(engine)
    # Cancelling the timer ends the wait on the host's side before the event is read there, so that
    # the next generation gets it once more: one look too many, which costs nothing.
    assert campaign.looked == 3
