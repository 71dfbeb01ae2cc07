"""When timer functions run."""

import httpx

from tests.local.host.live import Seen, eventually


async def test_six_fields_begin_with_seconds(seen: Seen) -> None:
    """Docs functions-bindings-timer#ncrontab-expressions: every two seconds, from a setting."""
    first, second = (await seen.at_least("tick", 3))[1:3]
    assert round(second - first) == 2


async def test_it_fires_on_the_second(seen: Seen) -> None:
    """NCRONTAB: */2 means the even seconds, whenever the host was started."""
    fired = (await seen.at_least("tick", 3))[1:3]
    assert [int(each) % 2 for each in fired] == [0, 0]


async def test_run_on_startup_fires_at_once(seen: Seen) -> None:
    """Docs functions-bindings-timer#configuration: runOnStartup."""
    (fact,) = await seen.at_least("startup", 1)
    assert fact["past_due"] is False


async def test_the_function_is_told_of_its_schedule(seen: Seen) -> None:
    """WebJobs TimerInfo.ScheduleStatus: Last, Next, LastUpdated where the schedule is monitored."""
    (fact,) = await seen.at_least("startup", 1)
    assert set(fact["status"]) == {"Last", "Next", "LastUpdated"}


async def test_a_failure_does_not_stop_the_schedule(seen: Seen) -> None:
    """WebJobs TimerListener: errors do not stop the execution schedule."""
    assert len(await seen.at_least("fails_every_second", 3)) >= 3


async def test_a_timer_never_overlaps_itself(seen: Seen) -> None:
    """WebJobs TimerListener: the next interval starts when the run has ended."""
    facts = (await seen.at_least("slow", 6))[:6]
    assert facts == ["begun", "ended"] * 3


async def test_a_retry_policy_is_kept(seen: Seen) -> None:
    """Docs functions-bindings-error-pages#retry-policies: fixed delay of 1 s, twice."""
    first, second, third = await seen.at_least("retried", 3)
    assert second - first >= 0.9
    assert third - second >= 0.9


async def test_a_timer_can_be_run_by_hand(client: httpx.AsyncClient, seen: Seen) -> None:
    """Docs functions-manually-run-non-http: POST /admin/functions/{name} answers 202."""
    answer = await client.post("/admin/functions/by_hand", json={"input": ""})
    assert answer.status_code == 202
    assert await seen.at_least("by_hand", 1) == [False]


async def test_a_queue_function_can_be_run_by_hand(client: httpx.AsyncClient, seen: Seen) -> None:
    """Docs functions-manually-run-non-http: the input is the message."""
    await client.post("/admin/functions/on_text", json={"input": "by hand"})

    async def heard() -> bool:
        return "by hand" in await seen.of("text")

    assert await eventually(heard)


async def test_what_is_not_there_cannot_be_run(client: httpx.AsyncClient) -> None:
    """azure-functions-host FunctionsController.Invoke: NotFound."""
    answer = await client.post("/admin/functions/no_such_function", json={"input": ""})
    assert answer.status_code == 404


async def test_the_host_says_that_it_runs(client: httpx.AsyncClient) -> None:
    """azure-functions-host HostController.GetHostStatus."""
    told = (await client.get("/admin/host/status")).json()
    assert told["state"] == "Running"
    assert told["id"]


async def test_the_host_lists_its_functions(client: httpx.AsyncClient) -> None:
    """azure-functions-host FunctionsController.List."""
    told = (await client.get("/admin/functions")).json()
    assert {"on_text", "timer_tick", "teapot"} <= {each["name"] for each in told}


async def test_one_function_can_be_asked_for(client: httpx.AsyncClient) -> None:
    """azure-functions-host FunctionsController.Get."""
    told = (await client.get("/admin/functions/on_text")).json()
    (trigger,) = told["config"]["bindings"]
    assert (trigger["type"], trigger["queueName"]) == ("queueTrigger", "conformance-text")
