"""The host's side of the replay: numbering, retries, any and all, as DTFx has them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scripts.local.host.durable.actions import Wish
from scripts.local.host.durable.calls import Calls, Functions, Refused
from scripts.local.host.durable.events import Event, Kind, event, written
from scripts.local.host.durable.replay import NonDeterministic, Outcome, Replay
from scripts.local.host.durable.retries import Retries
from scripts.local.host.runtime import Function

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
ACTIVITY = {"actionType": Wish.ACTIVITY, "functionName": "ring", "input": "1"}
EVENT = {"actionType": Wish.EXTERNAL_EVENT, "externalEventName": "Go"}
CONTINUE = {"actionType": Wish.CONTINUE_AS_NEW, "input": "2"}
BEGUN = [event(Kind.ORCHESTRATOR_STARTED, NOW), event(Kind.EXECUTION_STARTED, NOW)]


def test_what_is_asked_for_is_numbered_from_zero() -> None:
    both = {"actionType": Wish.ALL, "compoundActions": [ACTIVITY, _timer()]}
    new = _replayed([both]).new
    assert [(each["EventId"], each["EventType"]) for each in new] == [
        (0, Kind.TASK_SCHEDULED),
        (1, Kind.TIMER_CREATED),
    ]


def test_what_is_in_the_history_is_not_asked_for_again() -> None:
    outcome = _replayed([ACTIVITY, ACTIVITY], _scheduled(0), _completed(0))
    assert [each["EventId"] for each in outcome.new] == [1]


def test_the_next_action_waits_for_the_one_before() -> None:
    assert len(_replayed([ACTIVITY, ACTIVITY], _scheduled(0)).new) == 0


def test_all_is_over_only_when_the_last_is() -> None:
    both = {"actionType": Wish.ALL, "compoundActions": [ACTIVITY, ACTIVITY]}
    begun = [_scheduled(0), _scheduled(1), _failed(0)]
    assert not _replayed([both], *begun).reached_the_end
    assert _replayed([both], *begun, _completed(1)).reached_the_end


def test_any_is_over_with_the_first_even_if_that_failed() -> None:
    either = {"actionType": Wish.ANY, "compoundActions": [ACTIVITY, ACTIVITY]}
    assert _replayed([either], _scheduled(0), _scheduled(1), _failed(1)).reached_the_end


def test_a_cancelled_timer_is_over_and_need_not_ring() -> None:
    outcome = _replayed([{**_timer(), "isCanceled": True}])
    assert (outcome.cancelled, outcome.reached_the_end) == ([0], True)


def test_names_of_events_know_no_case() -> None:
    assert _replayed([EVENT], _raised("gO")).reached_the_end


def test_an_event_waits_for_its_listener() -> None:
    history = [_raised("go"), _scheduled(0), _completed(0)]
    assert _replayed([ACTIVITY, EVENT], *history).reached_the_end


def test_an_event_is_read_once() -> None:
    assert not _replayed([EVENT, EVENT], _raised("go")).reached_the_end


def test_events_after_continue_as_new_are_carried_over() -> None:
    outcome = _replayed([EVENT, CONTINUE], _raised("go"), _raised("later"))
    assert [each["Name"] for each in outcome.carried] == ["later"]
    assert (outcome.continues, outcome.continued_with) == (True, "2")


def test_a_failed_call_is_followed_by_a_pause_and_another_call() -> None:
    failed = [_scheduled(0), _failed(0)]
    assert [each["EventType"] for each in _replayed([_retried()], *failed).new] == [
        Kind.TIMER_CREATED
    ]
    again = _replayed([_retried()], *failed, _timer_created(1), _fired(1))
    assert [(e["EventType"], e["EventId"]) for e in again.new] == [(Kind.TASK_SCHEDULED, 2)]


def test_the_last_attempt_is_followed_by_one_more_pause() -> None:
    tried = [_scheduled(0), _failed(0), _timer_created(1), _fired(1), _scheduled(2), _failed(2)]
    waiting = _replayed([_retried(attempts=2)], *tried)
    assert [each["EventType"] for each in waiting.new] == [Kind.TIMER_CREATED]
    assert _replayed([_retried(2)], *tried, _timer_created(3), _fired(3)).reached_the_end


def test_a_pause_begins_at_the_time_of_its_turn() -> None:
    later = NOW + timedelta(minutes=5)
    turn = event(Kind.ORCHESTRATOR_STARTED, later)
    new = _replayed([_retried()], _scheduled(0), turn, _failed(0)).new
    assert new[0]["FireAt"] == written(later + timedelta(seconds=1))


@pytest.mark.parametrize(("attempt", "seconds"), [(0, 1), (1, 2), (2, 4), (3, 5)])
def test_pauses_grow_up_to_the_longest(attempt: int, seconds: int) -> None:
    options = _retries(backoffCoefficient=2, maxRetryIntervalInMilliseconds=5000)
    assert options.delay(attempt, timedelta()) == timedelta(seconds=seconds)


def test_after_the_retry_timeout_nothing_is_tried_again() -> None:
    options = _retries(retryTimeoutInMilliseconds=60_000)
    assert options.delay(0, timedelta(seconds=59)) is not None
    assert options.delay(1, timedelta(seconds=60)) is None


def test_a_child_without_an_id_gets_one_from_its_place() -> None:
    child = {"actionType": Wish.SUB_ORCHESTRATION, "functionName": "escalate", "input": "1"}
    new = _replayed([ACTIVITY, child], _scheduled(0), _completed(0)).new
    assert new[0]["InstanceId"] == "execution:1"


def test_an_entitys_answer_ends_the_call() -> None:
    call = {
        "actionType": Wish.ENTITY,
        "instanceId": "@counter@a",
        "operation": "add",
        "input": "1",
    }
    asked = _replayed([call]).new[0]
    request_id = asked["Input"].split('"id":"')[1].split('"')[0]
    assert not _replayed([call], asked).reached_the_end
    assert _replayed([call], asked, _raised(request_id)).reached_the_end


def test_a_call_that_is_gone_from_the_code_is_told() -> None:
    with pytest.raises(NonDeterministic, match="'ring' with sequence number 0"):
        _replayed([], _scheduled(0))


def test_another_call_in_the_place_of_one_is_told() -> None:
    with pytest.raises(NonDeterministic, match="asks for a timer task in its place"):
        _replayed([_timer()], _scheduled(0))


def test_an_unknown_activity_is_refused() -> None:
    with pytest.raises(Refused, match="the known activity functions are 'ring'"):
        _replayed([{**ACTIVITY, "functionName": "sing"}])


def test_an_unknown_action_is_refused() -> None:
    with pytest.raises(Refused, match="unknown action: 99"):
        _replayed([{"actionType": 99}])


def test_a_thousand_actions_that_are_over_need_no_deep_stack() -> None:
    signal = {"actionType": Wish.SIGNAL, "instanceId": "@counter@a", "operation": "add"}
    assert len(_replayed([signal] * 3000).new) == 3000


def _replayed(actions: list[dict[str, Any]], *history: Event) -> Outcome:
    functions = Functions(
        orchestrators={"escalate": _function("escalate")},
        activities={"ring": _function("ring")},
        entities={"counter": _function("counter")},
    )
    calls = Calls(functions, "instance", "execution")
    return Replay(calls, NOW).run(actions, [*BEGUN, *history])


def _function(name: str) -> Function:
    return Function(id=name, name=name, trigger={"type": "x"}, inputs=[], outputs=[])


def _timer() -> dict[str, Any]:
    return {"actionType": Wish.TIMER, "fireAt": written(NOW + timedelta(hours=1))}


def _retried(attempts: int = 3) -> dict[str, Any]:
    options = {"firstRetryIntervalInMilliseconds": 1000, "maxNumberOfAttempts": attempts}
    return {**ACTIVITY, "actionType": Wish.RETRIED_ACTIVITY, "retryOptions": options}


def _retries(**more: float) -> Retries:
    basic = {"firstRetryIntervalInMilliseconds": 1000, "maxNumberOfAttempts": 9}
    return Retries.model_validate({**basic, **more})


def _scheduled(number: int) -> Event:
    return event(Kind.TASK_SCHEDULED, NOW, number, Name="ring", Input="1")


def _completed(number: int) -> Event:
    return event(Kind.TASK_COMPLETED, NOW, TaskScheduledId=number, Result="1")


def _failed(number: int) -> Event:
    return event(Kind.TASK_FAILED, NOW, TaskScheduledId=number, Reason="no", Details="")


def _timer_created(number: int) -> Event:
    return event(Kind.TIMER_CREATED, NOW, number, FireAt=written(NOW))


def _fired(number: int) -> Event:
    return event(Kind.TIMER_FIRED, NOW, TimerId=number)


def _raised(name: str) -> Event:
    return event(Kind.EVENT_RAISED, NOW, Name=name, Input="1")
