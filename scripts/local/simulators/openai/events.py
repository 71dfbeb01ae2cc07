"""Responses as they stream: numbered server-sent events, from `created` to `completed`."""

import json
from collections.abc import Iterator
from typing import Any

from scripts.local.simulators.openai.chunks import pieces
from scripts.local.simulators.openai.responses import Item


def events(whole: dict[str, Any]) -> Iterator[bytes]:
    """The events that lead to that response."""
    begun = {**whole, "status": "in_progress", "output": [], "usage": None}
    begun["incomplete_details"] = None
    kinds: list[Item] = [
        {"type": "response.created", "response": begun},
        {"type": "response.in_progress", "response": begun},
    ]
    for place, item in enumerate(whole["output"]):
        kinds.extend(_of_item(item, place))
    kinds.append({"type": f"response.{whole['status']}", "response": whole})
    for number, event in enumerate(kinds):
        told = json.dumps({**event, "sequence_number": number}, ensure_ascii=False)
        yield f"event: {event['type']}\ndata: {told}\n\n".encode()


def _of_item(item: Item, place: int) -> Iterator[Item]:
    where = {"item_id": item["id"], "output_index": place}
    empty: Item = {"content": []} if "content" in item else {"arguments": ""}
    started = {**item, "status": "in_progress", **empty}
    yield {"type": "response.output_item.added", "output_index": place, "item": started}
    yield from _of_call(item, where) if "arguments" in item else _of_message(item, where)
    yield {"type": "response.output_item.done", "output_index": place, "item": item}


def _of_call(item: Item, where: Item) -> Iterator[Item]:
    kind = "response.function_call_arguments"
    for piece in pieces(item["arguments"]):
        yield {"type": f"{kind}.delta", **where, "delta": piece}
    told = {"arguments": item["arguments"], "name": item["name"]}
    yield {"type": f"{kind}.done", **where, **told}


def _of_message(item: Item, where: Item) -> Iterator[Item]:
    part, where = item["content"][0], {**where, "content_index": 0}
    refused = part["type"] == "refusal"
    name, kind = ("refusal", "refusal") if refused else ("text", "output_text")
    unsure: Item = {} if refused else {"logprobs": []}
    yield {"type": "response.content_part.added", **where, "part": {**part, name: ""}}
    for piece in pieces(part[name]):
        yield {"type": f"response.{kind}.delta", **where, "delta": piece, **unsure}
    yield {"type": f"response.{kind}.done", **where, name: part[name], **unsure}
    yield {"type": "response.content_part.done", **where, "part": part}
