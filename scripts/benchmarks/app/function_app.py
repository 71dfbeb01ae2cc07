"""What `scripts/bench host` drives: as little as can be, so that the host's own cost shows."""

import json
from collections.abc import Generator
from typing import Any

import azure.durable_functions as df
import azure.functions as func

STORAGE = "AzureWebJobsStorage"
app = df.DFApp(http_auth_level=func.AuthLevel.ANONYMOUS)


@app.route(route="trivial", methods=["GET"])
async def trivial(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("ok")


@app.queue_trigger(arg_name="message", queue_name="bench-in", connection=STORAGE)
@app.queue_output(arg_name="out", queue_name="bench-out", connection=STORAGE)
async def copy(message: func.QueueMessage, out: func.Out[str]) -> None:
    out.set(message.get_body().decode())


@app.route(route="start/{name}/{count}", methods=["POST"])
@app.durable_client_input(client_name="client")
async def start(req: func.HttpRequest, client: df.DurableOrchestrationClient) -> func.HttpResponse:
    given = int(req.route_params["count"])
    instance = await client.start_new(req.route_params["name"], None, given)
    answer = await client.wait_for_completion_or_create_check_status_response(
        req, instance, 120_000, 50
    )
    body = json.loads(answer.get_body())
    return func.HttpResponse(json.dumps(body), status_code=answer.status_code)


@app.activity_trigger(input_name="number")
async def plus_one(number: int) -> int:
    return number + 1


@app.orchestration_trigger(context_name="context")
def fan(context: df.DurableOrchestrationContext) -> Generator[Any, Any, int]:
    count = context.get_input()
    tasks = [context.call_activity("plus_one", number) for number in range(count)]
    return len((yield context.task_all(tasks)))


@app.orchestration_trigger(context_name="context")
def chain(context: df.DurableOrchestrationContext) -> Generator[Any, Any, int]:
    number = 0
    for _ in range(context.get_input()):
        number = yield context.call_activity("plus_one", number)
    return number
