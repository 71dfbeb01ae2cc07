"""Chat completions (platform.openai.com/docs/api-reference/chat)."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

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
from scripts.local.simulators.openai.refusals import HARMLESS

Penalty = Annotated[float, Field(ge=-2, le=2)]


class Message(Body):
    """One line of the dialogue."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[dict[str, Any]] | None = None
    name: str | None = None
    refusal: str | None = None
    audio: Any = None
    function_call: Any = None
    tool_calls: list[dict[str, Any]] | None = None
    tool_call_id: str | None = None
    annotations: Any = None


class ChatRequest(Body):
    """The body: every field the API knows. Many change nothing here."""

    messages: Annotated[list[Message], Field(min_length=1)]
    model: str = ""
    n: Annotated[int, Field(ge=1, le=128)] | None = None
    max_tokens: Annotated[int, Field(ge=1)] | None = None
    max_completion_tokens: Annotated[int, Field(ge=1)] | None = None
    response_format: dict[str, Any] | None = None
    stop: str | Annotated[list[str], Field(max_length=4)] | None = None
    stream: bool | None = None
    stream_options: dict[str, Any] | None = None
    tools: list[dict[str, Any]] | None = None
    tool_choice: str | dict[str, Any] | None = None
    parallel_tool_calls: bool | None = None
    temperature: Heat | None = None
    top_p: Share | None = None
    frequency_penalty: Penalty | None = None
    presence_penalty: Penalty | None = None
    seed: int | None = None
    logprobs: bool | None = None
    top_logprobs: Annotated[int, Field(ge=0, le=20)] | None = None
    logit_bias: dict[str, float] | None = None
    reasoning_effort: str | None = None
    verbosity: str | None = None
    audio: Any = None
    function_call: Any = None
    functions: Any = None
    metadata: dict[str, str] | None = None
    modalities: list[str] | None = None
    moderation: Any = None
    prediction: Any = None
    prompt_cache_key: str | None = None
    prompt_cache_options: Any = None
    prompt_cache_retention: str | None = None
    safety_identifier: str | None = None
    service_tier: str | None = None
    store: bool | None = None
    user: str | None = None
    web_search_options: Any = None

    @property
    def longest(self) -> int | None:
        """How many tokens the answer may have."""
        return self.max_completion_tokens or self.max_tokens

    @property
    def wants_usage(self) -> bool:
        """Whether a stream is to end with what it cost."""
        return bool((self.stream_options or {}).get("include_usage"))

    def text(self) -> str:
        """All that was said, for counting and for matching faults."""
        return "\n".join(text_of(message.content) for message in self.messages)

    def question(self) -> mind.Request:
        """What is asked. Raises `Refusal`."""
        check_model(self.model, self.temperature, self.max_tokens)
        _check_order(self.messages)
        if self.stream_options and not self.stream:
            message = "The 'stream_options' parameter is only allowed when 'stream' is enabled."
            raise refusals.invalid("stream_options", message)
        schema, wants_json = form_of(self.response_format or {}, "response_format")
        tools = tools_of(self.tools or ())
        stops = (self.stop,) if isinstance(self.stop, str) else tuple(self.stop or ())
        return mind.Request(
            lines=[(line.role, text_of(line.content)) for line in self.messages],
            schema=schema,
            wants_json=wants_json,
            tools=tools,
            choice=choice_of(self.tool_choice, tools),
            parallel=self.parallel_tool_calls is not False,
            longest=self.longest,
            stops=stops,
            answers_tool=self.messages[-1].role == "tool",
        )


def _check_order(messages: Sequence[Message]) -> None:
    """Raise `Refusal` unless every answer of a tool answers a call just made."""
    open_calls: set[str] = set()
    for number, message in enumerate(messages):
        if message.role == "tool" and message.tool_call_id not in open_calls:
            problem = (
                "Invalid parameter: messages with role 'tool' must be a response to a preceeding "
                "message with 'tool_calls'."
            )
            raise refusals.invalid(f"messages.[{number}].role", problem)
        if message.role == "assistant":
            open_calls = {str(call.get("id")) for call in message.tool_calls or ()}


def completion(
    account: Account, asked: ChatRequest, reply: Reply, *, azure: bool = False
) -> dict[str, Any]:
    """The whole answer. `azure`: with what the content filter found."""
    message: dict[str, Any] = {"role": "assistant", "content": reply.text or None}
    message["refusal"] = reply.refusal
    if reply.calls:
        message["tool_calls"] = [
            {"id": account.new_id("call_"), "type": "function", "function": vars(call)}
            for call in reply.calls
        ]
    found = {"content_filter_results": HARMLESS} if azure else {}
    choices = [
        {"index": n, "message": message, "logprobs": None, "finish_reason": reply.finish, **found}
        for n in range(asked.n or 1)
    ]
    prompt = {"prompt_filter_results": [{"prompt_index": 0, "content_filter_results": HARMLESS}]}
    head = head_of(account, asked, "chat.completion")
    return {**head, "choices": choices, "usage": usage(asked, reply), **(prompt if azure else {})}


def head_of(account: Account, asked: ChatRequest, kind: str) -> dict[str, Any]:
    """What every answer and every piece of one begins with."""
    number = account.new_id("chatcmpl-")
    named = {"id": number, "object": kind, "created": account.now(), "model": asked.model}
    return {**named, "service_tier": "default", "system_fingerprint": "fp_simulator"}


def usage(asked: ChatRequest, reply: Reply) -> dict[str, Any]:
    """What it cost."""
    read, written = tokens_of(asked.text()), tokens_of(reply.written) * (asked.n or 1)
    return {
        "prompt_tokens": read,
        "completion_tokens": written,
        "total_tokens": read + written,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": 0,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }
