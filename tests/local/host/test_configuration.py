"""host.json, local.settings.json, and what bindings name by a setting."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from scripts.local.host import host_json, loading, settings, timespan
from scripts.local.host.backoff import Backoff
from scripts.local.host.runtime import Function, Retry
from scripts.local.host.storage import Accounts, connection_string

UTC = ZoneInfo("UTC")


def read(tmp_path: Path, content: object, **settings: str) -> host_json.HostJson:
    (tmp_path / "host.json").write_text(json.dumps(content))
    return host_json.load(tmp_path, settings)[0]


def test_defaults_are_those_of_the_documentation(tmp_path: Path) -> None:
    """Docs functions-bindings-storage-queue#host-json; functions-host-json."""
    found = read(tmp_path, {"version": "2.0"})
    queues = found.extensions.queues
    assert (found.extensions.http.route_prefix, found.timeout) == ("api", None)
    assert (queues.batch_size, queues.threshold, queues.max_dequeue_count) == (16, 8, 5)


def test_the_threshold_follows_the_batch(tmp_path: Path) -> None:
    found = read(tmp_path, {"version": "2.0", "extensions": {"queues": {"batchSize": 10}}})
    assert found.extensions.queues.threshold == 5


def test_a_setting_goes_before_the_file(tmp_path: Path) -> None:
    """Docs functions-host-json#override-hostjson-values."""
    content = {"version": "2.0", "extensions": {"queues": {"batchSize": 10}}}
    wanted = {"AzureFunctionsJobHost__extensions__queues__batchSize": "20"}
    assert read(tmp_path, content, **wanted).extensions.queues.batch_size == 20


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ({"version": "1.0"}, "version"),
        ({"version": "2.0", "extensions": {"queues": {"batchSize": 33}}}, "batchSize"),
        ({"version": "2.0", "extensions": {"queues": {"visibilityTimeout": "soon"}}}, "visibility"),
        ({"version": "2.0", "functionTimeout": "5 minutes"}, "hh:mm:ss"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, content: object, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        read(tmp_path, content)


def test_every_unknown_key_is_warned_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    odd = {"queues": {"batchsize": 1}, "http": {"hsts": {}}, "blobs": {}}
    read(tmp_path, {"version": "2.0", "extensions": odd, "colour": "red"})
    assert caplog.messages == [
        "host.json: nothing here knows the key colour; it is left aside.",
        "host.json: nothing here knows the key extensions.queues.batchsize; it is left aside.",
    ]


@pytest.mark.parametrize(
    ("text", "expected"), [("00:00:05", 5), ("1.02:00:00", 93600), ("00:00:00.25", 0.25)]
)
def test_time_spans(text: str, expected: float) -> None:
    assert timespan.seconds(text) == expected


def test_the_environment_goes_before_the_file() -> None:
    """Core Tools: "Skipping … from local settings as it's already defined"."""
    environment = {"A": "environment"}
    settings.apply({"A": "file", "B": "file"}, environment)
    assert (environment["A"], environment["B"]) == ("environment", "file")


@pytest.mark.parametrize(
    ("content", "named"),
    [({"IsEncrypted": True}, "encrypted"), ({"Values": {"PORT": 7}}, 'write "7"')],
)
def test_a_settings_file_that_is_wrong_says_why(tmp_path: Path, content: Any, named: str) -> None:
    (tmp_path / "local.settings.json").write_text(json.dumps(content))
    with pytest.raises(ValueError, match=named):
        settings.read_file(tmp_path)


def a_function(kind: str, **trigger: Any) -> Function:
    return Function("id", "f", {"type": kind, "name": "x", **trigger}, [], [])


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (a_function("queueTrigger", queueName="%Q%"), "'%Q%' does not resolve to a value."),
        (a_function("httpTrigger", route="Admin/x"), "conflicts with one or more built in"),
        (a_function("httpTrigger", route="{id:colour}"), "'colour' could not be resolved"),
        (a_function("timerTrigger", schedule="often"), "'often' was not recognized"),
        (a_function("blobTrigger", path="x"), "'blobTrigger' are not registered"),
    ],
)
def test_a_function_in_error_says_why(function: Function, told: str) -> None:
    loaded = loading.load([function], {}, None, UTC)
    assert told in loaded.errors["f"]


def test_settings_may_stand_within_a_text() -> None:
    loaded = loading.load(
        [a_function("queueTrigger", queueName="%A%-%B%")], {"A": "x", "B": "y"}, None, UTC
    )
    assert loaded.functions[0].trigger["queueName"] == "x-y"


def test_host_json_may_name_the_functions_to_run() -> None:
    """Docs functions-host-json#functions."""
    loaded = loading.load([a_function("httpTrigger")], {}, ["another"], UTC)
    assert loaded.functions == []


async def test_a_connection_may_be_by_identity() -> None:
    """Docs functions-bindings-storage-queue#connections: <name>__queueServiceUri."""
    address = "https://example.queue.core.windows.net"
    accounts = Accounts({"Jobs__queueServiceUri": address})
    assert accounts.queues("Jobs").url.rstrip("/") == address
    await accounts.close()


async def test_a_connection_may_name_the_account() -> None:
    """Docs functions-reference#common-properties-for-identity-based-connections: accountName."""
    accounts = Accounts({"Jobs__accountName": "example"})
    assert accounts.queues("Jobs").account_name == "example"
    await accounts.close()


def test_a_connection_that_is_not_there_says_what_to_set() -> None:
    with pytest.raises(settings.Unresolved, match="set Jobs, or Jobs__queueServiceUri"):
        Accounts({}).queues("Jobs")


async def test_the_prefixed_name_goes_first() -> None:
    """Docs functions-app-settings: AzureWebJobs<name> before <name>."""
    one, other = (f"AccountName={each};AccountKey=a2V5;EndpointSuffix=x" for each in "ab")
    accounts = Accounts({"AzureWebJobsJobs": one, "Jobs": other})
    assert accounts.queues("Jobs").account_name == "a"
    await accounts.close()


def test_development_storage_is_azurite() -> None:
    """Docs storage-use-azurite#connection-strings."""
    assert "127.0.0.1:10001/devstoreaccount1" in connection_string("UseDevelopmentStorage=true")


def test_waits_grow_up_to_the_most() -> None:
    """WebJobs RandomizedExponentialBackoffStrategy, without its chance."""
    backoff = Backoff(2, lambda *_: 1.0)
    waits = [round(backoff.next(found=False), 1) for _ in range(8)]
    assert waits == [0.1, 0.2, 0.3, 0.5, 0.9, 1.7, 2, 2]


def test_something_found_makes_it_look_soon_again() -> None:
    backoff = Backoff(2, lambda *_: 1.0)
    waits = [backoff.next(found=found) for found in (False, False, False, True, False)]
    assert waits[3:] == [0.1, 0.2]


def test_a_retry_policy_that_has_no_effect_is_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    """Docs functions-bindings-error-pages#retries: queue triggers have retries of their own."""
    queue = a_function("queueTrigger", queueName="q")
    loading.load([replace(queue, retry=Retry(3, 1))], {}, None, UTC)
    assert caplog.messages == ["The retry policy of f has no effect on a queueTrigger"]
