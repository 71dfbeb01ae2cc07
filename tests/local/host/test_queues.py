"""How queue messages reach a function, and what becomes of them."""

import base64
import json
from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest

from tests.local.host.live import Queues, Seen, eventually


async def test_a_message_is_handed_over_and_deleted(queues: Queues, seen: Seen) -> None:
    """Docs functions-bindings-storage-queue-trigger: success deletes the message."""
    text = f"hello {uuid4()} ñ"
    await queues.put("conformance-text", text)
    await eventually(lambda: _in(seen, "text", text))
    await queues.emptied("conformance-text")


async def _in(seen: Seen, what: str, fact: object) -> bool:
    return fact in await seen.of(what)


async def test_the_queue_name_may_be_a_setting(queues: Queues) -> None:
    """Docs functions-bindings-expressions-patterns#binding-expressions---app-settings."""
    await queues.fresh("conformance-echoed")
    await queues.put("conformance-echo", "by setting")
    (echoed,) = await queues.taken("conformance-echoed")
    assert json.loads(echoed)["body"] == "by setting"


async def test_the_function_knows_the_message(queues: Queues) -> None:
    """Docs functions-bindings-storage-queue-trigger#message-metadata."""
    await queues.fresh("conformance-echoed")
    sent = await queues.put("conformance-echo", "known")
    told = json.loads((await queues.taken("conformance-echoed"))[0])
    assert (told["id"], told["dequeue_count"]) == (sent, 1)
    assert told["pop_receipt"]


async def test_the_function_knows_the_times_of_the_message(queues: Queues) -> None:
    """Docs functions-bindings-storage-queue-trigger#message-metadata: seven days, ten minutes."""
    await queues.fresh("conformance-echoed")
    await queues.put("conformance-echo", "timed")
    told = json.loads((await queues.taken("conformance-echoed"))[0])
    inserted, expires, visible = (
        datetime.fromisoformat(told[key]).astimezone(UTC)
        for key in ("insertion_time", "expiration_time", "time_next_visible")
    )
    assert round((expires - inserted).total_seconds()) == 7 * 86400
    assert (visible - inserted).total_seconds() >= 600


async def test_what_is_returned_goes_to_the_return_binding(queues: Queues) -> None:
    """Docs functions-reference-python#outputs: $return."""
    await queues.fresh("conformance-returned")
    await queues.put("conformance-returns", "loud")
    assert await queues.taken("conformance-returned") == ["LOUD"]


async def test_a_return_value_nobody_takes_is_an_error(queues: Queues, seen: Seen) -> None:
    """Python worker native_invocation._check_return: without a $return binding it fails."""
    await queues.fresh("conformance-unwanted-poison")
    await queues.put("conformance-unwanted", "x")
    assert await queues.taken("conformance-unwanted-poison") == ["x"]


async def test_a_failing_message_is_tried_and_becomes_poison(queues: Queues, seen: Seen) -> None:
    """Docs functions-bindings-storage-queue-trigger#poison-messages: maxDequeueCount, here 3.

    The poison queue is made on demand, and the original deleted.
    """
    await queues.remove("conformance-fails-poison")
    name = str(uuid4())
    await queues.put("conformance-fails", name)
    assert await queues.taken("conformance-fails-poison") == [name]
    assert await seen.of(f"fails-{name}") == [1, 2, 3]
    await queues.emptied("conformance-fails")


async def test_a_message_that_succeeds_later_is_no_poison(queues: Queues, seen: Seen) -> None:
    """WebJobs QueueProcessor: a failed message is visible again after visibilityTimeout."""
    await queues.fresh("conformance-heals-poison")
    before = len(await seen.of("heals"))
    await queues.put("conformance-heals", "ill")
    assert (await seen.at_least("heals", before + 2))[before:] == [1, 2]
    assert await queues.length("conformance-heals-poison") == 0


async def test_what_is_not_base64_is_poison_at_once(queues: Queues) -> None:
    """Azure.Storage.Queues MessageDecodingFailed in the extension: moved as it stands."""
    await queues.fresh("conformance-text-poison")
    await queues.put_raw("conformance-text", "¡not base64!")
    assert await queues.taken_raw("conformance-text-poison") == ["¡not base64!"]


async def test_what_is_no_text_is_tried_and_becomes_poison(queues: Queues) -> None:
    """WebJobs BinaryDataExtensions.ToValidUTF8String: throws, so the invocation fails."""
    await queues.fresh("conformance-text-poison")
    await queues.put("conformance-text", b"\xff\xfe")
    (raw,) = await queues.taken_raw("conformance-text-poison")
    assert base64.b64decode(raw) == b"\xff\xfe"


async def test_a_binary_function_gets_bytes(queues: Queues, seen: Seen) -> None:
    """Docs functions-triggers-bindings#cast-a-binding-data-type: dataType binary."""
    data = b"\xff\xfe" + uuid4().bytes
    await queues.put("conformance-binary", data)
    await eventually(lambda: _in(seen, "binary", base64.b64encode(data).decode()))


