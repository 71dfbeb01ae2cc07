"""The project's own contract with Twilio: facts about the parts it uses, in `contract/`."""

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from tests.local.simulators.twilio.recorder import Exchange
from tests.local.simulators.twilio.schemas import Schema, decoded, wrong_with

FOLDER = Path(__file__).parent / "contract"


@cache
def schema(name: str) -> Schema:
    """One of the schemas, by its name."""
    found: Schema = json.loads((FOLDER / f"{name}.json").read_text())
    return found


def against_contract(exchanges: Iterable[Exchange]) -> list[str]:
    """What goes against it, one line for each; an address it does not know is one, too."""
    return [f"{each}: {wrong}" for each in exchanges for wrong in _wrong(each)]


def is_known(exchange: Exchange) -> bool:
    """Whether the contract speaks of the address."""
    return any(
        route["method"] == exchange.method and re.match(route["path"], exchange.path)
        for route in _routes()
    )


def left_out(exchanges: Iterable[Exchange]) -> list[str]:
    """The addresses of the contract none of these requests went to."""
    went = [f"{each.method} {each.path}" for each in exchanges]
    routes = [f"{route['method']} {route['path']}" for route in _routes()]
    return [
        each for each in routes if not any(re.match(each.replace("^", "", 1), one) for one in went)
    ]


def posted_against(name: str, forms: Iterable[dict[str, str]]) -> list[str]:
    """What is wrong with these posted fields."""
    return [f"{name}: {wrong}" for form in forms for wrong in wrong_with(form, schema(name))]


def requests_against(name: str, exchanges: Iterable[Exchange]) -> list[str]:
    """What is wrong with the form, or else the query, of each of these requests."""
    return [
        f"{each}: {wrong}"
        for each in exchanges
        for wrong in wrong_with(decoded(each.form or each.query, schema(name)), schema(name))
    ]


@cache
def _routes() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FOLDER / "routes.json").read_text())
    return found


def _wrong(exchange: Exchange) -> list[str]:
    if exchange.status >= 400:
        return wrong_with(json.loads(exchange.answered), schema("error"))
    for route in _routes():
        if route["method"] == exchange.method and re.match(route["path"], exchange.path):
            return _answered(exchange, route)
    return ["the contract knows no such address"]


def _answered(exchange: Exchange, route: dict[str, Any]) -> list[str]:
    if exchange.status != route["status"]:
        return [f"the contract says {route['status']}"]
    if "answer" not in route:
        return [] if not exchange.answered else ["there should be no body"]
    found = json.loads(exchange.answered)
    items = found.get(route.get("items"), []) if "items" in route else [found]
    around = wrong_with(found, schema("page")) if "items" in route else []
    return around + [wrong for item in items for wrong in wrong_with(item, schema(route["answer"]))]
