"""Durable functions for the conformance suite: each orchestrator shows one behaviour."""

import json
import time
from collections.abc import Generator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import azure.durable_functions as df
import azure.functions as func

durable = df.Blueprint()

type Steps = Generator[Any, Any, Any]

QUICKLY = df.RetryOptions(first_retry_interval_in_milliseconds=50, max_number_of_attempts=3)
_tries: dict[str, int] = {}


@durable.route(route="durable/{name}", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
@durable.durable_client_input(client_name="client")
async def post_orchestration(
    req: func.HttpRequest, client: df.DurableOrchestrationClient
) -> func.HttpResponse:
    """Start an orchestration through the SDK's client."""
    given = json.loads(req.get_body() or b"null")
    started = await client.start_new(req.route_params["name"], req.params.get("id"), given)
    answer: func.HttpResponse = client.create_check_status_response(req, started)
    return answer


@durable.route(
    route="durable-client/{method}", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS
)
@durable.durable_client_input(client_name="client")
async def post_client_call(
    req: func.HttpRequest, client: df.DurableOrchestrationClient
) -> func.HttpResponse:
    """Call a method of the SDK's client with the arguments in the body; show what came of it."""
    try:
        answer = await _call(client, req.route_params["method"], req.get_json())
    except Exception as error:  # noqa: BLE001 - the test wants to see whatever it is
        return func.HttpResponse(json.dumps({"error": str(error)}), status_code=500)
    return func.HttpResponse(json.dumps({"answer": answer}))


async def _call(client: df.DurableOrchestrationClient, method: str, given: dict[str, Any]) -> Any:
    if "entity" in given:
        given["entityId"] = df.EntityId(*given.pop("entity"))
    for name in ("created_time_from", "created_time_to"):
        if name in given:
            given[name] = datetime.fromisoformat(given[name])
    if "runtime_status" in given:
        wanted = given["runtime_status"]
        given["runtime_status"] = [df.OrchestrationRuntimeStatus(each) for each in wanted]
    return _plain(await getattr(client, method)(**given))


def _plain(answer: Any) -> Any:
    if isinstance(answer, list):
        return [_plain(each) for each in answer]
    if isinstance(answer, df.models.DurableOrchestrationStatus.DurableOrchestrationStatus):
        return answer.to_json()
    return answer if isinstance(answer, str | int | None) else vars(answer)


@durable.activity_trigger(input_name="number")
def square(number: int) -> int:
    return number * number


@durable.activity_trigger(input_name="order")
def fail_until(order: Any) -> str:
    """Fail until the call of that number; `key` tells the counts apart."""
    key, wanted = order["key"], order["succeeds"]
    _tries[key] = _tries.get(key, 0) + 1
    if _tries[key] < wanted:
        raise ValueError(f"try {_tries[key]}")
    return f"ok after {_tries[key]}"


@durable.activity_trigger(input_name="nothing")
def fail(nothing: Any) -> None:
    assert nothing is None
    raise ValueError("no luck")


@durable.activity_trigger(input_name="nothing")
def fail_without_words(nothing: Any) -> None:
    assert nothing is None
    raise ValueError


@durable.activity_trigger(input_name="given")
def echo(given: Any) -> Any:
    return given


@durable.activity_trigger(input_name="seconds")
def nap(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


@durable.activity_trigger(input_name="note")
def write_down(note: Any) -> str:
    """Add a line to a file, so that what ran can be seen after a crash; then maybe take a nap."""
    with Path(note["file"]).open("a") as file:
        file.write(f"{note['line']}\n")
    time.sleep(note.get("nap", 0))
    return str(note["line"])


@durable.orchestration_trigger(context_name="context")
def chain(context: df.DurableOrchestrationContext) -> Steps:
    total = 0
    for number in range(context.get_input()):
        total += yield context.call_activity(square, number)
    return total


@durable.orchestration_trigger(context_name="context")
def fan_out(context: df.DurableOrchestrationContext) -> Steps:
    squares = [context.call_activity(square, number) for number in range(context.get_input())]
    return sum((yield context.task_all(squares)))


@durable.orchestration_trigger(context_name="context")
def echoes(context: df.DurableOrchestrationContext) -> Steps:
    return (yield context.call_activity(echo, context.get_input()))


@durable.orchestration_trigger(context_name="context")
def retried(context: df.DurableOrchestrationContext) -> Steps:
    order = {"key": context.instance_id, "succeeds": context.get_input()}
    return (yield context.call_activity_with_retry(fail_until, QUICKLY, order))


@durable.orchestration_trigger(context_name="context")
def retried_together(context: df.DurableOrchestrationContext) -> Steps:
    orders = [{"key": f"{context.instance_id}-{n}", "succeeds": 3} for n in range(4)]
    tasks = [context.call_activity_with_retry(fail_until, QUICKLY, order) for order in orders]
    return (yield context.task_all(tasks))


@durable.orchestration_trigger(context_name="context")
def retries_exhausted(context: df.DurableOrchestrationContext) -> Steps:
    try:
        yield context.call_activity_with_retry(fail, QUICKLY)
    except Exception as error:  # noqa: BLE001 - SDK 1.x raises no other
        again = yield context.call_activity(square, 3)
        return [str(error).splitlines()[0], again]


@durable.orchestration_trigger(context_name="context")
def fails(context: df.DurableOrchestrationContext) -> Steps:
    yield context.call_activity(context.get_input() or "fail", None)


@durable.orchestration_trigger(context_name="context")
def fails_by_itself(context: df.DurableOrchestrationContext) -> Steps:
    yield context.call_activity(square, 1)
    raise KeyError("lost")


@durable.orchestration_trigger(context_name="context")
def one_of_all_fails(context: df.DurableOrchestrationContext) -> Steps:
    try:
        yield context.task_all([context.call_activity(fail, None), context.call_activity(nap, 0.3)])
    except Exception:  # noqa: BLE001 - as above
        return (yield context.call_activity(square, 5))


@durable.orchestration_trigger(context_name="context")
def nested(context: df.DurableOrchestrationContext) -> Steps:
    late = context.create_timer(context.current_utc_datetime + timedelta(hours=1))
    squares = context.task_all([context.call_activity(square, number) for number in range(3)])
    winner = yield context.task_any([squares, late])
    late.cancel()
    return winner.result


@durable.orchestration_trigger(context_name="context")
def as_they_come(context: df.DurableOrchestrationContext) -> Steps:
    left, came = [context.call_activity(nap, each) for each in (0.4, 0.2, 0.05)], []
    while left:
        winner = yield context.task_any(left)
        left.remove(winner)
        came.append(winner.result)
    return came


@durable.orchestration_trigger(context_name="context")
def parent(context: df.DurableOrchestrationContext) -> Steps:
    wish = context.get_input()
    return (yield context.call_sub_orchestrator(wish["child"], wish.get("input"), wish.get("id")))


@durable.orchestration_trigger(context_name="context")
def forgiving_parent(context: df.DurableOrchestrationContext) -> Steps:
    try:
        yield context.call_sub_orchestrator("fails", None)
    except Exception as error:  # noqa: BLE001 - as above
        return str(error)


@durable.orchestration_trigger(context_name="context")
def stubborn_parent(context: df.DurableOrchestrationContext) -> Steps:
    order = {"key": context.instance_id, "succeeds": 3}
    return (yield context.call_sub_orchestrator_with_retry("tries", QUICKLY, order))


@durable.orchestration_trigger(context_name="context")
def tries(context: df.DurableOrchestrationContext) -> Steps:
    return (yield context.call_activity(fail_until, context.get_input()))


@durable.orchestration_trigger(context_name="context")
def who_am_i(context: df.DurableOrchestrationContext) -> Steps:
    yield context.call_activity(square, 1)
    return [context.instance_id, context.parent_instance_id]


@durable.orchestration_trigger(context_name="context")
def sleeps(context: df.DurableOrchestrationContext) -> Steps:
    began = context.current_utc_datetime
    yield context.create_timer(began + timedelta(seconds=context.get_input()))
    return (context.current_utc_datetime - began).total_seconds()


@durable.orchestration_trigger(context_name="context")
def waits(context: df.DurableOrchestrationContext) -> Steps:
    """Wait for `go`; events from the SDK's client come as JSON once more than the others."""
    context.set_custom_status("waiting")
    return (yield context.wait_for_external_event("go"))


@durable.orchestration_trigger(context_name="context")
def waits_with_a_deadline(context: df.DurableOrchestrationContext) -> Steps:
    deadline = context.create_timer(
        context.current_utc_datetime + timedelta(seconds=context.get_input())
    )
    event = context.wait_for_external_event("go")
    winner = yield context.task_any([event, deadline])
    if winner is deadline:
        return "too late"
    deadline.cancel()
    return [event.result, deadline.is_cancelled]


@durable.orchestration_trigger(context_name="context")
def three_in_a_row(context: df.DurableOrchestrationContext) -> Steps:
    came = []
    for _ in range(3):
        came.append((yield context.wait_for_external_event("go")))  # noqa: PERF401 - no yield there
    return came


@durable.orchestration_trigger(context_name="context")
def two_at_once(context: df.DurableOrchestrationContext) -> Steps:
    first = context.wait_for_external_event("go")
    second = context.wait_for_external_event("go")
    yield context.task_all([first, second])
    return {"first": first.result, "second": second.result}


@durable.orchestration_trigger(context_name="context")
def listens_late(context: df.DurableOrchestrationContext) -> Steps:
    yield context.create_timer(context.current_utc_datetime + timedelta(seconds=0.5))
    return (yield context.wait_for_external_event("go"))


@durable.orchestration_trigger(context_name="context")
def counts_down(context: df.DurableOrchestrationContext) -> Steps:
    left = context.get_input()
    yield context.call_activity(square, left)
    if left:
        context.continue_as_new(left - 1)
        return None
    return "landed"


@durable.orchestration_trigger(context_name="context")
def leaves_a_timer_behind(context: df.DurableOrchestrationContext) -> Steps:
    """The first generation's timer is due while the second waits for its own, longer one."""
    generation, began = context.get_input(), context.current_utc_datetime
    pause = timedelta(seconds=0.3 if generation == 1 else 1)
    timer = context.create_timer(began + pause)
    go = context.wait_for_external_event("go")
    yield context.task_any([timer, go])
    if generation == 1:
        context.continue_as_new(2)
        return None
    return (context.current_utc_datetime - began).total_seconds()


@durable.orchestration_trigger(context_name="context")
def tells_its_status(context: df.DurableOrchestrationContext) -> Steps:
    context.set_custom_status({"step": 1})
    yield context.wait_for_external_event("go")
    context.set_custom_status({"step": 2})
    return None


@durable.orchestration_trigger(context_name="context")
def ids_and_times(context: df.DurableOrchestrationContext) -> Steps:
    before = [context.new_uuid(), context.new_uuid(), str(context.current_utc_datetime)]
    yield context.call_activity(square, 1)
    noted = yield context.call_activity(echo, before)
    return noted == before and before[0] != before[1]


@durable.orchestration_trigger(context_name="context")
def changes_its_mind(context: df.DurableOrchestrationContext) -> Steps:
    """Break the rule: ask for another activity in the replay than at first."""
    name = "square" if _tries.setdefault(context.instance_id, 0) == 0 else "echo"
    _tries[context.instance_id] += 1
    yield context.call_activity(name, 1)
    return (yield context.call_activity("square", 2))


@durable.orchestration_trigger(context_name="context")
def replays(context: df.DurableOrchestrationContext) -> Steps:
    """How often the code below each step ran for real: exactly once, says the documentation."""
    for step in range(3):
        if not context.is_replaying:
            key = f"{context.instance_id}-{step}"
            _tries[key] = _tries.get(key, 0) + 1
        yield context.call_activity(square, step)
    return [_tries[f"{context.instance_id}-{step}"] for step in range(3)]


@durable.orchestration_trigger(context_name="context")
def writes_twice(context: df.DurableOrchestrationContext) -> Steps:
    """The story for the crash: a note, a pause for an event, a slow note, a last one."""
    file = context.get_input()
    yield context.call_activity(write_down, {"file": file, "line": "first"})
    yield context.wait_for_external_event("go")
    yield context.call_activity(write_down, {"file": file, "line": "slow", "nap": 2})
    yield context.create_timer(context.current_utc_datetime + timedelta(seconds=0.2))
    return (yield context.call_activity(write_down, {"file": file, "line": "last"}))


@durable.orchestration_trigger(context_name="context")
def calls_home(context: df.DurableOrchestrationContext) -> Steps:
    answer = yield context.call_http("GET", context.get_input())
    return [answer["statusCode"], answer["content"]]


@durable.orchestration_trigger(context_name="context")
def counts_on_an_entity(context: df.DurableOrchestrationContext) -> Steps:
    counter_id = df.EntityId("counter", context.instance_id)
    context.signal_entity(counter_id, "add", 5)
    sums = [(yield context.call_entity(counter_id, "add", context.get_input()))]
    try:
        yield context.call_entity(counter_id, "explode", 0)
    except Exception as error:  # noqa: BLE001 - as above
        sums.append(str(error))
    return sums


@durable.orchestration_trigger(context_name="context")
def not_a_generator(context: df.DurableOrchestrationContext) -> str:
    return f"at once: {context.get_input()}"


@durable.entity_trigger(context_name="context")
def counter(context: df.DurableEntityContext) -> None:
    value = context.get_state(lambda: 0)
    match context.operation_name:
        case "add":
            value += context.get_input()
        case "explode":
            raise ValueError("boom")
        case "delete":
            context.destruct_on_exit()
            return
        case _:
            pass
    context.set_state(value)
    context.set_result(value)


@durable.route(route="durable-echo", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
async def get_durable_echo(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("here")
