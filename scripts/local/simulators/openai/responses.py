"""The Responses API (platform.openai.com/docs/api-reference/responses)."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field

from scripts.local.simulators.openai import mind, refusals
from scripts.local.simulators.openai.account import Account, tokens_of
from scripts.local.simulators.openai.asked import (
    Body,
    Heat,
    Share,
    check_model,
    choice_of,
    form_of,
    text_of,
    tools_of,
)
from scripts.local.simulators.openai.mind import Reply

type Item = dict[str, Any]

CALL, RESULT = "function_call", "function_call_output"
REASONS = {"length": "max_output_tokens", "content_filter": "content_filter"}


class ResponsesRequest(Body):
    """The body: every field the API knows. Many change nothing here."""

    input: str | list[Item] = ""
    model: str = ""
    instructions: str | None = None
    previous_response_id: str | None = None
    store: bool | None = None
    text: dict[str, Any] | None = None
    tools: list[dict[str, Any]] | None = None
    tool_choice: str | dict[str, Any] | None = None
    parallel_tool_calls: bool | None = None
    stream: bool | None = None
    stream_options: dict[str, Any] | None = None
    max_output_tokens: Annotated[int, Field(ge=16)] | None = None
    temperature: Heat | None = None
    top_p: Share | None = None
    metadata: dict[str, str] | None = None
    access_programs: Any = None
    background: bool | None = None
    background_options: Any = None
    context_management: Any = None
    conversation: Any = None
    image: Any = None
    include: list[str] | None = None
    max_tool_calls: int | None = None
    moderation: Any = None
    prompt: Any = None
    prompt_cache_key: str | None = None
    prompt_cache_options: Any = None
    prompt_cache_retention: str | None = None
    reasoning: dict[str, Any] | None = None
    safety_identifier: str | None = None
    service_tier: str | None = None
    top_logprobs: Annotated[int, Field(ge=0, le=20)] | None = None
    truncation: str | None = None
    user: str | None = None

    def items(self) -> list[Item]:
        """What is new in the dialogue."""
        if isinstance(self.input, str):
            return [{"role": "user", "content": self.input}] if self.input else []
        return self.input

    def said(self, before: Sequence[Item] = ()) -> str:
        """All that was said, for counting and for matching faults."""
        return "\n".join(text for _, text in self.lines(before))

    def lines(self, before: Sequence[Item] = ()) -> list[tuple[str, str]]:
        """The dialogue. What is no message has no line."""
        given = [("developer", self.instructions)] if self.instructions else []
        messages = [item for item in (*before, *self.items()) if "role" in item]
        return [*given, *((str(item["role"]), text_of(item.get("content"))) for item in messages)]

    def question(self, before: Sequence[Item]) -> mind.Request:
        """What is asked, after what was said before. Raises `Refusal`."""
        items = [*before, *self.items()]
        if not items:
            message = "Missing required parameter: 'input'."
            raise refusals.invalid("input", message, "missing_required_parameter")
        check_model(self.model, self.temperature)
        _check_results(items)
        schema, wants_json = form_of((self.text or {}).get("format") or {}, "text.format")
        tools = tools_of([tool for tool in self.tools or () if tool.get("type") == "function"])
        return mind.Request(
            lines=self.lines(before),
            schema=schema,
            wants_json=wants_json,
            tools=tools,
            choice=choice_of(self.tool_choice, tools),
            parallel=self.parallel_tool_calls is not False,
            longest=self.max_output_tokens,
            answers_tool=items[-1].get("type") == RESULT,
        )


def _check_results(items: Sequence[Item]) -> None:
    """Raise `Refusal` unless every result is that of a call made before."""
    called: set[str] = set()
    for item in items:
        number = str(item.get("call_id"))
        if item.get("type") == CALL:
            called.add(number)
        if item.get("type") == RESULT and number not in called:
            message = f"No tool call found for function call output with call_id {number}."
            raise refusals.Refusal(400, message, param="input")


def response(
    account: Account, asked: ResponsesRequest, reply: Reply, before: Sequence[Item] = ()
) -> dict[str, Any]:
    """The whole answer."""
    reason = REASONS.get(reply.finish)
    return {
        "id": account.new_id("resp_"),
        "object": "response",
        "created_at": account.now(),
        "model": asked.model,
        "status": "incomplete" if reason else "completed",
        "error": None,
        "incomplete_details": {"reason": reason} if reason else None,
        "instructions": asked.instructions,
        "max_output_tokens": asked.max_output_tokens,
        "metadata": asked.metadata or {},
        "output": _output(account, reply),
        "parallel_tool_calls": asked.parallel_tool_calls is not False,
        "previous_response_id": asked.previous_response_id,
        "reasoning": asked.reasoning or {"effort": None, "summary": None},
        "service_tier": "default",
        "store": asked.store is not False,
        "temperature": 1 if asked.temperature is None else asked.temperature,
        "text": asked.text or {"format": {"type": "text"}},
        "tool_choice": asked.tool_choice or "auto",
        "tools": asked.tools or [],
        "top_p": 1 if asked.top_p is None else asked.top_p,
        "truncation": asked.truncation or "disabled",
        "usage": _usage(asked.said(before), reply),
        "user": asked.user,
    }


def _output(account: Account, reply: Reply) -> list[Item]:
    if reply.calls:
        return [
            {
                "type": CALL,
                "id": account.new_id("fc_"),
                "call_id": account.new_id("call_"),
                "status": "completed",
                **vars(call),
            }
            for call in reply.calls
        ]
    content: Item = {"type": "output_text", "text": reply.text, "annotations": [], "logprobs": []}
    if reply.refusal:
        content = {"type": "refusal", "refusal": reply.refusal}
    status = "incomplete" if reply.finish in REASONS else "completed"
    head = {"type": "message", "id": account.new_id("msg_"), "status": status}
    return [{**head, "role": "assistant", "content": [content]}]


def _usage(said: str, reply: Reply) -> dict[str, Any]:
    read, written = tokens_of(said), tokens_of(reply.written)
    return {
        "input_tokens": read,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": written,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": read + written,
    }
