"""Queries of one partition, page by page: the few the transcripts ask, and no others."""

import base64
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from scripts.local.simulators.cosmos.containers import Container
from scripts.local.simulators.cosmos.refusals import Refusal
from shared.value import Value

DEFAULT_PAGE = 100
KNOWN = {
    "select * from c": lambda body: body,
    "select value c.id from c": lambda body: body["id"],
}


class Page(Value):
    """Some of the results, and how to ask for the next ones."""

    documents: tuple[Any, ...]
    continuation: str | None


def page(
    container: Container, key: str, asked: dict[str, Any], headers: Any, now: datetime
) -> Page:
    """The page that follows the continuation given, in order of `id`."""
    shape = KNOWN.get(" ".join(str(asked.get("query")).lower().split()))
    if shape is None or asked.get("parameters"):
        known = ", ".join(KNOWN)
        raise Refusal(501, f"This simulator answers these queries only: {known}")
    most, after = _size(headers), _after(container, key, headers.get("x-ms-continuation"))
    alive = sorted(container.partition(key).alive(now).items())
    rest = [(id_, document) for id_, document in alive if after is None or id_ > after]
    shown = rest[:most]
    more = _token(container, key, shown[-1][0]) if len(rest) > most else None
    return Page(documents=tuple(shape(one.body) for _, one in shown), continuation=more)


def _size(headers: Any) -> int:
    asked = int(headers.get("x-ms-max-item-count") or -1)
    return DEFAULT_PAGE if asked < 1 else asked


def _token(container: Container, key: str, last: str) -> str:
    return base64.b64encode(json.dumps([container.rid, key, last]).encode()).decode()


def _after(container: Container, key: str, token: str | None) -> str | None:
    """Where the last page ended. A token of another container or partition is refused."""
    if token is None:
        return None
    try:
        place: Sequence[str] = json.loads(base64.b64decode(token, validate=True))
    except ValueError as error:
        raise Refusal(400, "The continuation token is malformed.") from error
    if list(place[:2]) != [container.rid, key]:
        raise Refusal(400, "The continuation token belongs to another query.")
    return place[2]
