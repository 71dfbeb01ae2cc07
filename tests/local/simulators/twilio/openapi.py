"""Twilio's own OpenAPI description of its REST API, read strictly: every field, and no other.

It lies beside the repository, where somebody has put it (github.com/twilio/twilio-oai).
"""

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from tests.local.simulators.twilio.recorder import Exchange, Fields
from tests.local.simulators.twilio.schemas import Schema, decoded, wrong_with

FILE = Path(__file__).parents[5] / "shared/data/twilio-oai/twilio_api_v2010.json"
BASE = "/2010-04-01/Accounts"
METHODS = ("get", "post", "delete")
BEYOND = r"AddOn|Conferences|Payments|SIP/|Siprec|Streams|Transcriptions|UserDefined"
FORM = "application/x-www-form-urlencoded"


def is_here() -> bool:
    """Whether the description is on this machine."""
    return FILE.exists()


def is_described(exchange: Exchange) -> bool:
    """Whether the description, which is an excerpt, knows the address and the method."""
    return _where(exchange) is not None


def answers_against(exchanges: Iterable[Exchange]) -> list[str]:
    """What is wrong with the answers, one line for each."""
    return [f"{each}: {wrong}" for each in exchanges for wrong in _wrong_answer(each)]


def requests_against(exchanges: Iterable[Exchange]) -> list[str]:
    """What is wrong with the forms and queries, their fields decoded by the described types."""
    return [f"{each}: {wrong}" for each in exchanges for wrong in _wrong_request(each)]


def left_out(exchanges: Iterable[Exchange]) -> list[str]:
    """The described operations none of these requests was for."""
    went = {_where(each) for each in exchanges}
    return [_name(path, method) for path, method in _all() if (path, method) not in went]


def not_simulated() -> list[str]:
    """The described operations nobody simulates, or whose tests stand elsewhere."""
    return [_name(path, method) for path, method in _all() if re.search(BEYOND, path)]


def _all() -> list[tuple[str, str]]:
    paths = sorted(_document()["paths"].items())
    return [(path, method) for path, item in paths for method in METHODS if method in item]


def _name(path: str, method: str) -> str:
    return f"{method.upper()} {path.removeprefix(BASE)}"


def _wrong_answer(exchange: Exchange) -> list[str]:
    operation = _operation(exchange)
    described = operation["responses"].get(str(exchange.status))
    if described is None:
        return [f"described are only {', '.join(operation['responses'])}"]
    if "content" not in described:
        return [] if not exchange.answered else ["there should be no body"]
    wanted = _strict(described["content"]["application/json"]["schema"])
    return wrong_with(json.loads(exchange.answered), wanted)


def _wrong_request(exchange: Exchange) -> list[str]:
    operation = _operation(exchange)
    form = operation.get("requestBody", {}).get("content", {}).get(FORM, {}).get("schema")
    query = {each["name"]: each["schema"] for each in operation["parameters"] if _asks(each)}
    return _against(exchange.query, {"type": "object", "properties": query}) + (
        _against(exchange.form, form) if form else []
    )


def _asks(parameter: dict[str, Any]) -> bool:
    return bool(parameter["in"] == "query")


def _against(fields: Fields, described: Schema) -> list[str]:
    wanted = _strict(described) | {"required": described.get("required", [])}
    return wrong_with(decoded(fields, wanted), wanted)


@cache
def _document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text())
    return found


@cache
def _routes() -> list[tuple[re.Pattern[str], str]]:
    """Every path, those with fewer variables first: `Local.json` is no `{Sid}.json`."""
    paths = sorted(_document()["paths"], key=lambda path: str(path).count("{"))
    return [(re.compile("/".join(map(_part, path.split("/")))), path) for path in paths]


def _part(part: str) -> str:
    return "".join(
        "[^/]+" if piece.startswith("{") else re.escape(piece)
        for piece in re.split(r"(\{\w+\})", part)
    )


def _where(exchange: Exchange) -> tuple[str, str] | None:
    """The path of the description, and the method, if it has such an operation."""
    method = exchange.method.lower()
    path = next((path for shape, path in _routes() if shape.fullmatch(exchange.path)), "")
    return (path, method) if method in _document()["paths"].get(path, {}) else None


def _operation(exchange: Exchange) -> dict[str, Any]:
    where = _where(exchange)
    assert where is not None, f"{exchange} is not described"
    return {"parameters": [], **_document()["paths"][where[0]][where[1]]}


def _strict(node: Schema) -> dict[str, Any]:
    """The schema in JSON Schema's own words: references resolved, `nullable` spelt out.

    Twilio answers with all fields of a resource always, so all of them are required.
    """
    if "$ref" in node:
        return _strict(_document()["components"]["schemas"][node["$ref"].rpartition("/")[2]])
    kept = {name: value for name, value in node.items() if name in KEPT}
    if "items" in node:
        kept["items"] = _strict(node["items"])
    if "properties" in node:
        kept["properties"] = {name: _strict(each) for name, each in node["properties"].items()}
        kept |= {"required": list(node["properties"]), "additionalProperties": False}
    return {"anyOf": [kept, {"type": "null"}]} if node.get("nullable") and "type" in kept else kept


KEPT = ("type", "enum", "format", "pattern", "minLength", "maxLength", "minimum", "maximum")
