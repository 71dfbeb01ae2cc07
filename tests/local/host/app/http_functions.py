"""Functions that HTTP requests wake."""

import asyncio
import base64
import json
import logging
import threading
import time
from typing import Any

import azure.functions as func
import seen
from fastapi import FastAPI, Request

web = func.Blueprint()
api = FastAPI()
asgi = func.AsgiMiddleware(api)


def told(req: func.HttpRequest, **more: Any) -> func.HttpResponse:
    """The request as the function got it."""
    facts = {
        "method": req.method,
        "url": req.url,
        "headers": dict(req.headers),
        "query": dict(req.params),
        "route": dict(req.route_params),
        "body": base64.b64encode(req.get_body()).decode(),
    }
    return func.HttpResponse(json.dumps(facts | more), mimetype="application/json")


@web.route(route="echo/{*rest}")
async def echo_request(req: func.HttpRequest) -> func.HttpResponse:
    return told(req)


@web.route(route="seen/{what}", methods=["GET"])
async def tell(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(json.dumps(seen.facts(req.route_params["what"])))


@web.route(methods=["GET"])
async def named_only(req: func.HttpRequest) -> func.HttpResponse:
    return told(req)


@web.route(route="items/{*rest}", methods=["GET"])
async def items_rest(req: func.HttpRequest) -> func.HttpResponse:
    return told(req, by="rest")


@web.route(route="items/{name}", methods=["GET"])
async def items_name(req: func.HttpRequest) -> func.HttpResponse:
    return told(req, by="name")


@web.route(route="items/{id:int}", methods=["GET"])
async def items_id(req: func.HttpRequest) -> func.HttpResponse:
    return told(req, by="id")


@web.route(route="items/special", methods=["GET"])
async def items_special(req: func.HttpRequest) -> func.HttpResponse:
    return told(req, by="special")


@web.route(route="maybe/{first}/{second?}", methods=["GET"])
async def maybe(req: func.HttpRequest) -> func.HttpResponse:
    return told(req)


@web.route(route="guid/{id:guid}", methods=["GET"])
async def guid(req: func.HttpRequest) -> func.HttpResponse:
    return told(req)


@web.route(route="bounded/{count:int:range(1,9)}", methods=["GET"])
async def bounded(req: func.HttpRequest) -> func.HttpResponse:
    return told(req)


@web.route(route="files/{name}.{extension}", methods=["GET"])
async def files(req: func.HttpRequest) -> func.HttpResponse:
    return told(req)


@web.route(route="same", methods=["GET"])
async def same_get(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("read")


@web.route(route="same", methods=["POST"])
async def same_post(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("written")


@web.route(route="admin/tools")
async def admin_tools(req: func.HttpRequest) -> func.HttpResponse:
    return told(req)


@web.route(route="runtime/tools")
async def runtime_tools(req: func.HttpRequest) -> func.HttpResponse:
    return told(req)


@web.route(route="text", methods=["GET"])
async def text(req: func.HttpRequest) -> str:
    return "just text: ñ"


@web.route(route="nothing", methods=["GET"])
async def nothing(req: func.HttpRequest) -> func.HttpResponse:
    return None  # type: ignore[return-value]  # what happens then is the question


@web.route(route="boom", methods=["GET"])
async def boom(req: func.HttpRequest) -> func.HttpResponse:
    raise ValueError("a secret of the app")


@web.route(route="teapot", methods=["GET"])
async def teapot(req: func.HttpRequest) -> func.HttpResponse:
    headers = {"X-Kind": "pot", "Content-Type": "application/x-tea"}
    return func.HttpResponse(b"\x00\xff", status_code=418, headers=headers)


@web.route(route="cookies", methods=["GET"])
async def cookies(req: func.HttpRequest) -> func.HttpResponse:
    response = func.HttpResponse("ok")
    response.headers.add("Set-Cookie", "one=1; Path=/; HttpOnly")
    response.headers.add("Set-Cookie", "two=2; Max-Age=60; SameSite=Lax")
    return response


@web.route(route="twice", methods=["GET"])
async def twice(req: func.HttpRequest) -> func.HttpResponse:
    response = func.HttpResponse("ok")
    response.headers.add("X-Twice", "first")
    response.headers.add("X-Twice", "last")
    return response


@web.route(route="context", methods=["GET"])
async def told_context(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
    logging.info("an async function logs")  # noqa: LOG015 - as apps do
    facts = {"id": context.invocation_id, "name": context.function_name}
    facts |= {
        "parent": context.trace_context.trace_parent,
        "thread": threading.current_thread().name,
    }
    return func.HttpResponse(json.dumps(facts))


@web.route(route="plain", methods=["GET"])
def plain(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
    logging.warning("a plain function logs")  # noqa: LOG015 - as apps do
    facts = {"id": context.invocation_id, "thread": threading.current_thread().name}
    return func.HttpResponse(json.dumps(facts))


@web.route(route="sleep/{seconds}", methods=["GET"])
async def sleep(req: func.HttpRequest) -> func.HttpResponse:
    seen.note("sleep", "begun")
    try:
        await asyncio.sleep(float(req.route_params["seconds"]))
    except asyncio.CancelledError:
        seen.note("sleep", "cancelled")
        raise
    seen.note("sleep", "ended")
    return func.HttpResponse("slept")


@web.route(route="block/{seconds}", methods=["GET"])
async def block(req: func.HttpRequest) -> func.HttpResponse:
    time.sleep(float(req.route_params["seconds"]))  # noqa: ASYNC251 - a mistake apps make
    return func.HttpResponse("blocked")


@web.function_name("guarded")
@web.route(route="guarded", auth_level=func.AuthLevel.FUNCTION, methods=["GET"])
async def guarded(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("open")


@web.function_name("guarded_more")
@web.route(route="guarded/more", auth_level=func.AuthLevel.ADMIN, methods=["GET"])
async def guarded_more(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("wide open")


@web.route(route="fast/{*rest}")
async def fast(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
    answer: func.HttpResponse = await asgi.handle_async(req, context)
    return answer


@api.post("/fast/sum")
async def fast_sum(request: Request) -> dict[str, int]:
    """Through FastAPI."""
    return {"sum": sum(await request.json())}
