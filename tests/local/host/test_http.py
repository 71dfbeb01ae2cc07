"""How requests reach a function, and how its answer goes back."""

import asyncio
import base64
from collections.abc import AsyncIterator

import httpx

from tests.local.host.live import LiveHost, Seen


async def test_names_of_headers_come_in_small_letters(client: httpx.AsyncClient) -> None:
    """azure-functions-host GrpcMessageConversionExtensions.ToRpcHttp: ToLowerInvariant."""
    told = (await client.get("/echo/x", headers={"X-Mixed-Case": "Yes"})).json()
    assert told["headers"]["x-mixed-case"] == "Yes"


async def test_a_repeated_header_is_joined_by_commas(client: httpx.AsyncClient) -> None:
    """azure-functions-host ToRpcHttp: StringValues.ToString joins by a comma alone."""
    headers = [("X-Many", "one"), ("X-Many", "two")]
    told = (await client.get("/echo/x", headers=headers)).json()
    assert told["headers"]["x-many"] == "one,two"


async def test_a_repeated_query_key_is_joined_by_commas(client: httpx.AsyncClient) -> None:
    """azure-functions-host ToRpcHttp: pair.Value.ToString() of request.Query."""
    told = (await client.get("/echo/x?tag=a&tag=b")).json()
    assert told["query"]["tag"] == "a,b"


async def test_an_empty_query_value_is_dropped(client: httpx.AsyncClient) -> None:
    """azure-functions-host ToRpcHttp: only values that are not empty are added."""
    told = (await client.get("/echo/x?empty=&full=1")).json()
    assert told["query"] == {"full": "1"}


async def test_a_query_value_is_decoded_once(client: httpx.AsyncClient) -> None:
    """ASP.NET Core QueryHelpers: + is a space, %25 a percent sign."""
    told = (await client.get("/echo/x?text=a+b%2520c%C3%B1")).json()
    assert told["query"]["text"] == "a b%20cñ"


async def test_the_url_is_the_whole_address(client: httpx.AsyncClient, host: LiveHost) -> None:
    """azure-functions-host ToRpcHttp: scheme, host, path and query string."""
    told = (await client.get("/echo/there?a=1&b=2")).json()
    assert told["url"] == f"{host.url}/echo/there?a=1&b=2"


async def test_the_method_is_told(client: httpx.AsyncClient) -> None:
    """Docs functions-bindings-http-webhook-trigger: no methods means all of them."""
    told = [(await client.request(each, "/echo/x")).json() for each in ("PUT", "PATCH", "DELETE")]
    assert [each["method"] for each in told] == ["PUT", "PATCH", "DELETE"]


async def test_a_body_arrives_byte_by_byte(client: httpx.AsyncClient) -> None:
    """Python worker's capability RawHttpBodyBytes: no decoding on the way."""
    body = bytes(range(256)) * 8
    told = (await client.post("/echo/x", content=body)).json()
    assert base64.b64decode(told["body"]) == body


async def test_a_body_without_its_length_arrives_empty(client: httpx.AsyncClient) -> None:
    """azure-functions-host ToRpcHttp: the body is read where request.ContentLength > 0."""

    async def chunks() -> AsyncIterator[bytes]:
        yield b"sent in chunks"

    told = (await client.post("/echo/x", content=chunks())).json()
    assert told["body"] == ""


async def test_text_is_answered_as_text(client: httpx.AsyncClient) -> None:
    """Docs functions-reference-python: a str may be returned for an HTTP trigger."""
    answer = await client.get("/text")
    assert (answer.status_code, answer.text) == (200, "just text: ñ")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


async def test_status_headers_and_bytes_go_back(client: httpx.AsyncClient) -> None:
    """Docs functions-reference-python: func.HttpResponse."""
    answer = await client.get("/teapot")
    assert (answer.status_code, answer.content) == (418, b"\x00\xff")
    assert answer.headers["x-kind"] == "pot"
    assert answer.headers["content-type"] == "application/x-tea"


async def test_an_exception_is_500_without_a_word(client: httpx.AsyncClient) -> None:
    """azure-functions-host: a failed invocation answers 500; its text is for the log alone."""
    answer = await client.get("/boom")
    assert (answer.status_code, answer.content) == (500, b"")


async def test_returning_nothing_is_500(client: httpx.AsyncClient) -> None:
    """azure-functions-python-worker#683: None cannot be encoded as an http output."""
    assert (await client.get("/nothing")).status_code == 500


async def test_cookies_stay_apart(client: httpx.AsyncClient) -> None:
    """azure-functions HttpResponseConverter: Set-Cookie headers travel as cookies."""
    answer = await client.get("/cookies")
    names = [each.partition("=")[0] for each in answer.headers.get_list("set-cookie")]
    assert names == ["one", "two"]


async def test_of_a_repeated_response_header_one_is_left(client: httpx.AsyncClient) -> None:
    """azure-functions HttpResponseConverter: headers become a dict, in which the last one stays."""
    answer = await client.get("/twice")
    assert answer.headers.get_list("x-twice") == ["last"]


async def test_host_json_adds_headers(client: httpx.AsyncClient) -> None:
    """Docs functions-bindings-http-webhook#hostjson-settings: customHeaders."""
    assert (await client.get("/text")).headers["x-kept-by"] == "host.json"


async def test_every_invocation_has_its_id(client: httpx.AsyncClient) -> None:
    """Docs functions-reference-python#context: invocation_id and function_name."""
    first, second = [(await client.get("/context")).json() for _ in range(2)]
    assert first["name"] == "told_context"
    assert first["id"] != second["id"]


async def test_the_trace_goes_on_in_the_function(client: httpx.AsyncClient) -> None:
    """Docs functions-reference-python#context: trace_context, W3C traceparent."""
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    told = (await client.get("/context", headers={"traceparent": parent})).json()
    assert told["parent"].split("-")[1] == parent.split("-")[1]


async def test_a_plain_function_runs_in_a_thread_of_the_pool(client: httpx.AsyncClient) -> None:
    """Docs python-scale-performance-reference: plain functions run in a ThreadPoolExecutor."""
    told = (await client.get("/plain")).json()
    assert "ThreadPoolExecutor" in told["thread"]


async def test_requests_are_answered_side_by_side(client: httpx.AsyncClient, seen: Seen) -> None:
    """Docs python-scale-performance-reference#async: coroutines share the event loop."""
    before = len(await seen.of("sleep"))
    await asyncio.gather(*(client.get("/sleep/0.5") for _ in range(5)))
    facts = (await seen.of("sleep"))[before:]
    assert facts == ["begun"] * 5 + ["ended"] * 5


async def test_fastapi_answers_through_asgi(client: httpx.AsyncClient) -> None:
    """Docs functions-reference-python#web-frameworks: func.AsgiMiddleware."""
    answer = await client.post("/fast/sum", json=[1, 2, 3])
    assert (answer.status_code, answer.json()) == (200, {"sum": 6})


async def test_what_takes_longer_than_function_timeout_fails(
    client: httpx.AsyncClient, seen: Seen
) -> None:
    """Docs functions-host-json#functiontimeout."""
    answer = await client.get("/sleep/20")
    assert answer.status_code == 500
    assert "cancelled" in await seen.of("sleep")
