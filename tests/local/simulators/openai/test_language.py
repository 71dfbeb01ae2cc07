import base64
import json
import time
from enum import StrEnum
from typing import Any, Literal

import httpx
import openai
import pytest
from openai.types.chat import ChatCompletionMessageParam

from scripts.local.simulators.openai import Config
from shared.value import Value
from tests.local.simulators.live import HandClock

MODEL = "gpt-4.1-mini"
PROMPT: ChatCompletionMessageParam = {
    "role": "system",
    "content": "Organisation: Acme\nDirection: inbound",
}
PROBLEM: list[ChatCompletionMessageParam] = [
    PROMPT,
    {"role": "assistant", "content": "How can I help you?"},
    {"role": "user", "content": "My printer is broken since Monday."},
]


class Ticket(Value):
    subject: str
    description: str


class Turn(Value):
    say: str
    action: Literal["continue", "confirm", "transfer", "create_ticket", "opt_out", "end"]
    language: Literal["en", "es"]
    outcome: Literal["completed", "ticket_created"] | None
    ticket: Ticket | None
    note: str | None


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Triage(Value):
    summary: str
    category: Literal["billing", "hardware", "network", "other"]
    priority: Priority
    confidence: float
    tags: list[str]


async def go_wrong(http: httpx.AsyncClient, **rule: Any) -> None:
    assert (await http.post("/__sim__/faults", json=rule)).status_code == 201


async def test_the_answer_has_the_shape_that_was_asked_for(sdk: openai.AsyncOpenAI) -> None:
    answer = await sdk.chat.completions.parse(model=MODEL, messages=PROBLEM, response_format=Turn)
    turn = answer.choices[0].message.parsed
    assert turn is not None
    assert (turn.action, turn.language, turn.outcome) == ("create_ticket", "en", "ticket_created")
    assert turn.ticket == Ticket(
        subject="My printer is broken since Monday",
        description="My printer is broken since Monday.",
    )


async def test_the_responses_api_answers_the_same(sdk: openai.AsyncOpenAI) -> None:
    lines: Any = PROBLEM
    answer = await sdk.responses.parse(model=MODEL, input=lines, text_format=Turn)
    assert answer.output_parsed is not None
    assert answer.output_parsed.action == "create_ticket"
    assert answer.usage is not None


@pytest.mark.parametrize(
    ("text", "category", "priority"),
    [
        ("I was charged twice, please refund me. Thanks.", "billing", Priority.NORMAL),
        ("The printer on the third floor is broken.", "hardware", Priority.HIGH),
        ("Nadie puede trabajar: la red está caída, es urgente", "network", Priority.URGENT),
        ("How can I change my address?", "other", Priority.LOW),
    ],
)
async def test_a_ticket_is_triaged_by_its_words(
    sdk: openai.AsyncOpenAI, text: str, category: str, priority: Priority
) -> None:
    answer = await sdk.chat.completions.parse(
        model=MODEL, messages=[{"role": "user", "content": text}], response_format=Triage
    )
    triage = answer.choices[0].message.parsed
    assert triage is not None
    assert (triage.category, triage.priority) == (category, priority)
    assert triage.summary


async def test_the_same_question_gets_the_same_answer(sdk: openai.AsyncOpenAI) -> None:
    first = await sdk.chat.completions.create(model=MODEL, messages=PROBLEM)
    again = await sdk.chat.completions.create(model=MODEL, messages=PROBLEM)
    assert first.choices[0].message.content == again.choices[0].message.content


async def test_a_stream_says_the_same_in_pieces(sdk: openai.AsyncOpenAI) -> None:
    whole = await sdk.chat.completions.create(model=MODEL, messages=PROBLEM)
    stream = await sdk.chat.completions.create(model=MODEL, messages=PROBLEM, stream=True)
    pieces = [chunk.choices[0].delta.content or "" async for chunk in stream]
    assert len(pieces) > 3
    assert "".join(pieces) == whole.choices[0].message.content


async def test_a_streamed_response_ends_with_the_whole_of_it(sdk: openai.AsyncOpenAI) -> None:
    async with sdk.responses.stream(model=MODEL, input="Hello", text_format=Turn) as stream:
        deltas = [e.delta async for e in stream if e.type == "response.output_text.delta"]
        final = await stream.get_final_response()
    assert "".join(deltas) == final.output_text
    assert final.output_parsed is not None


async def test_a_fitting_tool_is_called_with_arguments_of_its_schema(
    sdk: openai.AsyncOpenAI,
) -> None:
    tool = openai.pydantic_function_tool(Ticket, name="create_ticket")
    answer = await sdk.chat.completions.create(model=MODEL, messages=PROBLEM, tools=[tool])
    call = answer.choices[0].message.tool_calls
    assert answer.choices[0].finish_reason == "tool_calls"
    assert call is not None
    assert call[0].type == "function"
    assert Ticket.model_validate_json(call[0].function.arguments).subject.startswith("My printer")


@pytest.mark.parametrize(
    ("schema", "complaint"),
    [
        ({"type": "array", "items": {"type": "string"}}, "type: "),
        ({"type": "object", "properties": {}, "required": []}, "'additionalProperties'"),
        (
            {
                "type": "object",
                "properties": {"a": {"type": "string"}},
                "required": [],
                "additionalProperties": False,
            },
            "Missing 'a'",
        ),
        (
            {
                "type": "object",
                "properties": {"a": {"type": "string", "maxLength": 3}},
                "required": ["a"],
                "additionalProperties": False,
            },
            "'maxLength' is not permitted",
        ),
    ],
)
async def test_a_schema_that_is_not_strict_is_refused_with_the_place(
    sdk: openai.AsyncOpenAI, schema: dict[str, Any], complaint: str
) -> None:
    form: Any = {"name": "shape", "strict": True, "schema": schema}
    with pytest.raises(openai.BadRequestError, match="Invalid schema for") as caught:
        await sdk.chat.completions.create(
            model=MODEL,
            messages=PROBLEM,
            response_format={"type": "json_schema", "json_schema": form},
        )
    assert complaint in caught.value.message


