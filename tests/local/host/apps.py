"""Small apps for our own host, and questions to them."""

from contextlib import suppress

import httpx

NOTHING = """
import azure.functions as func
app = func.FunctionApp()
"""


HELLO = """
import azure.functions as func
app = func.FunctionApp(http_auth_level=func.AuthLevel.{level})

@app.route(route="hello", methods=["GET"])
async def hello(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("{word}")
"""


WAITS = """
import asyncio, logging, time
import azure.functions as func
app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

@app.route(route="sleep/{seconds}")
async def sleep(req: func.HttpRequest) -> func.HttpResponse:
    logging.info("going to sleep")
    await asyncio.sleep(float(req.route_params["seconds"]))
    return func.HttpResponse("slept")

@app.route(route="block/{seconds}")
async def block(req: func.HttpRequest) -> func.HttpResponse:
    time.sleep(float(req.route_params["seconds"]))
    return func.HttpResponse("blocked")

@app.route(route="plain/{seconds}")
def plain(req: func.HttpRequest) -> func.HttpResponse:
    logging.info("a plain one sleeps")
    time.sleep(float(req.route_params["seconds"]))
    return func.HttpResponse("slept")
"""


QUEUE = """
import azure.functions as func
app = func.FunctionApp()

@app.queue_trigger(arg_name="text", queue_name="{queue}", connection="Storage")
@app.queue_output(arg_name="$return", queue_name="{queue}-out", connection="Storage")
async def copy(text: str) -> str:
    return text
"""


SLOW_QUEUE = """
import asyncio, logging
import azure.functions as func
app = func.FunctionApp()

@app.queue_trigger(arg_name="text", queue_name="{queue}", connection="Storage")
async def slow(text: str) -> None:
    logging.info("one at work")
    await asyncio.sleep(5)
"""


YEARLY = """
import logging
import azure.functions as func
app = func.FunctionApp()

@app.timer_trigger(arg_name="timer", schedule="0 0 0 1 1 *")
async def yearly(timer: func.TimerRequest) -> None:
    logging.info("past due: %s", timer.past_due)
"""


async def got(url: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(timeout=30) as client:
        return await client.get(url, headers=headers)


async def says(url: str, text: str) -> bool:
    with suppress(httpx.TransportError):
        return (await got(url)).text == text
    return False
