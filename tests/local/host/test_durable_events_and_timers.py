"""Timers, external events, and holding or ending an orchestration from outside."""

import asyncio

from tests.local.host.durable_client import Durable

pytest_plugins = ["tests.local.host.durable_host"]


async def test_a_timer_rings_after_its_time(durable: Durable) -> None:
    """durable-functions-timers."""
    assert await durable.output("sleeps", 0.3) >= 0.3


async def test_an_event_carries_its_data(durable: Durable) -> None:
    """durable-functions-external-events."""
    links = await durable.start("waits")
    await durable.raise_event(links, "go", {"by": "ann"})
    assert (await durable.end(links))["output"] == {"by": "ann"}


async def test_an_event_of_the_sdks_client_arrives_as_json(durable: Durable) -> None:
    """azure-functions-durable-python#295: the client encodes twice."""
    links = await durable.start("waits")
    await durable.call("raise_event", instance_id=links["id"], event_name="go", event_data=[1])
    assert (await durable.end(links))["output"] == "[1]"


async def test_an_event_that_comes_early_is_kept(durable: Durable) -> None:
    """durable-functions-external-events: saved until the orchestrator listens."""
    links = await durable.start("listens_late")
    await durable.raise_event(links, "go", "early")
    assert (await durable.end(links))["output"] == "early"


async def test_events_of_one_name_are_read_in_turn(durable: Durable) -> None:
    """durable-functions-external-events."""
    links = await durable.start("three_in_a_row")
    for number in (1, 2, 3):
        await durable.raise_event(links, "go", number)
    assert (await durable.end(links))["output"] == [1, 2, 3]


async def test_of_two_waits_for_one_name_the_younger_is_served_first(durable: Durable) -> None:
    """DurableOrchestrationContext.WaitForExternalEvent keeps a stack; so does the SDK."""
    links = await durable.start("two_at_once")
    await durable.raise_event(links, "go", 1)
    await asyncio.sleep(0.2)
    await durable.raise_event(links, "go", 2)
    assert (await durable.end(links))["output"] == {"first": 2, "second": 1}


async def test_an_event_beats_its_deadline(durable: Durable) -> None:
    """durable-functions-timers#usage-for-timeout."""
    links = await durable.start("waits_with_a_deadline", 3600)
    await durable.raise_event(links, "go", "yes")
    assert (await durable.end(links))["output"] == ["yes", True]


async def test_a_deadline_beats_a_missing_event(durable: Durable) -> None:
    """durable-functions-timers#usage-for-timeout."""
    assert await durable.output("waits_with_a_deadline", 0.2) == "too late"


async def test_a_timer_may_be_weeks_away(durable: Durable) -> None:
    """SDK LongTimerTask: longer than six days goes in steps of three."""
    links = await durable.start("sleeps", 20 * 86_400)
    await durable.becomes(links, "Running")
    history = (await durable.status(links, showHistory="true"))["historyEvents"]
    assert [each["EventType"] for each in history] == ["ExecutionStarted", "TimerCreated"]


async def test_an_event_to_what_is_over_is_gone(durable: Durable) -> None:
    """HttpApiHandler.HandleRaiseEventRequestAsync: 410."""
    links = await durable.start("chain", 1)
    await durable.end(links)
    assert (await durable.raise_event(links, "go", 1)).status_code == 410


async def test_an_event_to_nobody_is_not_found(durable: Durable) -> None:
    """HttpApiHandler.HandleRaiseEventRequestAsync: 404."""
    url = durable.webhook("instances/nobody/raiseEvent/go")
    assert (await durable.http.post(url, json=1)).status_code == 404


async def test_an_event_that_is_not_json_is_refused(durable: Durable) -> None:
    """HttpApiHandler.HandleRaiseEventRequestAsync: 400."""
    links = await durable.start("waits")
    url = links["sendEventPostUri"].replace("{eventName}", "go")
    json = {"content-type": "application/json"}
    assert (await durable.http.post(url, content="{", headers=json)).status_code == 400


async def test_an_orchestration_can_be_ended_from_outside(durable: Durable) -> None:
    """durable-functions-instance-management#terminate-instances."""
    links = await durable.start("waits")
    assert (await durable.change(links, "terminatePostUri", "enough")).status_code == 202
    status = await durable.end(links)
    assert (status["runtimeStatus"], status["output"]) == ("Terminated", "enough")


async def test_an_end_does_not_reach_the_children(durable: Durable) -> None:
    """durable-functions-instance-management: termination does not propagate."""
    links = await durable.start("parent", {"child": "waits", "id": "orphan"})
    child = {"statusQueryGetUri": durable.webhook("instances/orphan")}
    await durable.says(child, "waiting")
    await durable.change(links, "terminatePostUri")
    await durable.end(links)
    assert (await durable.status(child))["runtimeStatus"] == "Running"


async def test_an_ended_child_fails_in_its_parent(durable: Durable) -> None:
    """DTFx: a terminated child sends SubOrchestrationInstanceFailed."""
    links = await durable.start("parent", {"child": "waits", "id": "doomed"})
    child = {"statusQueryGetUri": durable.webhook("instances/doomed")}
    await durable.says(child, "waiting")
    await durable.http.post(durable.webhook("instances/doomed/terminate"), params={"reason": "no"})
    status = await durable.end(links)
    assert status["output"].startswith("Orchestrator function 'parent' failed: no")


async def test_a_suspended_orchestration_keeps_its_events_for_later(durable: Durable) -> None:
    """durable-functions-instance-management#suspend-and-resume-instances."""
    links = await durable.start("waits")
    await durable.change(links, "suspendPostUri")
    await durable.becomes(links, "Suspended")
    await durable.raise_event(links, "go", "held")
    await durable.change(links, "resumePostUri")
    assert (await durable.end(links))["output"] == "held"


async def test_nothing_moves_while_suspended(durable: Durable) -> None:
    """durable-functions-instance-management#suspend-and-resume-instances."""
    links = await durable.start("waits_with_a_deadline", 0.3)
    await durable.change(links, "suspendPostUri")
    await durable.becomes(links, "Suspended")
    await asyncio.sleep(0.5)
    assert (await durable.status(links))["runtimeStatus"] == "Suspended"
    await durable.change(links, "resumePostUri")
    assert (await durable.end(links))["output"] == "too late"


async def test_a_suspended_orchestration_can_be_ended(durable: Durable) -> None:
    """DTFx: ExecutionTerminated passes while suspended."""
    links = await durable.start("waits")
    await durable.change(links, "suspendPostUri")
    await durable.becomes(links, "Suspended")
    await durable.change(links, "terminatePostUri")
    assert (await durable.end(links))["runtimeStatus"] == "Terminated"


async def test_a_custom_status_is_seen_while_it_runs(durable: Durable) -> None:
    """durable-functions-custom-orchestration-status."""
    links = await durable.start("tells_its_status")
    await durable.says(links, {"step": 1})
    await durable.raise_event(links, "go", None)
    assert (await durable.end(links))["customStatus"] == {"step": 2}
