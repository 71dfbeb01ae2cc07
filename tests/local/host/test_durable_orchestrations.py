"""Orchestrators, activities, retries and sub-orchestrations, seen over HTTP."""

from tests.local.host.durable_client import Durable

pytest_plugins = ["tests.local.host.durable_host"]


async def test_activities_run_one_after_another(durable: Durable) -> None:
    """learn.microsoft.com/azure/azure-functions/durable/durable-functions-overview#chaining."""
    assert await durable.output("chain", 5) == 30


async def test_activities_run_side_by_side(durable: Durable) -> None:
    """learn.microsoft.com/azure/azure-functions/durable/durable-functions-overview#fan-in-out."""
    assert await durable.output("fan_out", 20) == 2470


async def test_json_travels_unchanged_through_an_activity(durable: Durable) -> None:
    """durable-functions-bindings#trigger-behavior: values are JSON."""
    given = {"text": 'ñ "quoted" \u2028', "list": [1, 2.5, None, True], "empty": {}}
    assert await durable.output("echoes", given) == given


async def test_a_large_payload_travels_whole(durable: Durable) -> None:
    """durable-functions-best-practice-reference: large ones are slow, not refused."""
    given = "x" * 3_000_000
    assert await durable.output("echoes", given) == given


async def test_a_failed_activity_is_tried_again(durable: Durable) -> None:
    """durable-functions-error-handling#automatic-retry-on-failure."""
    assert await durable.output("retried", 3) == "ok after 3"


async def test_retries_side_by_side_keep_their_own_counts(durable: Durable) -> None:
    """DTFx RetryInterceptor: each call has its own loop."""
    assert await durable.output("retried_together") == ["ok after 3"] * 4


async def test_after_the_last_attempt_the_orchestrator_may_catch_it(durable: Durable) -> None:
    """durable-functions-error-handling#errors-in-activity-functions; SDK RetryAbleTask."""
    error, squared = await durable.output("retries_exhausted")
    assert error.startswith("Activity function 'fail' failed: ValueError: no luck")
    assert squared == 9


async def test_an_uncaught_failure_fails_the_orchestration(durable: Durable) -> None:
    """durable-functions-error-handling: an unhandled exception marks the instance Failed."""
    status = await durable.run("fails")
    assert status["runtimeStatus"] == "Failed"
    expected = "Orchestrator function 'fails' failed: Activity function 'fail' failed: "
    assert status["output"].startswith(f"{expected}ValueError: no luck")


async def test_an_exception_without_words_is_a_failure_too(durable: Durable) -> None:
    """durable-functions-error-handling#errors-in-activity-functions."""
    assert (await durable.run("fails", "fail_without_words"))["runtimeStatus"] == "Failed"


async def test_an_exception_of_the_orchestrator_itself_fails_it(durable: Durable) -> None:
    """OutOfProcOrchestrationShim: Error in the state becomes OrchestrationFailureException."""
    status = await durable.run("fails_by_itself")
    assert status["output"] == "Orchestrator function 'fails_by_itself' failed: 'lost'"


async def test_an_activity_that_is_not_there_fails_the_orchestration(durable: Durable) -> None:
    """DurableTaskExtension.ThrowIfFunctionDoesNotExist."""
    status = await durable.run("fails", "no_such_activity")
    assert status["runtimeStatus"] == "Failed"
    assert "The function 'no_such_activity' doesn't exist" in status["output"]


async def test_a_failure_among_many_waits_for_the_others(durable: Durable) -> None:
    """OutOfProcOrchestrationShim: Task.WhenAll ends when all have ended."""
    assert await durable.output("one_of_all_fails") == 25


async def test_all_within_any_is_won_by_whoever_is_first(durable: Durable) -> None:
    """OutOfProcOrchestrationShim: compound actions nest."""
    assert await durable.output("nested") == [0, 1, 4]


async def test_results_can_be_taken_as_they_come(durable: Durable) -> None:
    """durable-functions-overview: task_any in a loop."""
    assert await durable.output("as_they_come") == [0.05, 0.2, 0.4]


async def test_a_child_knows_its_parent(durable: Durable) -> None:
    """durable-functions-sub-orchestrations; TaskOrchestrationContext: ExecutionId:number."""
    links = await durable.start("parent", {"child": "who_am_i"})
    child, parent = (await durable.end(links))["output"]
    assert parent == links["id"]
    assert child.endswith(":0")


async def test_a_child_may_have_a_fixed_id(durable: Durable) -> None:
    """durable-functions-sub-orchestrations; call_sub_orchestrator(instance_id)."""
    wish = {"child": "who_am_i", "id": "child-of-my-own"}
    assert (await durable.output("parent", wish))[0] == "child-of-my-own"


async def test_a_childs_result_is_its_parents(durable: Durable) -> None:
    """durable-functions-sub-orchestrations."""
    assert await durable.output("parent", {"child": "chain", "input": 4}) == 14


async def test_a_childs_failure_can_be_caught(durable: Durable) -> None:
    """durable-functions-error-handling: SubOrchestrationInstanceFailed raises in the parent."""
    caught = await durable.output("forgiving_parent")
    assert caught.startswith("Orchestrator function 'fails' failed: ")


async def test_a_failed_child_is_tried_again(durable: Durable) -> None:
    """call_sub_orchestrator_with_retry."""
    assert await durable.output("stubborn_parent") == "ok after 3"


async def test_a_child_with_its_parents_id_is_refused(durable: Durable) -> None:
    """DurableOrchestrationContext.CallDurableTaskFunctionAsync."""
    wish = {"child": "who_am_i", "id": "same-id"}
    status = await durable.run("parent", wish, id="same-id")
    assert "must be different than the instance ID of a parent" in status["output"]


async def test_ids_and_times_are_the_same_in_every_replay(durable: Durable) -> None:
    """durable-functions-code-constraints#guids-and-uuids."""
    assert await durable.output("ids_and_times") is True


async def test_code_that_asks_whether_it_replays_runs_once(durable: Durable) -> None:
    """durable-functions-diagnostics#replay-safe-logging."""
    assert await durable.output("replays") == [1, 1, 1]


async def test_changed_code_is_told_so(durable: Durable) -> None:
    """DTFx NonDeterministicOrchestrationException."""
    status = await durable.run("changes_its_mind")
    assert status["runtimeStatus"] == "Failed"
    assert status["output"].startswith("Non-Deterministic workflow detected")
    assert "'square' with sequence number 0" in status["output"]


async def test_an_orchestrator_need_not_wait_for_anything(durable: Durable) -> None:
    """SDK TaskOrchestrationExecutor: a function that is no generator returns its output."""
    assert await durable.output("not_a_generator", "x") == "at once: x"


async def test_a_new_generation_begins_with_its_new_input(durable: Durable) -> None:
    """durable-functions-eternal-orchestrations."""
    links = await durable.start("counts_down", 3)
    status = await durable.end(links)
    assert (status["output"], status["input"]) == ("landed", "0")


async def test_timers_of_an_old_generation_do_not_ring_in_the_new(durable: Durable) -> None:
    """durable-functions-eternal-orchestrations; stale execution ids are dropped."""
    links = await durable.start("leaves_a_timer_behind", 1)
    await durable.raise_event(links, "go", 1)
    assert (await durable.end(links))["output"] >= 1


async def test_an_orchestrator_can_call_an_address(durable: Durable) -> None:
    """durable-functions-http-features#consuming-http-apis."""
    url = str(durable.http.base_url.join("/durable-echo"))
    assert await durable.output("calls_home", url) == [200, "here"]
