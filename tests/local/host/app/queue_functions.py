"""Functions that queue messages wake, and functions that write to queues."""

import asyncio
import base64
import json
from typing import Any, List  # noqa: UP035 - the worker library knows no list[str]

import azure.functions as func
import seen

STORAGE = "AzureWebJobsStorage"
Lines = List[str]  # noqa: UP006 - as above
queues = func.Blueprint()
working = 0


@queues.route(route="send/one", methods=["POST"])
@queues.queue_output(arg_name="out", queue_name="conformance-sent", connection=STORAGE)
async def send_one(req: func.HttpRequest, out: func.Out[str]) -> func.HttpResponse:
    out.set(req.get_body().decode())
    return func.HttpResponse("sent")


@queues.route(route="send/many", methods=["POST"])
@queues.queue_output(arg_name="out", queue_name="conformance-sent", connection=STORAGE)
async def send_many(req: func.HttpRequest, out: func.Out[Lines]) -> func.HttpResponse:
    out.set(req.get_json())
    return func.HttpResponse("sent")


@queues.route(route="send/message", methods=["POST"])
@queues.queue_output(arg_name="out", queue_name="conformance-sent", connection=STORAGE)
async def send_message(
    req: func.HttpRequest, out: func.Out[func.QueueMessage]
) -> func.HttpResponse:
    out.set(func.QueueMessage(body=req.get_body()))
    return func.HttpResponse("sent")


@queues.route(route="send/bytes", methods=["POST"])
@queues.queue_output(arg_name="out", queue_name="conformance-sent", connection=STORAGE)
async def send_bytes(req: func.HttpRequest, out: func.Out[bytes]) -> func.HttpResponse:
    out.set(req.get_body())
    return func.HttpResponse("sent")


@queues.route(route="send/then-fail", methods=["POST"])
@queues.queue_output(arg_name="out", queue_name="conformance-sent", connection=STORAGE)
async def send_then_fail(req: func.HttpRequest, out: func.Out[str]) -> func.HttpResponse:
    out.set("never")
    raise ValueError("after all")


@queues.route(route="send/nothing", methods=["POST"])
@queues.queue_output(arg_name="out", queue_name="conformance-sent", connection=STORAGE)
async def send_nothing(req: func.HttpRequest, out: func.Out[str]) -> func.HttpResponse:
    return func.HttpResponse("not sent")


@queues.route(route="send/new-queue/{*rest}", methods=["POST"])
@queues.queue_output(arg_name="out", queue_name="conformance-new", connection=STORAGE)
async def send_to_new_queue(req: func.HttpRequest, out: func.Out[str]) -> func.HttpResponse:
    out.set("first")
    return func.HttpResponse("sent")


@queues.queue_trigger(arg_name="message", queue_name="%ECHO_QUEUE%", connection=STORAGE)
@queues.queue_output(arg_name="out", queue_name="conformance-echoed", connection=STORAGE)
async def echo_message(message: func.QueueMessage, out: func.Out[str]) -> None:
    out.set(json.dumps(message.to_dict()))


@queues.queue_trigger(arg_name="text", queue_name="conformance-text", connection=STORAGE)
def on_text(text: str) -> None:
    seen.note("text", text)


@queues.queue_trigger(arg_name="message", queue_name="conformance-returns", connection=STORAGE)
@queues.queue_output(arg_name="$return", queue_name="conformance-returned", connection=STORAGE)
async def returning_message(message: func.QueueMessage) -> str:
    return message.get_body().decode().upper()


@queues.queue_trigger(arg_name="message", queue_name="conformance-unwanted", connection=STORAGE)
async def returns_unwanted(message: func.QueueMessage) -> str:
    seen.note("unwanted", message.dequeue_count)
    return "nobody takes this"


@queues.queue_trigger(arg_name="message", queue_name="conformance-fails", connection=STORAGE)
async def failing_message(message: func.QueueMessage) -> None:
    seen.note(f"fails-{message.get_body().decode()}", message.dequeue_count)
    raise ValueError("always")


@queues.queue_trigger(arg_name="message", queue_name="conformance-heals", connection=STORAGE)
async def healing_message(message: func.QueueMessage) -> None:
    seen.note("heals", message.dequeue_count)
    if message.dequeue_count == 1:
        raise ValueError("the first time only")


@queues.queue_trigger(arg_name="message", queue_name="conformance-binary", connection=STORAGE,
                      data_type=func.DataType.BINARY)  # fmt: skip
async def binary_message(message: func.QueueMessage) -> None:
    seen.note("binary", base64.b64encode(message.get_body()).decode())


@queues.queue_trigger(arg_name="message", queue_name="conformance-crowd", connection=STORAGE)
async def crowding_message(message: func.QueueMessage) -> None:
    global working  # noqa: PLW0603 - counting is all this app is for
    working += 1
    seen.note("crowd", working)
    await asyncio.sleep(0.3)
    working -= 1


@queues.queue_trigger(arg_name="message", queue_name="conformance-late", connection=STORAGE)
async def late_message(message: func.QueueMessage) -> None:
    seen.note("late", message.get_body().decode())


@queues.queue_trigger(arg_name="message", queue_name="conformance-long", connection=STORAGE)
async def long_message(message: func.QueueMessage) -> None:
    seen.note("long", message.dequeue_count)
    await asyncio.sleep(60)


@queues.queue_trigger(arg_name="message", queue_name="conformance-last-poison", connection=STORAGE)
async def last_message(message: func.QueueMessage) -> None:
    seen.note("last", message.dequeue_count)
    raise ValueError("a poison queue has no poison queue")


@queues.queue_trigger(arg_name="message", queue_name="conformance-disabled", connection=STORAGE)
async def switched_off(message: func.QueueMessage) -> None:
    seen.note("disabled", message.get_body().decode())


@queues.queue_trigger(arg_name="message", queue_name="%NO_SUCH_SETTING%", connection=STORAGE)
async def unresolved(message: func.QueueMessage) -> None:
    seen.note("unresolved", message.get_body().decode())


@queues.queue_trigger(arg_name="message", queue_name="conformance-hops", connection=STORAGE)
@queues.queue_output(arg_name="out", queue_name="conformance-hops", connection=STORAGE)
async def hopping_message(message: func.QueueMessage, out: func.Out[str]) -> None:
    left: dict[str, Any] = message.get_json()
    seen.note("hops", left["left"])
    if left["left"]:
        out.set(json.dumps({"left": left["left"] - 1}))
