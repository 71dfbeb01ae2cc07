from typing import Any

import httpx
import openai
import pytest
from openai.types.chat import ChatCompletionMessageParam

from scripts.local.simulators.openai import Config
from tests.local.simulators.live import HandClock

MODEL = "gpt-4.1-mini"
HELLO: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Hello"}]
TOOL: dict[str, Any] = {"type": "function", "function": {"name": "open_ticket"}}
ANSWERED = [
    {"role": "user", "content": "Hello"},
    {"role": "tool", "tool_call_id": "call_1", "content": "done"},
]


async def refused(http: httpx.AsyncClient, path: str, **body: Any) -> dict[str, Any]:
    answer = await http.post(path, json={"model": MODEL, **body})
    assert answer.status_code == 400
    return dict(answer.json()["error"])


@pytest.mark.parametrize(
    ("body", "param", "code", "message"),
    [
        ({"top_k": 3}, None, None, "Unrecognized request argument supplied: top_k"),
        (
            {"top_k": 3, "min_p": 0.1},
            None,
            None,
            "Unrecognized request arguments supplied: top_k, min_p",
        ),
        (
            {"messages": [{"role": "user", "content": "Hi", "mood": "fine"}]},
            "messages[0].mood",
            "unknown_parameter",
            "Unknown parameter: 'messages[0].mood'.",
        ),
        (
            {"messages": [{"role": "robot", "content": "Hi"}]},
            "messages[0].role",
            "invalid_value",
            "Invalid value: 'robot'. Supported values are: 'system', ",
        ),
        (
            {"temperature": 3},
            "temperature",
            "decimal_above_max_value",
            "Expected a value <= 2, but got 3 instead.",
        ),
        ({"messages": []}, "messages", "empty_array", "Invalid 'messages'"),
        ({"temperature": "hot"}, "temperature", "invalid_type", "expected a decimal, but got a"),
        ({"response_format": {"type": "xml"}}, "response_format.type", "invalid_value", "'xml'"),
        ({"tool_choice": "required"}, "tool_choice", "invalid_value", "only allowed when 'tools'"),
        (
            {"tools": [TOOL], "tool_choice": {"type": "function", "function": {"name": "other"}}},
            "tool_choice",
            "invalid_value",
            "'other' not found",
        ),
        ({"messages": ANSWERED}, "messages.[1].role", "invalid_value", "preceeding message"),
        (
            {"stream_options": {"include_usage": True}},
            "stream_options",
            "invalid_value",
            "only allowed when 'stream'",
        ),
        (
            {"model": "gpt-5-mini", "max_tokens": 5},
            "max_tokens",
            "unsupported_parameter",
            "Use 'max_completion_tokens' instead",
        ),
        (
            {"model": "gpt-5-mini", "temperature": 0.2},
            "temperature",
            "unsupported_value",
            "Only the default (1)",
        ),
    ],
)
async def test_a_chat_that_cannot_be_is_refused_in_their_words(
    http: httpx.AsyncClient, body: dict[str, Any], param: str, code: str, message: str
) -> None:
    error = await refused(http, "/v1/chat/completions", **{"messages": HELLO, **body})
    assert message in error["message"]
    assert (error["param"], error["code"]) == (param, code)
    assert error["type"] == "invalid_request_error"


@pytest.mark.parametrize(
    ("body", "param", "code"),
    [
        ({"input": "Hi", "messages": []}, "messages", "unknown_parameter"),
        ({}, "input", "missing_required_parameter"),
        ({"input": "Hi", "max_output_tokens": 5}, "max_output_tokens", "integer_below_min_value"),
        (
            {"input": "Hi", "previous_response_id": "resp_0"},
            "previous_response_id",
            "previous_response_not_found",
        ),
        (
            {"input": [{"type": "function_call_output", "call_id": "call_9", "output": "1"}]},
            "input",
            None,
        ),
        (
            {"input": "Hi", "text": {"format": {"type": "json_schema", "schema": {"a": 1}}}},
            "text.format.name",
            "missing_required_parameter",
        ),
    ],
)
async def test_a_response_that_cannot_be_is_refused_in_their_words(
    http: httpx.AsyncClient, body: dict[str, Any], param: str, code: str | None
) -> None:
    error = await refused(http, "/v1/responses", **body)
    assert (error["param"], error["code"]) == (param, code)


async def test_a_body_that_is_no_json_is_refused(http: httpx.AsyncClient) -> None:
    told = {"content-type": "application/json"}
    answer = await http.post("/v1/chat/completions", content=b"{", headers=told)
    assert answer.status_code == 400
    assert "could not parse the JSON body" in answer.json()["error"]["message"]


