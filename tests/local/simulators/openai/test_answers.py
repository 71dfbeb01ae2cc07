import json
from typing import Any

import httpx
import openai
import pytest
from openai.types.chat import ChatCompletionMessageParam

from shared.value import Value

MODEL = "gpt-4.1-mini"
HELLO: list[ChatCompletionMessageParam] = [{"role": "user", "content": "My line is dead"}]


class Ticket(Value):
    subject: str
    urgent: bool
    note: str | None


class Closing(Value):
    reason: str


TOOLS = [
    openai.pydantic_function_tool(Ticket, name="create_ticket"),
    openai.pydantic_function_tool(Closing, name="close_ticket"),
]
FLAT: Any = [{"type": "function", **tool["function"]} for tool in TOOLS]
CALLS = [
    {"name": "create_ticket", "arguments": {"subject": "Dead line", "urgent": True, "note": None}},
    {"name": "close_ticket", "arguments": {"reason": "duplicate"}},
]


async def write(http: httpx.AsyncClient, **answer: Any) -> None:
    assert (await http.post("/__sim__/answers", json=answer)).status_code == 201


async def go_wrong(http: httpx.AsyncClient, **rule: Any) -> None:
    assert (await http.post("/__sim__/faults", json=rule)).status_code == 201


async def drained(stream: openai.AsyncStream[Any]) -> list[Any]:
    return [chunk async for chunk in stream]


async def test_a_written_answer_is_given_where_it_fits_as_often_as_it_says(
    http: httpx.AsyncClient, sdk: openai.AsyncOpenAI
) -> None:
    await write(http, heard="line is DEAD", text="Is the modem on?", count=1)
    first = await sdk.chat.completions.create(model=MODEL, messages=HELLO)
    second = await sdk.chat.completions.create(model=MODEL, messages=HELLO)
    assert first.choices[0].message.content == "Is the modem on?"
    assert second.choices[0].message.content != "Is the modem on?"
    assert (await http.get("/__sim__/answers")).json()[0]["given"] == 1


async def test_written_fields_fill_the_shape_and_the_rest_conforms(
    http: httpx.AsyncClient, sdk: openai.AsyncOpenAI
) -> None:
    await write(http, heard="line", fields={"subject": "Dead line", "urgent": True})
    answer = await sdk.responses.parse(model=MODEL, input="My line", text_format=Ticket)
    assert answer.output_parsed == Ticket(subject="Dead line", urgent=True, note=None)


async def test_several_tools_are_called_at_once(
    http: httpx.AsyncClient, sdk: openai.AsyncOpenAI
) -> None:
    await write(http, calls=CALLS)
    answer = await sdk.chat.completions.parse(model=MODEL, messages=HELLO, tools=TOOLS)
    calls = answer.choices[0].message.tool_calls or []
    parsed = [call.function.parsed_arguments for call in calls]
    assert answer.choices[0].finish_reason == "tool_calls"
    assert parsed == [
        Ticket(subject="Dead line", urgent=True, note=None),
        Closing(reason="duplicate"),
    ]


async def test_one_tool_is_called_where_they_may_not_run_in_parallel(
    http: httpx.AsyncClient, sdk: openai.AsyncOpenAI
) -> None:
    await write(http, calls=CALLS)
    answer = await sdk.responses.create(
        model=MODEL, input="My line", tools=FLAT, parallel_tool_calls=False
    )
    assert [item.type for item in answer.output] == ["function_call"]


async def test_tool_calls_stream_in_pieces_that_add_up(
    http: httpx.AsyncClient, sdk: openai.AsyncOpenAI
) -> None:
    await write(http, calls=CALLS)
    async with sdk.chat.completions.stream(model=MODEL, messages=HELLO, tools=TOOLS) as stream:
        kinds = [event.type async for event in stream]
        calls = (await stream.get_final_completion()).choices[0].message.tool_calls or []
    assert kinds.count("tool_calls.function.arguments.delta") > 4
    assert [json.loads(call.function.arguments) for call in calls] == [
        call["arguments"] for call in CALLS
    ]


async def test_function_calls_of_a_response_stream_as_items(
    http: httpx.AsyncClient, sdk: openai.AsyncOpenAI
) -> None:
    await write(http, calls=CALLS)
    async with sdk.responses.stream(model=MODEL, input="My line", tools=FLAT) as stream:
        events = [event async for event in stream]
        final = await stream.get_final_response()
    assert [item.type for item in final.output] == ["function_call"] * 2
    assert [event.sequence_number for event in events] == list(range(len(events)))


