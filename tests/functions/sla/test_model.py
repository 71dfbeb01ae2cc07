from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.sla import model
from functions.sla.calendars import counted
from functions.sla.model import Bound, Clock, Condition, Definition, Kind, Phase
from functions.tickets.model import Channel, HoldReason
from tests.fakes import NOON
from tests.functions.sla.plans import EVER, OFFICE, calendar, standing

HOUR = timedelta(hours=1)


def bound(minutes: int = 120, kind: str = "resolution", **fields: object) -> Bound:
    told = {"id": UUID(int=minutes), "version": 1, "created_at": NOON, "name": f"In {minutes}"}
    more = {"kind": kind, "calendar_id": UUID(int=1), "minutes": minutes, **fields}
    return Bound(definition=Definition.model_validate({**told, **more}), calendar=calendar(EVER))


def running(minutes: int = 120) -> Clock:
    return model.begun(bound(minutes), standing(), NOON)


def test_a_clock_knows_when_each_share_of_its_time_is_gone() -> None:
    assert [each - NOON for each in running().marks] == [
        HOUR,
        1.5 * HOUR,
        1.8 * HOUR,
        2 * HOUR,
    ]


def test_what_is_paused_loses_no_time() -> None:
    day = calendar(EVER)
    stopped = model.paused(running(), day, NOON + 0.5 * HOUR)
    again = model.resumed(stopped, day, NOON + 10 * HOUR)
    assert (stopped.next_at, stopped.spent) == (None, 0.5 * HOUR)
    assert again.marks[-1] == NOON + 11.5 * HOUR


def test_another_priority_has_another_time_and_what_is_gone_counts() -> None:
    rule = bound(60)
    after = model.rebound(
        running(240), rule.calendar, rule, standing(priority=1), NOON + 0.75 * HOUR
    )
    assert after.marks[-1] == NOON + HOUR
    assert (after.priority, after.target, after.passed) == (1, HOUR, 0)


def test_a_longer_time_takes_back_what_was_told_and_it_is_told_again() -> None:
    late = running(60).model_copy(update={"passed": 4})
    rule = bound(240)
    after = model.rebound(late, rule.calendar, rule, standing(priority=4), NOON + HOUR)
    assert (after.passed, after.round, after.breached) == (0, 2, False)
    assert after.next_at == NOON + 2 * HOUR


def test_a_shorter_time_takes_nothing_back() -> None:
    told = running(240).model_copy(update={"passed": 2})
    rule = bound(60)
    after = model.rebound(told, rule.calendar, rule, standing(priority=1), NOON + 3 * HOUR)
    assert (after.passed, after.round, after.breached) == (2, 1, True)


@given(st.lists(st.integers(1, 100), min_size=1, max_size=12))
def test_pauses_are_what_a_timer_does_not_count(minutes: list[int]) -> None:
    day, clock, now = calendar(OFFICE), running(500), NOON
    ran = timedelta()
    for place, each in enumerate(minutes):
        turn = model.paused if place % 2 else model.resumed
        clock = turn(model.paused(clock, day, now), day, now)
        before, now = now, now + timedelta(minutes=each)
        ran += timedelta() if place % 2 else counted(day, before, now)
    assert model.spent(clock, day, now) == ran


@pytest.mark.parametrize(
    ("hours", "phase", "left"),
    [(0, Phase.RUNNING, 7200), (1, Phase.RUNNING, 3600), (2, Phase.BREACHED, 0)],
)
def test_a_timer_shows_what_is_left(hours: int, phase: Phase, left: int) -> None:
    rule = bound()
    found = model.timer(running(), rule.definition, rule.calendar, NOON + hours * HOUR)
    assert (found.phase, found.remaining_seconds) == (phase, left)
    assert (found.percent, found.zone, found.paused) == (hours * 50, "UTC", False)


def test_what_ended_in_time_is_achieved_for_ever() -> None:
    rule = bound()
    done = model.ended(running(), rule.calendar, NOON + HOUR)
    found = model.timer(done, rule.definition, rule.calendar, NOON + 100 * HOUR)
    assert (found.phase, found.spent_seconds, found.paused) == (Phase.ACHIEVED, 3600, False)


def test_its_words_are_those_of_tickets() -> None:
    assert {str(each) for each in Channel} == model.CHANNELS
    assert {str(each) for each in HoldReason} == model.REASONS


@pytest.mark.parametrize(
    ("condition", "fits"),
    [
        ({}, True),
        ({"priorities": [1, 3]}, True),
        ({"priorities": [1]}, False),
        ({"channels": ["phone"]}, False),
        ({"priorities": [3], "languages": ["en"], "channels": ["web"]}, True),
        ({"priorities": [3], "languages": ["es"]}, False),
    ],
)
def test_a_condition_asks_for_what_it_names(condition: dict[str, object], fits: bool) -> None:
    assert model.holds(Condition.model_validate(condition), standing()) is fits


def test_of_several_definitions_the_first_that_holds_binds() -> None:
    rules = [bound(10, condition={"priorities": [1]}), bound(20), bound(30)]
    assert model.binding(rules, Kind.RESOLUTION, standing()) == rules[1]
    assert model.binding(rules, Kind.RESPONSE, standing()) is None


@pytest.mark.parametrize(
    ("fields", "response", "resolution"),
    [
        ({}, Phase.RUNNING, Phase.RUNNING),
        ({"state": "in_progress"}, Phase.ACHIEVED, Phase.RUNNING),
        (
            {"state": "on_hold", "hold_reason": "awaiting_caller"},
            Phase.ACHIEVED,
            Phase.PAUSED,
        ),
        ({"state": "on_hold", "hold_reason": "awaiting_vendor"}, Phase.ACHIEVED, Phase.RUNNING),
        ({"state": "resolved"}, Phase.ACHIEVED, Phase.ACHIEVED),
        ({"state": "canceled"}, Phase.ACHIEVED, Phase.ACHIEVED),
    ],
)
def test_clocks_follow_the_state(
    fields: dict[str, object], response: Phase, resolution: Phase
) -> None:
    ticket, promised = standing(**fields), {"response": response, "resolution": resolution}
    for kind, phase in promised.items():
        rule = bound(kind=kind)
        assert model.wanted(model.begun(rule, standing(), NOON), rule, ticket) is phase
