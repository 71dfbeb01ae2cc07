"""Chat completions, whole and streamed (platform.openai.com/docs/api-reference/chat)."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any, Literal

from pydantic import BaseModel

from scripts.local.simulators.openai import mind, reading
from scripts.local.simulators.openai.account import Account, tokens_of
from scripts.local.simulators.openai.mind import Reply


class Message(BaseModel):
    """One line of the dialogue."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[dict[str, Any]] | None = None


class ChatRequest(BaseModel):
    """The body, as far as it changes the answer."""

    model: str = ""
    messages: list[Message]
    response_format: dict[str, Any] = {}
    tools: list[dict[str, Any]] = []
    tool_choice: str | dict[str, Any] = "auto"
    stream: bool = False
    stream_options: dict[str, Any] | None = None
    max_tokens: int | None = None
    max_completion_tokens: int | None = None

    def text(self) -> str:
        """All that was said, for counting and for matching faults."""
        return "\n".join(reading.text_of(message.content) for message in self.messages)

    def question(self) -> mind.Request:
        """What is asked. Raises `Refusal`."""
        lines = [(line.role, reading.text_of(line.content)) for line in self.messages]
        return mind.Request(
            lines=lines,
            schema=reading.schema_of(self.response_format, "response_format"),
            wants_json=self.response_format.get("type") == "json_object",
            tools=reading.tools_of(self.tools),
            choice=reading.choice_of(self.tool_choice),
            longest=self.max_completion_tokens or self.max_tokens,
            answers_tool=bool(lines) and lines[-1][0] == "tool",
        )


def completion(account: Account, request: ChatRequest, reply: Reply) -> dict[str, Any]:
    """The whole answer."""
    message: dict[str, Any] = {"role": "assistant", "content": reply.text or None}
    message["refusal"] = reply.refusal
    if reply.tool:
        function = {"name": reply.tool, "arguments": reply.arguments}
        call = {"id": account.new_id("call_"), "type": "function", "function": function}
        message["tool_calls"] = [call]
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": reply.finish}
    return {
        **_head(account, request, "chat.completion"),
        "choices": [choice],
        "usage": _usage(request, reply),
    }


async def chunks(account: Account, request: ChatRequest, reply: Reply) -> AsyncIterator[str]:
    """The answer in server-sent events, a few words each."""
    head = _head(account, request, "chat.completion.chunk")
    for delta in _deltas(account, reply):
        yield _event({**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
    last = {"index": 0, "delta": {}, "finish_reason": reply.finish}
    yield _event({**head, "choices": [last]})
    if (request.stream_options or {}).get("include_usage"):
        yield _event({**head, "choices": [], "usage": _usage(request, reply)})
    yield "data: [DONE]\n\n"


def _deltas(account: Account, reply: Reply) -> Iterator[dict[str, Any]]:
    yield {"role": "assistant", "content": ""}
    if reply.tool:
        function = {"name": reply.tool, "arguments": reply.arguments}
        call = {"index": 0, "id": account.new_id("call_"), "type": "function"}
        yield {"tool_calls": [{**call, "function": function}]}
    if reply.refusal:
        yield {"refusal": reply.refusal}
    for place in range(0, len(reply.text), 12):
        yield {"content": reply.text[place : place + 12]}


def _head(account: Account, request: ChatRequest, kind: str) -> dict[str, Any]:
    number = account.new_id("chatcmpl-")
    return {"id": number, "object": kind, "created": account.now(), "model": request.model}


def _usage(request: ChatRequest, reply: Reply) -> dict[str, int]:
    read, written = tokens_of(request.text()), tokens_of(reply.text + reply.arguments)
    total = {"total_tokens": read + written}
    return {"prompt_tokens": read, "completion_tokens": written, **total}


def _event(content: dict[str, Any]) -> str:
    return f"data: {json.dumps(content, ensure_ascii=False)}\n\n"
