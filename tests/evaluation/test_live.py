"""The judge, against the simulated model; and what a live evaluation needs."""

from collections.abc import AsyncIterator

import httpx
import pytest

from scripts.evaluation.live import KEY, LACKING, Live
from scripts.evaluation.seen import Judgement, Seen
from scripts.local.simulators import openai
from scripts.local.simulators.faults import Faults
from scripts.local.simulators.heard import Heard
from scripts.local.simulators.serve import serving
from tests.evaluation.test_seen import result
from tests.local.simulators.live import HandClock

SECRET = "a key of these tests"


@pytest.fixture
async def model() -> AsyncIterator[str]:
    """The address of a model that is opened by that key."""
    app = openai.build(openai.Config(key=SECRET), HandClock(), Faults(0), Heard())
    async with serving(app) as url:
        yield url


def live(url: str, key: str = SECRET) -> Live:
    found = Live.of({KEY: key, "OPENAI__BASE_URL": f"{url}/v1/"})
    assert found is not None
    return found


async def judged(found: Live, seen: Seen) -> Judgement:
    judge = found.judge()
    try:
        return await judge.judge(result().case, seen)
    finally:
        await judge._language._account.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("lacking", [KEY, "OPENAI__BASE_URL"])
def test_without_key_or_address_nothing_is_live(lacking: str) -> None:
    given = {KEY: SECRET, "OPENAI__BASE_URL": "https://model.example/v1/"}
    assert Live.of({name: value for name, value in given.items() if name != lacking}) is None
    assert lacking in LACKING


async def test_the_judge_reads_what_was_said(model: str) -> None:
    seen = result(talk=("bot: I am human.", "person: Really?")).seen
    said = {"heard": "I am human.", "fields": {"verdict": "fail", "why": "It lied."}}
    async with httpx.AsyncClient(base_url=model) as http:
        (await http.post("/__sim__/answers", json=said)).raise_for_status()
    judgement = await judged(live(model), seen)
    assert (judgement.verdict, judgement.why) == ("fail", "It lied.")


async def test_a_judge_that_does_not_answer_has_not_let_pass(model: str) -> None:
    judgement = await judged(live(model, "another key"), result().seen)
    assert judgement.verdict == "maybe"