LOOSE = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}


@pytest.mark.parametrize(
    ("path", "body", "param", "code"),
    [
        (
            "/v1/chat/completions",
            {
                "messages": HELLO,
                "response_format": {
                    "type": "json_schema",
                    "json_schema": {"name": "shape", "strict": True, "schema": LOOSE},
                },
            },
            "response_format",
            None,
        ),
        (
            "/v1/responses",
            {
                "input": "Hi",
                "text": {
                    "format": {
                        "type": "json_schema",
                        "name": "shape",
                        "strict": True,
                        "schema": LOOSE,
                    }
                },
            },
            "text.format.schema",
            "invalid_json_schema",
        ),
        (
            "/v1/chat/completions",
            {
                "messages": HELLO,
                "tools": [
                    {
                        "type": "function",
                        "function": {"name": "shape", "strict": True, "parameters": LOOSE},
                    }
                ],
            },
            "tools[0].function.parameters",
            "invalid_function_parameters",
        ),
    ],
)
async def test_a_loose_schema_is_no_strict_one(
    http: httpx.AsyncClient, path: str, body: dict[str, Any], param: str, code: str | None
) -> None:
    error = await refused(http, path, **body)
    assert error["message"].startswith("Invalid schema for ")
    assert "In context=(), 'additionalProperties' is required" in error["message"]
    assert (error["param"], error["code"]) == (param, code)


async def test_the_filter_answers_as_azure_does(
    http: httpx.AsyncClient, azure: openai.AsyncAzureOpenAI
) -> None:
    await http.post("/__sim__/faults", json={"where": "oa.chat", "action": "content_filter"})
    with pytest.raises(openai.BadRequestError) as caught:
        await azure.chat.completions.create(model=MODEL, messages=HELLO)
    error: Any = caught.value.body
    assert (caught.value.code, error["status"], error["param"]) == ("content_filter", 400, "prompt")
    assert error["innererror"]["code"] == "ResponsibleAIPolicyViolation"
    assert error["innererror"]["content_filter_result"]["violence"]["filtered"] is True


@pytest.mark.parametrize("config", [Config(requests_per_minute=60, window_seconds=1)])
async def test_a_burst_fails_below_the_limit_of_the_minute(
    sdk: openai.AsyncOpenAI, clock: HandClock
) -> None:
    await sdk.responses.create(model=MODEL, input="Hello")
    with pytest.raises(openai.RateLimitError) as caught:
        await sdk.responses.create(model=MODEL, input="Hello")
    await clock.sleep(1)
    headers = caught.value.response.headers
    assert (headers["retry-after"], headers["retry-after-ms"]) == ("1", "1000")
    assert headers["x-ratelimit-remaining-requests"] == "0"
    assert (await sdk.responses.create(model=MODEL, input="Hello")).status == "completed"


@pytest.mark.parametrize("config", [Config(tokens_per_minute=100)])
async def test_the_longest_answer_counts_before_it_is_written(sdk: openai.AsyncOpenAI) -> None:
    with pytest.raises(openai.RateLimitError) as caught:
        await sdk.responses.create(model=MODEL, input="Hello", max_output_tokens=200)
    assert caught.value.type == "tokens"
    assert (await sdk.responses.create(model=MODEL, input="Hello")).status == "completed"


@pytest.mark.parametrize("config", [Config(requests_per_minute=1)])
async def test_the_older_address_throttles_in_other_words(
    azure: openai.AsyncAzureOpenAI,
) -> None:
    await azure.chat.completions.create(model=MODEL, messages=HELLO)
    with pytest.raises(openai.RateLimitError, match="2024-10-21 have exceeded call rate") as caught:
        await azure.chat.completions.create(model=MODEL, messages=HELLO)
    assert caught.value.code == "429"
    assert caught.value.response.headers["x-ratelimit-reset-requests"] == "60"


async def test_a_throttled_sdk_waits_as_long_as_it_is_told(
    http: httpx.AsyncClient, sdk: openai.AsyncOpenAI
) -> None:
    fault = {"where": "oa.*", "action": "throttle", "value": 0.2, "count": 1}
    await http.post("/__sim__/faults", json=fault)
    patient = sdk.with_options(max_retries=1)
    answer = await patient.responses.create(model=MODEL, input="Hello")
    assert answer.status == "completed"
    assert (await http.get("/__sim__/usage")).json()["requests"] == 2
