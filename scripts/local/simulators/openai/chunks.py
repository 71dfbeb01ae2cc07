"""Chat completions as they stream: server-sent events of a few words each."""

import json
from collections.abc import Iterator
from typing import Any

from scripts.local.simulators.openai.account import Account
from scripts.local.simulators.openai.chat import ChatRequest, head_of, usage
from scripts.local.simulators.openai.mind import Call, Reply
from scripts.local.simulators.openai.refusals import HARMLESS

LETTERS = 12  # a piece


def chunks(
    account: Account, asked: ChatRequest, reply: Reply, *, azure: bool = False
) -> Iterator[bytes]:
    """The events. Azure's begin with one that has no choices but what the filter found."""
    head = head_of(account, asked, "chat.completion.chunk")
    unsaid = {"usage": None} if asked.wants_usage else {}
    if azure:
        found = [{"prompt_index": 0, "content_filter_results": HARMLESS}]
        yield _event({**head, "choices": [], "prompt_filter_results": found, **unsaid})
    for delta in _deltas(account, reply):
        yield _event({**head, "choices": [_choice(delta, None)], **unsaid})
    yield _event({**head, "choices": [_choice({}, reply.finish)], **unsaid})
    if asked.wants_usage:
        yield _event({**head, "choices": [], "usage": usage(asked, reply)})
    yield b"data: [DONE]\n\n"


def _choice(delta: dict[str, Any], finish: str | None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}


def _deltas(account: Account, reply: Reply) -> Iterator[dict[str, Any]]:
    yield {"role": "assistant", "content": None if reply.calls else "", "refusal": None}
    for index, call in enumerate(reply.calls):
        yield from _called(index, account.new_id("call_"), call)
    for piece in pieces(reply.refusal or ""):
        yield {"refusal": piece}
    for piece in pieces(reply.text):
        yield {"content": piece}


def _called(index: int, number: str, call: Call) -> Iterator[dict[str, Any]]:
    begun = {"name": call.name, "arguments": ""}
    yield {"tool_calls": [{"index": index, "id": number, "type": "function", "function": begun}]}
    for piece in pieces(call.arguments):
        yield {"tool_calls": [{"index": index, "function": {"arguments": piece}}]}


def pieces(text: str) -> Iterator[str]:
    """The text as a model would let it drop."""
    for place in range(0, len(text), LETTERS):
        yield text[place : place + LETTERS]


def _event(content: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(content, ensure_ascii=False)}\n\n".encode()
