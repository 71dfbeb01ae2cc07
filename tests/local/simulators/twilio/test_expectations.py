import sys
from collections.abc import AsyncIterator
from pathlib import Path
from subprocess import run
from typing import Any

import pytest

from scripts.local.places import ROOT
from scripts.local.simulators.twilio.checks import expectations_of
from tests.local.simulators.twilio.box import PUBLIC, Box, network

SOMEBODY = "+12125550125"
PERSON = """
name: somebody
about: answers twice and hangs up
match: 25
turns:
  - say: {text: {en: "Yes, it is me.", es: "Sí."}, takes_ms: 3000}
  - say: Fine.
    hangup: true
expect:
  outcome: completed
  dnc: true
"""
ATTRIBUTES = 'input="speech" timeout="5" speechTimeout="1"'
ASK = f'<Response><Gather {ATTRIBUTES} action="/turn"><Say>Is it you?</Say></Gather></Response>'
LATE = '<Response><Pause length="6"/><Redirect>/again</Redirect></Response>'


@pytest.fixture
async def box(tmp_path: Path, expected: str) -> AsyncIterator[Box]:
    """Somebody of whom something is expected, and an app that asks twice."""
    (tmp_path / "people.yaml").write_text(f"{PERSON}  {expected}\n", "utf-8")
    async with network(people=(tmp_path,)) as made:
        made.app.says("/voice", ASK)
        made.app.says("/turn", ASK)
        yield made


async def judged(box: Box) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await box.get("/__sim__/asserts"))["expectations"]
    return found


@pytest.mark.parametrize(
    "expected",
    [
        "max_turns: 2",
        "max_turn_latency_ms: 1000",
        "heard: [Is it you?, {en: you, es: usted}]",
        "never_heard: [password]",
        "hung_up_by: [callee]",
    ],
)
async def test_what_is_as_expected_is_not_told(box: Box) -> None:
    await box.call(SOMEBODY)
    assert await judged(box) == []


@pytest.mark.parametrize(
    ("expected", "told", "seen"),
    [
        ("max_turns: 1", "at most 1 turns", {"turns": 2}),
        ("max_turn_latency_ms: 999", "an answer within 999 ms", {"waited_ms": 1000}),
        ("heard: [goodbye]", "to hear 'goodbye'", {"persona": "somebody"}),
        ("never_heard: [it is you, is it]", "never to hear 'is it'", {"heard": "Is it you?"}),
        ("hung_up_by: [app]", "to be ended by app", {"by": "callee"}),
    ],
)
async def test_what_is_not_is_told_with_what_was_seen(
    box: Box, told: str, seen: dict[str, Any]
) -> None:
    sid = (await box.create(SOMEBODY)).json()["sid"]
    await box.rest()
    first = (await judged(box))[0]
    assert (first["call"], first["persona"], first["number"]) == (sid, "somebody", SOMEBODY)
    assert (first["expected"], {name: first[name] for name in seen}) == (told, seen)


@pytest.mark.parametrize("expected", ["max_turn_latency_ms: 5000"])
async def test_silence_before_the_answer_counts_as_waiting(box: Box) -> None:
    box.app.says("/turn", LATE)
    box.app.says("/again", ASK)
    await box.call(SOMEBODY)
    assert [each["waited_ms"] for each in await judged(box)] == [7000]


async def test_what_two_people_say_to_each_other_waits_for_no_answer(tmp_path: Path) -> None:
    stays = PERSON.replace("    hangup: true\n", "")
    (tmp_path / "people.yaml").write_text(f"{stays}  max_turn_latency_ms: 5000\n", "utf-8")
    async with network(people=(tmp_path,)) as box:
        box.app.says("/voice", "<Response><Dial action='/again'>+13125550100</Dial></Response>")
        box.app.says("/again", "<Response><Say>Goodbye.</Say></Response>")
        await box.call(SOMEBODY)
        assert len(box.app.posted("/again")) == 1
        assert await judged(box) == []


async def test_what_was_cut_off_was_not_heard(tmp_path: Path) -> None:
    hasty = PERSON.replace("takes_ms: 3000", "barge_in_at_ms: 1000")
    (tmp_path / "people.yaml").write_text(f"{hasty}  never_heard: [one hour]\n", "utf-8")
    async with network(people=(tmp_path,)) as box:
        box.app.says("/voice", ASK.replace("Is it you?", "A long story of an hour, of one hour."))
        await box.call(SOMEBODY)
        assert await judged(box) == []


@pytest.mark.parametrize("expected", ["heard: [goodbye]"])
async def test_a_call_that_goes_on_is_not_judged_yet(box: Box) -> None:
    await box.until_said(await box.create(SOMEBODY))
    assert await judged(box) == []


@pytest.mark.parametrize("expected", ["heard: [goodbye]"])
async def test_a_call_nobody_answered_is_not_judged(box: Box) -> None:
    await box.call(SOMEBODY, Timeout="2")
    assert await judged(box) == []


@pytest.mark.parametrize("expected", ["max_turns: 1"])
async def test_outcome_and_opt_out_are_there_for_the_apps_own_tests(box: Box) -> None:
    sid = (await box.create(SOMEBODY)).json()["sid"]
    await box.rest()
    net = box.simulator.network
    verdict = expectations_of(net, net.calls[sid])
    assert (verdict.outcome, verdict.do_not_call, len(verdict.violations)) == ("completed", True, 1)
    assert await box.get(f"/__sim__/calls/{sid}/expectations") == verdict.model_dump(mode="json")


@pytest.mark.parametrize("expected", ["max_turns: 2"])
async def test_expectations_of_no_call_are_not_found(box: Box) -> None:
    answer = await box.http.get(f"/__sim__/calls/CA{'0' * 32}/expectations")
    assert answer.status_code == 404


async def test_a_tag_in_the_voice_url_chooses_who_answers(tmp_path: Path) -> None:
    tagged = PERSON.replace("match: 25", "match: {carries: {campaign: spring-*}}")
    (tmp_path / "people.yaml").write_text(tagged, "utf-8")
    async with network(people=(tmp_path,)) as box:
        box.app.says("/voice", ASK)
        box.app.says("/turn", ASK)
        await box.call("+12125550110", Url=f"{PUBLIC}/voice?campaign=spring-7")
        assert box.app.posted("/turn")[0]["SpeechResult"] == "Yes, it is me."


async def test_a_person_of_ones_own_can_be_refused(tmp_path: Path) -> None:
    (tmp_path / "people.yaml").write_text(f"{PERSON}  max_turns: 2\nrefused: 21214\n", "utf-8")
    async with network(people=(tmp_path,)) as box:
        assert (await box.create(SOMEBODY)).json()["code"] == 21214


def test_the_simulators_do_not_start_with_people_they_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "people.yaml").write_text(f"{PERSON}  patience: 3\n", "utf-8")
    wanted = [
        "-m",
        "scripts.local.simulators",
        "--people",
        f"{tmp_path}",
        "--folder",
        f"{tmp_path}",
    ]
    ended = run([sys.executable, *wanted], check=False, capture_output=True, cwd=ROOT, text=True)
    assert ended.returncode == 1
    assert "people.yaml: somebody.expect.patience" in ended.stderr
