"""The Responses API, whole and streamed (platform.openai.com/docs/api-reference/responses)."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

from pydantic import BaseModel

from scripts.local.simulators.openai import mind, reading
from scripts.local.simulators.openai.account import Account, tokens_of
from scripts.local.simulators.openai.mind import Reply

type Item = dict[str, Any]


class ResponsesRequest(BaseModel):
    """The body, as far as it changes the answer."""

    model: str = ""
    input: str | list[dict[str, Any]]
    instructions: str | None = None
    text: dict[str, Any] = {}
    tools: list[dict[str, Any]] = []
    tool_choice: str | dict[str, Any] = "auto"
    stream: bool = False
    max_output_tokens: int | None = None

    def lines(self) -> list[tuple[str, str]]:
        """The dialogue. What is no message has no line."""
        given = [("developer", self.instructions)] if self.instructions else []
        if isinstance(self.input, str):
            return [*given, ("user", self.input)]
        said = [
            (str(i["role"]), reading.text_of(i.get("content"))) for i in self.input if "role" in i
        ]
        return [*given, *said]

    def said(self) -> str:
        """All that was said, for counting and for matching faults."""
        return "\n".join(text for _, text in self.lines())

    def question(self) -> mind.Request:
        """What is asked. Raises `Refusal`."""
        form = self.text.get("format") or {}
        last = self.input[-1] if isinstance(self.input, list) and self.input else {}
        return mind.Request(
            lines=self.lines(),
            schema=reading.schema_of(form, "text.format"),
            wants_json=form.get("type") == "json_object",
            tools=reading.tools_of(self.tools),
            choice=reading.choice_of(self.tool_choice),
            longest=self.max_output_tokens,
            answers_tool=last.get("type") == "function_call_output",
        )


def response(account: Account, request: ResponsesRequest, reply: Reply) -> dict[str, Any]:
    """The whole answer."""
    reasons = {"length": "max_output_tokens", "content_filter": "content_filter"}
    reason = reasons.get(reply.finish)
    read, written = tokens_of(request.said()), tokens_of(reply.text + reply.arguments)
    usage = {
        "input_tokens": read,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": written,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": read + written,
    }
    return {
        **_head(account, request),
        "status": "incomplete" if reason else "completed",
        "incomplete_details": {"reason": reason} if reason else None,
        "output": [_item(account, reply)],
        "usage": usage,
    }


def _head(account: Account, request: ResponsesRequest) -> dict[str, Any]:
    return {
        "id": account.new_id("resp_"),
        "object": "response",
        "created_at": account.now(),
        "model": request.model,
        "error": None,
        "instructions": request.instructions,
        "tools": request.tools,
        "tool_choice": request.tool_choice,
        "parallel_tool_calls": True,
        "metadata": {},
    }


def _item(account: Account, reply: Reply) -> Item:
    if reply.tool:
        called = {"call_id": account.new_id("call_"), "name": reply.tool}
        item = {"type": "function_call", "id": account.new_id("fc_"), "status": "completed"}
        return {**item, **called, "arguments": reply.arguments}
    content: Item = {"type": "output_text", "text": reply.text, "annotations": []}
    if reply.refusal:
        content = {"type": "refusal", "refusal": reply.refusal}
    item = {"type": "message", "id": account.new_id("msg_"), "status": "completed"}
    return {**item, "role": "assistant", "content": [content]}


async def events(account: Account, request: ResponsesRequest, reply: Reply) -> AsyncIterator[str]:
    """The answer in server-sent events, numbered."""
    whole = response(account, request, reply)
    begun = {**whole, "status": "in_progress", "output": [], "usage": None}
    kinds: list[Item] = [
        {"type": "response.created", "response": begun},
        {"type": "response.in_progress", "response": begun},
        *_item_events(whole["output"][0]),
        {"type": f"response.{whole['status']}", "response": whole},
    ]
    for number, event in enumerate(kinds):
        told = json.dumps({**event, "sequence_number": number}, ensure_ascii=False)
        yield f"event: {event['type']}\ndata: {told}\n\n"


def _item_events(item: Item) -> Iterator[Item]:
    where = {"item_id": item["id"], "output_index": 0}
    empty: Item = {"content": []} if "content" in item else {"arguments": ""}
    started = {**item, "status": "in_progress", **empty}
    yield {"type": "response.output_item.added", "output_index": 0, "item": started}
    yield from _content_events(item, where)
    yield {"type": "response.output_item.done", "output_index": 0, "item": item}


def _content_events(item: Item, where: Item) -> Iterator[Item]:
    if item["type"] == "function_call":
        kind, said = "response.function_call_arguments", item["arguments"]
        yield {"type": f"{kind}.delta", **where, "delta": said}
        yield {"type": f"{kind}.done", **where, "arguments": said, "name": item["name"]}
        return
    part, where = item["content"][0], {**where, "content_index": 0}
    name = "refusal" if part["type"] == "refusal" else "text"
    kind = "response.refusal" if name == "refusal" else "response.output_text"
    yield {"type": "response.content_part.added", **where, "part": {**part, name: ""}}
    for place in range(0, len(part[name]), 12):
        delta = part[name][place : place + 12]
        yield {"type": f"{kind}.delta", **where, "delta": delta, "logprobs": []}
    yield {"type": f"{kind}.done", **where, name: part[name], "logprobs": []}
    yield {"type": "response.content_part.done", **where, "part": part}
