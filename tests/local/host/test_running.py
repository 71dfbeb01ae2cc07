import asyncio
import json
import re
import socket
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest
from azure.core.exceptions import ResourceExistsError
from azure.storage.blob.aio import BlobServiceClient

from scripts.local import ports
from tests.local.host.apps import HELLO, NOTHING, QUEUE, SLOW_QUEUE, WAITS, YEARLY, got, says
from tests.local.host.live import Queues, eventually, launched, running, write_app


async def test_routes_have_the_prefix_api_unless_host_json_says_otherwise(
    folder: Path, embedded: str
) -> None:
    """Docs functions-bindings-http-webhook#hostjson-settings: routePrefix."""
    app = write_app(folder / "app", embedded, HELLO.format(level="ANONYMOUS", word="hi"))
    async with running(app) as host:
        assert (await got(f"{host.url}/api/hello")).text == "hi"
        assert (await got(f"{host.url}/hello")).status_code == 404


async def test_it_prints_its_functions_and_addresses(folder: Path, embedded: str) -> None:
    """Core Tools func start: "Functions:", one line each."""
    app = write_app(folder / "app", embedded, HELLO.format(level="ANONYMOUS", word="hi"))
    async with running(app) as host:
        assert f"hello: [GET] {host.url}/api/hello" in host.logged()


async def test_a_busy_port_is_named_in_one_line(folder: Path, embedded: str) -> None:
    app = write_app(folder / "app", embedded, NOTHING)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with launched(app, "--port", str(port)) as host:
            assert await host.ended() == 1
    assert re.fullmatch(rf"host: port {port} is taken by .+\n", host.logged())


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("host.json", "{", "host.json is no JSON"),
        ("host.json", '{"version": "2.0", "functionTimeout": "long"}', "hh:mm:ss"),
        ("local.settings.json", '{"Values": {"A": 1}}', 'Values.A must be text: write "1"'),
        ("function_app.py", "import nothing_of_that_name", "nothing_of_that_name"),
    ],
)
async def test_an_app_that_cannot_run_says_why(
    folder: Path, embedded: str, file: str, content: str, told: str
) -> None:
    app = write_app(folder / "app", embedded, NOTHING)
    (app / file).write_text(content)
    async with launched(app) as host:
        assert await host.ended() == 1
    assert told in host.logged()


async def test_it_starts_anew_when_the_code_changes(folder: Path, embedded: str) -> None:
    """Core Tools func start: a changed file restarts the host; the process stays the same."""
    app = write_app(folder / "app", embedded, HELLO.format(level="ANONYMOUS", word="old"))
    async with running(app, "--watch") as host:
        (app / "function_app.py").write_text(HELLO.format(level="ANONYMOUS", word="new"))

        assert await eventually(lambda: says(f"{host.url}/api/hello", "new"))


async def test_watching_survives_code_that_is_wrong(folder: Path, embedded: str) -> None:
    app = write_app(folder / "app", embedded, "this is no Python")
    async with launched(app, "--watch") as host:
        await host.said("cannot be loaded")
        (app / "function_app.py").write_text(HELLO.format(level="ANONYMOUS", word="healed"))
        assert await eventually(lambda: says(f"{host.url}/api/hello", "healed"))
        assert await host.stop() == 0


async def test_what_runs_may_end_before_the_host_does(folder: Path, embedded: str) -> None:
    app = write_app(folder / "app", embedded, WAITS)
    async with running(app) as host:
        asked = asyncio.create_task(got(f"{host.url}/api/sleep/1"))
        await host.said("going to sleep")
        assert await host.stop() == 0
        assert (await asked).text == "slept"


async def test_what_runs_too_long_is_broken_off(folder: Path, embedded: str) -> None:
    app = write_app(folder / "app", embedded, WAITS)
    async with running(app, "--patience", "1") as host:
        asked = asyncio.create_task(got(f"{host.url}/api/plain/30"))
        await host.said("a plain one sleeps")
        assert await host.stop() == 1
        assert "Ended while a function ran that does not end" in host.logged()
        await asyncio.gather(asked, return_exceptions=True)


async def test_a_function_that_blocks_does_not_stop_the_host(folder: Path, embedded: str) -> None:
    """The worker is a process of its own in Azure; here its loop is a thread of its own."""
    app = write_app(folder / "app", embedded, WAITS)
    async with running(app) as host:
        blocked = asyncio.create_task(got(f"{host.url}/api/block/2"))
        await host.said("Executing 'Functions.block'")
        assert (await got(f"{host.url}/admin/host/status")).status_code == 200
        assert not blocked.done()
        assert (await blocked).text == "blocked"


async def test_log_lines_carry_the_invocation(folder: Path, embedded: str) -> None:
    """Docs functions-reference-python#logging: lines belong to their invocation."""
    app = write_app(folder / "app", embedded, WAITS)
    async with running(app) as host:
        await asyncio.gather(got(f"{host.url}/api/sleep/0"), got(f"{host.url}/api/plain/0"))
        said = await host.said("a plain one sleeps")
    (asynchronous,) = re.findall(r"\[sleep ([0-9a-f-]{36})\] going to sleep", said)
    (plain,) = re.findall(r"\[plain ([0-9a-f-]{36})\] a plain one sleeps", said)
    assert f"Executed 'Functions.sleep' (Succeeded, Id={asynchronous}" in said
    assert f"Executed 'Functions.plain' (Succeeded, Id={plain}" in said


