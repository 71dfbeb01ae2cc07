"""Starting, asking, listing, purging: the public webhooks and the SDK's client."""

import uuid

from tests.local.host.durable_client import Durable

pytest_plugins = ["tests.local.host.durable_host"]


async def test_a_start_answers_with_where_to_look(durable: Durable) -> None:
    """durable-functions-http-api#start-orchestration: 202, Location, Retry-After."""
    answer = await durable.http.post(durable.webhook("orchestrators/waits"))
    links = answer.json()
    assert (answer.status_code, answer.headers["retry-after"]) == (202, "10")
    assert answer.headers["location"] == links["statusQueryGetUri"]
    assert {"sendEventPostUri", "terminatePostUri", "purgeHistoryDeleteUri"} < set(links)


async def test_a_webhooks_object_is_the_input(durable: Durable) -> None:
    """HttpApiHandler.HandleStartOrchestratorRequestAsync: the body is the input."""
    started = await durable.http.post(durable.webhook("orchestrators/echoes"), json={"a": 1})
    assert (await durable.end(started.json()))["output"] == {"a": 1}


async def test_a_start_may_wait_for_the_output(durable: Durable) -> None:
    """durable-functions-http-api: timeout and pollingInterval."""
    url = durable.webhook("orchestrators/echoes")
    wait = {"timeout": "10", "pollingInterval": "0.05"}
    answer = await durable.http.post(url, params=wait, json={"b": 2})
    assert (answer.status_code, answer.json()) == (200, {"b": 2})


async def test_waiting_for_the_output_ends_with_the_time(durable: Durable) -> None:
    """durable-functions-http-api: as createCheckStatusResponse, once the time is over."""
    url = durable.webhook("orchestrators/waits")
    wait = {"timeout": "0.2", "pollingInterval": "0.1"}
    assert (await durable.http.post(url, params=wait)).status_code == 202


async def test_names_of_functions_know_no_case(durable: Durable) -> None:
    """FunctionName is compared with StringComparison.OrdinalIgnoreCase."""
    assert await durable.output("CHAIN", 2) == 1


async def test_an_unknown_orchestrator_is_refused(durable: Durable) -> None:
    """SDK start_new: 400 with ExceptionMessage."""
    answer = await durable.call("start_new", orchestration_function_name="nothing_of_the_kind")
    assert answer["error"].startswith("The function 'nothing_of_the_kind' doesn't exist")


async def test_broken_json_is_refused(durable: Durable) -> None:
    """HttpApiHandler.HandleStartOrchestratorRequestAsync: 400 Invalid JSON content."""
    answer = await durable.http.post(durable.webhook("orchestrators/chain"), content="{")
    assert (answer.status_code, answer.json()["Message"]) == (400, "Invalid JSON content")


async def test_an_id_that_runs_cannot_start_again(durable: Durable) -> None:
    """OrchestrationAlreadyExistsException: 409."""
    await durable.start("waits", id="only-one")
    answer = await durable.http.post(durable.webhook("orchestrators/waits/only-one"))
    assert answer.status_code == 409
    assert "already exists" in answer.json()["Message"]


async def test_an_id_that_is_over_can_start_again(durable: Durable) -> None:
    """durable-functions-singletons; overridableExistingInstanceStates NonRunningStates."""
    first = await durable.run("chain", 1, id="again")
    second = await durable.run("chain", 3, id="again")
    assert (first["output"], second["output"]) == (0, 5)


async def test_a_running_instance_is_202_and_says_when_to_ask_again(durable: Durable) -> None:
    """HttpApiHandler.HandleGetStatusRequestAsync."""
    links = await durable.start("waits")
    answer = await durable.http.get(links["statusQueryGetUri"])
    assert (answer.status_code, answer.headers["retry-after"]) == (202, "5")


async def test_an_unknown_instance_is_not_found(durable: Durable) -> None:
    """HttpApiHandler.HandleGetStatusRequestAsync: 404."""
    assert (await durable.http.get(durable.webhook("instances/nobody"))).status_code == 404


async def test_a_failed_instance_is_500_for_those_who_ask_so(durable: Durable) -> None:
    """durable-functions-http-api: returnInternalServerErrorOnFailure."""
    links = await durable.start("fails")
    await durable.end(links)
    strict = {"returnInternalServerErrorOnFailure": "true"}
    assert (await durable.http.get(links["statusQueryGetUri"])).status_code == 200
    answer = await durable.http.get(links["statusQueryGetUri"], params=strict)
    assert answer.status_code == 500


async def test_the_input_can_be_left_out(durable: Durable) -> None:
    """durable-functions-http-api: showInput."""
    links = await durable.start("chain", 1)
    await durable.end(links)
    assert (await durable.status(links))["input"] == "1"
    assert (await durable.status(links, showInput="false"))["input"] is None


async def test_the_history_joins_a_call_and_its_result(durable: Durable) -> None:
    """DurableClient.GetDurableOrchestrationStatusAsync."""
    links = await durable.start("chain", 1)
    await durable.end(links)
    shown = await durable.status(links, showHistory="true", showHistoryOutput="true")
    started, called, ended = shown["historyEvents"]
    assert (started["EventType"], started["FunctionName"]) == ("ExecutionStarted", "chain")
    assert (called["EventType"], called["FunctionName"]) == ("TaskCompleted", "square")
    assert (called["Result"], ended["OrchestrationStatus"]) == (0, "Completed")


async def test_times_are_told_to_the_second(durable: Durable) -> None:
    """HttpApiHandler.ConvertFrom: sortable format and a Z."""
    status = await durable.run("chain", 1)
    assert len(status["createdTime"]) == len("2026-01-01T00:00:00Z")