async def test_no_more_run_at_once_than_a_batch_and_the_threshold(
    queues: Queues, seen: Seen
) -> None:
    """Docs functions-bindings-storage-queue#host-json: batchSize 4 plus newBatchThreshold 2."""
    for number in range(20):
        await queues.put("conformance-crowd", str(number))
    crowd = await seen.at_least("crowd", 20)
    assert 4 <= max(crowd) <= 6


async def test_a_queue_may_be_made_while_the_host_waits(queues: Queues, seen: Seen) -> None:
    """WebJobs QueueListener: a queue that is not there is asked for again."""
    await queues.remove("conformance-late")
    text = str(uuid4())
    await eventually(lambda: _sent(queues, "conformance-late", text))
    await eventually(lambda: _in(seen, "late", text))


async def _sent(queues: Queues, name: str, text: str) -> bool:
    return bool(await queues.put(name, text))


async def test_a_poison_queue_has_no_poison_queue(queues: Queues, seen: Seen) -> None:
    """WebJobs QueueListenerFactory.CreatePoisonQueueReference: its messages are tried on."""
    await queues.put("conformance-last-poison", "again and again")
    assert (await seen.at_least("last", 5))[:5] == [1, 2, 3, 4, 5]
    await queues.fresh("conformance-last-poison")
    assert await queues.length("conformance-last-poison-poison") == 0


async def test_a_disabled_function_gets_nothing(queues: Queues, seen: Seen) -> None:
    """Docs disable-function: AzureWebJobs.<name>.Disabled."""
    await queues.fresh("conformance-disabled")
    await queues.put("conformance-disabled", "unheard")
    await queues.put("conformance-text", "a word after it")
    await eventually(lambda: _in(seen, "text", "a word after it"))
    assert await seen.of("disabled") == []
    assert await queues.length("conformance-disabled") == 1


async def test_an_output_to_its_own_queue_wakes_the_function(queues: Queues, seen: Seen) -> None:
    """WebJobs SharedQueueWatcher: a message written by this host is fetched without waiting."""
    before = len(await seen.of("hops"))
    await queues.put("conformance-hops", json.dumps({"left": 20}))
    hops = (await seen.at_least("hops", before + 21))[before:]
    assert hops == list(range(20, -1, -1))


async def test_a_function_that_takes_too_long_fails(queues: Queues, seen: Seen) -> None:
    """Docs functions-host-json#functiontimeout: cancelled, then retried like any failure."""
    await queues.fresh("conformance-long-poison")
    await queues.put("conformance-long", "for ever")
    assert await queues.taken("conformance-long-poison") == ["for ever"]
    assert await seen.of("long") == [1, 2, 3]


@pytest.mark.parametrize("path", ["/send/one", "/send/message", "/send/bytes"])
async def test_an_output_goes_to_its_queue(
    client: httpx.AsyncClient, queues: Queues, path: str
) -> None:
    """Docs functions-bindings-storage-queue-output: str, QueueMessage or bytes."""
    await queues.fresh("conformance-sent")
    await client.post(path, content="a ticket ñ".encode())
    assert await queues.taken("conformance-sent") == ["a ticket ñ"]


async def test_a_list_becomes_as_many_messages(client: httpx.AsyncClient, queues: Queues) -> None:
    """Docs functions-bindings-storage-queue-output: a list of str."""
    await queues.fresh("conformance-sent")
    await client.post("/send/many", json=["one", "two", "three"])
    assert sorted(await queues.taken("conformance-sent", 3)) == ["one", "three", "two"]


async def test_json_in_a_string_stays_one_message(
    client: httpx.AsyncClient, queues: Queues
) -> None:
    """Docs functions-bindings-storage-queue-output: a str is sent as it is."""
    await queues.fresh("conformance-sent")
    await client.post("/send/one", content='["a", "b"]')
    assert await queues.taken("conformance-sent") == ['["a", "b"]']


async def test_outputs_of_a_failure_are_not_sent(client: httpx.AsyncClient, queues: Queues) -> None:
    """Python worker native_invocation: outputs are collected after success only."""
    await queues.fresh("conformance-sent")
    assert (await client.post("/send/then-fail")).status_code == 500
    assert await queues.length("conformance-sent") == 0


async def test_an_output_that_is_not_set_sends_nothing(
    client: httpx.AsyncClient, queues: Queues
) -> None:
    """Python worker native_invocation._collect_output: None is left out."""
    await queues.fresh("conformance-sent")
    assert (await client.post("/send/nothing")).status_code == 200
    assert await queues.length("conformance-sent") == 0


async def test_an_output_makes_its_queue(client: httpx.AsyncClient, queues: Queues) -> None:
    """WebJobs QueueExtensions.AddMessageAndCreateIfNotExistsAsync."""
    await queues.remove("conformance-new")
    await eventually(lambda: _posted(client, "/send/new-queue/x"))
    assert await queues.taken("conformance-new") == ["first"]


async def _posted(client: httpx.AsyncClient, path: str) -> bool:
    return (await client.post(path)).status_code == 200