async def test_an_answer_stops_at_the_longest_allowed(sdk: openai.AsyncOpenAI) -> None:
    answer = await sdk.chat.completions.create(
        model=MODEL, messages=PROBLEM, max_completion_tokens=5
    )
    assert answer.choices[0].finish_reason == "length"


async def test_an_unknown_model_is_named(sdk: openai.AsyncOpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match="gpt-none"):
        await sdk.chat.completions.create(model="gpt-none", messages=PROBLEM)


async def test_a_malformed_request_names_the_field(http: httpx.AsyncClient) -> None:
    answer = await http.post("/v1/chat/completions", json={"model": MODEL})
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == "messages"


async def test_a_deployment_is_reached_with_an_api_version_only(http: httpx.AsyncClient) -> None:
    place = f"/deployments/{MODEL}/chat/completions"
    assert (await http.post(place, json={"messages": PROBLEM})).status_code == 404
    answer = await http.post(f"{place}?api-version=2024-10-21", json={"messages": PROBLEM})
    assert answer.status_code == 200


@pytest.mark.parametrize("header", ["api-key", "Authorization"])
async def test_a_key_is_taken_in_either_header(url: str, header: str, config: Config) -> None:
    prefix = "Bearer " if header == "Authorization" else ""
    async with httpx.AsyncClient(base_url=url) as http:
        right = await http.get("/v1/models", headers={header: prefix + config.key})
        wrong = await http.get("/v1/models", headers={header: prefix + "wrong"})
    assert (right.status_code, wrong.status_code) == (200, 401)


@pytest.mark.parametrize(
    ("audience", "lives", "status"),
    [
        ("https://cognitiveservices.azure.com", 60, 200),
        ("https://cognitiveservices.azure.com/", 60, 200),
        ("https://cognitiveservices.azure.com", -1, 401),
        ("https://vault.azure.net", 60, 401),
    ],
)
async def test_an_entra_token_must_be_for_us_and_alive_by_the_walls_clock(
    url: str, audience: str, lives: int, status: int
) -> None:
    claims = json.dumps({"aud": audience, "exp": time.time() + lives}).encode()
    token = f"e30.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.x"
    async with httpx.AsyncClient(base_url=url) as http:
        answer = await http.get("/v1/models", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == status


@pytest.mark.parametrize("config", [Config(requests_per_minute=2)])
async def test_a_minute_has_so_many_requests(sdk: openai.AsyncOpenAI, clock: HandClock) -> None:
    raw = sdk.chat.completions.with_raw_response
    left = [
        (await raw.create(model=MODEL, messages=PROBLEM)).headers["x-ratelimit-remaining-requests"]
        for _ in range(2)
    ]
    with pytest.raises(openai.RateLimitError) as caught:
        await raw.create(model=MODEL, messages=PROBLEM)
    await clock.sleep(60)
    assert left == ["1", "0"]
    assert caught.value.response.headers["retry-after-ms"] == "60000"
    assert (await raw.create(model=MODEL, messages=PROBLEM)).status_code == 200


async def test_a_filtered_prompt_looks_like_azures(
    http: httpx.AsyncClient, sdk: openai.AsyncOpenAI
) -> None:
    await go_wrong(http, where="oa.chat", match="printer", action="content_filter")
    with pytest.raises(openai.BadRequestError) as caught:
        await sdk.chat.completions.create(model=MODEL, messages=PROBLEM)
    assert caught.value.code == "content_filter"


async def test_an_unknown_tool_may_be_made_up(
    http: httpx.AsyncClient, sdk: openai.AsyncOpenAI
) -> None:
    await go_wrong(http, action="unknown_tool")
    answer = await sdk.chat.completions.create(model=MODEL, messages=PROBLEM)
    assert answer.choices[0].finish_reason == "tool_calls"


async def test_a_hanging_answer_ends_with_the_callers_patience(
    http: httpx.AsyncClient, sdk: openai.AsyncOpenAI
) -> None:
    await go_wrong(http, action="hang")
    with pytest.raises(openai.APITimeoutError):
        await sdk.chat.completions.create(model=MODEL, messages=PROBLEM, timeout=0.3)


async def test_usage_counts_requests_and_tokens(
    http: httpx.AsyncClient, sdk: openai.AsyncOpenAI
) -> None:
    answer = await sdk.chat.completions.create(model=MODEL, messages=PROBLEM)
    used = (await http.get("/__sim__/usage")).json()
    assert answer.usage is not None
    assert (used["requests"], used["tokens_in"]) == (1, answer.usage.prompt_tokens)


class Limits(Value):
    count: int
    ratio: float
    yes: bool
    words: list[str]
    nothing: str | None
    inner: Ticket
    mode: Literal["a", "b"]


async def test_any_other_shape_is_filled_with_values_that_fit(sdk: openai.AsyncOpenAI) -> None:
    answer = await sdk.chat.completions.parse(model=MODEL, messages=PROBLEM, response_format=Limits)
    assert isinstance(answer.choices[0].message.parsed, Limits)