async def test_instances_are_listed_by_prefix_and_status(durable: Durable) -> None:
    """durable-functions-http-api#get-all-instances-status."""
    mark = uuid.uuid4().hex
    await durable.run("chain", 1, id=f"{mark}-a")
    await durable.start("waits", id=f"{mark}-b")
    which = {"instanceIdPrefix": mark, "runtimeStatus": "Completed,Failed"}
    listed = await durable.http.get(durable.webhook("instances"), params=which)
    assert [each["instanceId"] for each in listed.json()] == [f"{mark}-a"]


async def test_instances_are_listed_page_by_page(durable: Durable) -> None:
    """durable-functions-http-api: top and x-ms-continuation-token."""
    mark, url = uuid.uuid4().hex, durable.webhook("instances")
    for letter in "abc":
        await durable.start("waits", id=f"{mark}-{letter}")
    which = {"instanceIdPrefix": mark, "top": "2"}
    first = await durable.http.get(url, params=which)
    token = {"x-ms-continuation-token": first.headers["x-ms-continuation-token"]}
    second = await durable.http.get(url, params=which, headers=token)
    assert [len(page.json()) for page in (first, second)] == [2, 1]


async def test_one_instance_can_be_purged(durable: Durable) -> None:
    """durable-functions-http-api#purge-single-instance-history."""
    links = await durable.start("chain", 1)
    await durable.end(links)
    answer = await durable.http.delete(links["purgeHistoryDeleteUri"])
    assert answer.json() == {"instancesDeleted": 1}
    assert (await durable.http.get(links["statusQueryGetUri"])).status_code == 404


async def test_what_still_runs_cannot_be_purged(durable: Durable) -> None:
    """HttpApiHandler.HandleDeleteHistoryByIdRequestAsync: 412."""
    links = await durable.start("waits")
    assert (await durable.http.delete(links["purgeHistoryDeleteUri"])).status_code == 412


async def test_a_purge_by_filter_needs_a_beginning(durable: Durable) -> None:
    """HttpApiHandler.HandleDeleteHistoryWithFiltersRequestAsync: 400."""
    assert (await durable.http.delete(durable.webhook("instances"))).status_code == 400


async def test_a_purge_that_finds_nothing_is_not_found(durable: Durable) -> None:
    """HttpApiHandler.HandleDeleteHistoryWithFiltersRequestAsync: 404."""
    never = {"createdTimeFrom": "1999-01-01T00:00:00Z", "createdTimeTo": "1999-01-02T00:00:00Z"}
    answer = await durable.http.delete(durable.webhook("instances"), params=never)
    assert answer.status_code == 404


async def test_the_sdk_purges_by_filter(durable: Durable) -> None:
    """purge_instance_history_by."""
    links = await durable.start("fails")
    await durable.end(links)
    answer = await durable.call(
        "purge_instance_history_by",
        created_time_from="2000-01-01T00:00:00",
        runtime_status=["Failed"],
    )
    assert answer["answer"]["_instances_deleted"] >= 1
    assert (await durable.http.get(links["statusQueryGetUri"])).status_code == 404


async def test_the_sdk_lists_by_status(durable: Durable) -> None:
    """get_status_by."""
    links = await durable.start("waits")
    await durable.says(links, "waiting")
    answer = await durable.call(
        "get_status_by", runtime_status=["Running"], instance_id_prefix=links["id"]
    )
    assert [each["customStatus"] for each in answer["answer"]] == ["waiting"]


async def test_the_sdk_reads_a_status_with_its_history(durable: Durable) -> None:
    """get_status(show_history, show_input)."""
    links = await durable.start("chain", 1)
    await durable.end(links)
    asked = {"instance_id": links["id"], "show_history": True, "show_input": True}
    status = (await durable.call("get_status", **asked))["answer"]
    assert (status["output"], status["runtimeStatus"], len(status["history"])) == (
        0,
        "Completed",
        3,
    )


async def test_the_sdk_ends_holds_and_resumes(durable: Durable) -> None:
    """terminate, suspend, resume."""
    links = await durable.start("waits")
    await durable.call("suspend", instance_id=links["id"], reason="wait a moment")
    await durable.becomes(links, "Suspended")
    await durable.call("resume", instance_id=links["id"], reason="go on")
    await durable.becomes(links, "Running")
    await durable.call("terminate", instance_id=links["id"], reason="that will do")
    assert (await durable.end(links))["output"] == "that will do"


async def test_a_finished_orchestration_can_start_anew_with_its_input(durable: Durable) -> None:
    """durable-functions-http-api: restart under a new id."""
    links = await durable.start("chain", 3)
    await durable.end(links)
    again = (await durable.http.post(links["restartPostUri"])).json()
    assert again["id"] != links["id"]
    assert (await durable.end(again))["output"] == 5


async def test_a_failed_orchestration_can_be_rewound(durable: Durable) -> None:
    """durable-functions-instance-management#rewind-instances-preview."""
    links = await durable.start("tries", {"key": uuid.uuid4().hex, "succeeds": 2})
    assert (await durable.end(links))["runtimeStatus"] == "Failed"
    assert (await durable.change(links, "rewindPostUri")).status_code == 202
    assert (await durable.becomes(links, "Completed"))["output"] == "ok after 2"


async def test_only_failures_can_be_rewound(durable: Durable) -> None:
    """HttpApiHandler.HandleRewindInstanceRequestAsync: 412."""
    links = await durable.start("waits")
    assert (await durable.change(links, "rewindPostUri")).status_code == 412


async def test_an_unknown_path_is_not_found(durable: Durable) -> None:
    """HttpApiHandler.HandleRequestAsync: 404."""
    assert (await durable.http.get(durable.webhook("instances/a/b/c"))).status_code == 404