async def test_levels_of_host_json_choose_the_lines(folder: Path, embedded: str) -> None:
    """Docs configure-monitoring#configure-log-levels: the longest category decides."""
    levels = {"default": "Information", "Function": "Warning", "Function.plain.User": "Information"}
    app = write_app(folder / "app", embedded, WAITS, {"logging": {"logLevel": levels}})
    async with running(app) as host:
        await got(f"{host.url}/api/sleep/0")
        await got(f"{host.url}/api/plain/0")
        said = await host.said("a plain one sleeps")
    assert "going to sleep" not in said
    assert "Executed" not in said


async def test_no_more_requests_than_host_json_allows(folder: Path, embedded: str) -> None:
    """Docs functions-bindings-http-webhook#hostjson-settings: maxOutstandingRequests, 429."""
    limit = {"extensions": {"http": {"maxOutstandingRequests": 2}}}
    app = write_app(folder / "app", embedded, WAITS, limit)
    async with running(app) as host:
        answers = await asyncio.gather(*(got(f"{host.url}/api/sleep/1") for _ in range(5)))
    assert sorted(each.status_code for each in answers) == [200, 200, 429, 429, 429]


async def test_it_tells_whether_it_is_idle(folder: Path, embedded: str) -> None:
    app = write_app(folder / "app", embedded, WAITS)
    async with running(app) as host:
        assert (await got(f"{host.url}/__host__/idle")).json() == {"idle": True, "why": []}
        asked = asyncio.create_task(got(f"{host.url}/api/sleep/2"))
        await host.said("going to sleep")
        told = (await got(f"{host.url}/__host__/idle")).json()
        assert told == {"idle": False, "why": ["sleep is running"]}
        await asked


async def test_a_message_that_waits_is_not_idle(
    folder: Path, embedded: str, queues: Queues
) -> None:
    queue = f"idle-{uuid4().hex[:8]}"
    one_by_one = {"extensions": {"queues": {"batchSize": 1, "newBatchThreshold": 0}}}
    app = write_app(folder / "app", embedded, SLOW_QUEUE.format(queue=queue), one_by_one)
    await queues.put(queue, "first")
    await queues.put(queue, "second")
    async with running(app) as host:
        await host.said("one at work")
        told = (await got(f"{host.url}/__host__/idle")).json()
        waiting = [f"a message waits in {queue}", "slow is running"]
        assert told["why"] == [*waiting, f"a message of {queue} is worked on"]


async def test_queues_may_hold_plain_text(folder: Path, embedded: str, queues: Queues) -> None:
    """Docs functions-bindings-storage-queue#host-json: messageEncoding none."""
    queue = f"plain-{uuid4().hex[:8]}"
    plain = {"extensions": {"queues": {"messageEncoding": "none"}}}
    app = write_app(folder / "app", embedded, QUEUE.format(queue=queue), plain)
    await queues.put_raw(queue, "<ñ> & so on")
    async with running(app):
        assert await queues.taken_raw(f"{queue}-out") == ["<ñ> & so on"]


async def test_storage_that_is_away_may_come_later(folder: Path, embedded: str) -> None:
    """WebJobs QueueListener: errors of the account make it wait, and ask again."""
    (port,) = ports.free()
    away = re.sub(
        r"QueueEndpoint=http://127.0.0.1:\d+", f"QueueEndpoint=http://127.0.0.1:{port}", embedded
    )
    queue = f"away-{uuid4().hex[:8]}"
    app = write_app(folder / "app", away, QUEUE.format(queue=queue))
    async with running(app) as host:
        await host.said(f"Queue {queue} cannot be read")
        async with forwarded(port, embedded):
            await host.said(f"Queue {queue} can be read again")


class forwarded:  # noqa: N801 - reads as a verb
    """Lets a port lead to the account's queues for a while."""

    def __init__(self, port: int, account: str) -> None:
        found = re.search(r"QueueEndpoint=http://127.0.0.1:(\d+)", account)
        assert found
        self._port, self._target = port, int(found[1])

    async def __aenter__(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self._server.close_clients()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to_read, to_write = await asyncio.open_connection("127.0.0.1", self._target)
        await asyncio.gather(_pour(reader, to_write), _pour(to_read, writer))


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
    writer.close()


async def test_a_timer_that_was_missed_is_past_due(folder: Path, embedded: str) -> None:
    """WebJobs TimerListener: past due at start fires at once, with IsPastDue."""
    app = write_app(folder / "app", embedded, YEARLY)
    identity = json.loads((app / "local.settings.json").read_text())
    identity["Values"]["AzureFunctionsWebHost__hostid"] = name = f"test-{uuid4().hex[:8]}"
    (app / "local.settings.json").write_text(json.dumps(identity))
    last = "2020-01-01T00:00:00+00:00"
    status = {"Last": last, "Next": "2021-01-01T00:00:00+00:00", "LastUpdated": last}
    await store_status(embedded, f"timers/{name}/Host.Functions.yearly/status", json.dumps(status))
    async with running(app) as host:
        assert await host.said("past due: True")


async def store_status(account: str, blob: str, text: str) -> None:
    async with BlobServiceClient.from_connection_string(account) as blobs:
        with suppress(ResourceExistsError):
            await blobs.create_container("azure-webjobs-hosts")
        await blobs.get_blob_client("azure-webjobs-hosts", blob).upload_blob(text)