async def test_a_refusal_is_none_of_the_shape(
    http: httpx.AsyncClient, sdk: openai.AsyncOpenAI
) -> None:
    await write(http, refusal="I cannot do that.")
    chat = await sdk.chat.completions.parse(model=MODEL, messages=HELLO, response_format=Ticket)
    answer: Any = await sdk.responses.create(model=MODEL, input="My line")
    assert chat.choices[0].message.parsed is None
    assert chat.choices[0].message.refusal == "I cannot do that."
    assert answer.output[0].content[0].refusal == "I cannot do that."


async def test_a_refusal_streams(http: httpx.AsyncClient, sdk: openai.AsyncOpenAI) -> None:
    await go_wrong(http, where="oa.*", action="refusal")
    stream = await sdk.chat.completions.create(model=MODEL, messages=HELLO, stream=True)
    said = [chunk.choices[0].delta.refusal or "" async for chunk in stream]
    assert "".join(said) == "I'm sorry, but I can't help with that."


async def test_a_stream_ends_with_what_it_cost(sdk: openai.AsyncOpenAI) -> None:
    whole = await sdk.chat.completions.create(model=MODEL, messages=HELLO)
    stream = await sdk.chat.completions.create(
        model=MODEL, messages=HELLO, stream=True, stream_options={"include_usage": True}
    )
    chunks = [chunk async for chunk in stream]
    assert chunks[-1].choices == []
    assert chunks[-1].usage == whole.usage
    assert all(chunk.usage is None for chunk in chunks[:-1])


async def test_a_result_must_answer_a_call_of_the_model(
    http: httpx.AsyncClient, sdk: openai.AsyncOpenAI
) -> None:
    await write(http, calls=CALLS[:1], count=1)
    first: Any = await sdk.responses.create(model=MODEL, input="My line", tools=FLAT)
    result: Any = {"type": "function_call_output", "output": "INC0010001"}
    result["call_id"] = first.output[0].call_id
    second = await sdk.responses.create(
        model=MODEL, previous_response_id=first.id, input=[result], tools=FLAT
    )
    assert second.output_text


async def test_a_stored_response_is_read_and_deleted(sdk: openai.AsyncOpenAI) -> None:
    made = await sdk.responses.create(model=MODEL, input="Hello")
    passing = await sdk.responses.create(model=MODEL, input="Hello", store=False)
    assert (await sdk.responses.retrieve(made.id)).output_text == made.output_text
    await sdk.responses.delete(made.id)
    for number in (made.id, passing.id):
        with pytest.raises(openai.NotFoundError):
            await sdk.responses.retrieve(number)


@pytest.mark.parametrize(
    ("action", "reason"), [("length", "max_output_tokens"), ("output_filter", "content_filter")]
)
async def test_an_answer_that_was_cut_says_why(
    http: httpx.AsyncClient, sdk: openai.AsyncOpenAI, action: str, reason: str
) -> None:
    await go_wrong(http, where="oa.responses", action=action)
    answer = await sdk.responses.create(model=MODEL, input="Hello")
    assert answer.status == "incomplete"
    assert answer.incomplete_details is not None
    assert answer.incomplete_details.reason == reason


async def test_a_filtered_stream_ends_for_that_reason(
    http: httpx.AsyncClient, sdk: openai.AsyncOpenAI
) -> None:
    await go_wrong(http, where="oa.chat", action="output_filter")
    stream = await sdk.chat.completions.create(model=MODEL, messages=HELLO, stream=True)
    ends = [chunk.choices[0].finish_reason async for chunk in stream]
    assert ends[-1] == "content_filter"


async def test_a_stop_text_ends_the_answer_before_it(
    http: httpx.AsyncClient, sdk: openai.AsyncOpenAI
) -> None:
    await write(http, text="One. STOP Two.")
    answer = await sdk.chat.completions.create(model=MODEL, messages=HELLO, stop="STOP")
    assert answer.choices[0].message.content == "One. "


async def test_a_stream_may_break_in_the_middle(
    http: httpx.AsyncClient, sdk: openai.AsyncOpenAI
) -> None:
    await go_wrong(http, where="oa.chat", action="cut")
    stream = await sdk.chat.completions.create(model=MODEL, messages=HELLO, stream=True)
    await anext(stream)
    with pytest.raises(openai.APIError):
        await drained(stream)


async def test_a_slow_stream_arrives_whole(
    http: httpx.AsyncClient, sdk: openai.AsyncOpenAI
) -> None:
    whole = await sdk.chat.completions.create(model=MODEL, messages=HELLO)
    await go_wrong(http, where="oa.chat", action="slow", value=0.3)
    stream = await sdk.chat.completions.create(model=MODEL, messages=HELLO, stream=True)
    said = [chunk.choices[0].delta.content or "" async for chunk in stream]
    assert "".join(said) == whole.choices[0].message.content
