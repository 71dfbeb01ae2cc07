"""Queries, page by page: of one partition, or of the whole container where that is allowed."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cmp_to_key
from typing import Any, NamedTuple

from scripts.local.simulators.cosmos.charges import of_query, size_of
from scripts.local.simulators.cosmos.containers import Container
from scripts.local.simulators.cosmos.documents import Document
from scripts.local.simulators.cosmos.refusals import Refusal
from scripts.local.simulators.cosmos.sql import UNDEFINED, Query, compared, read

DEFAULT_PAGE = 100
LARGEST_PAGE = 4 * 1024 * 1024
NOWHERE = {"undefined": True}


class Asked(NamedTuple):
    """A request for a page. Without a `key` it is about all partitions."""

    text: str
    parameters: Mapping[str, Any]
    key: str | None
    most: int
    continuation: str | None


class Page(NamedTuple):
    """Some of the results, how to ask for the next ones, and what it cost to find them."""

    results: list[Any]
    continuation: str | None
    charge: float


class _Row(NamedTuple):
    """A document that was found: where it stands in the order, and what is shown of it."""

    sorted_by: list[Any]
    place: int
    result: Any


class _Mark(NamedTuple):
    """Where the last page ended, and how many rows were passed by then."""

    sorted_by: list[Any]
    place: int
    passed: int


def page(container: Container, asked: Asked, now: datetime) -> Page:
    """The page after the continuation. Raises `Refusal`."""
    query = read(asked.text, asked.parameters)
    _check_index(container, query)
    documents = _documents(container, asked.key, now)
    found = [one for one in documents if query.where(one.body) is True]
    if query.total:
        values = [query.shape(one.body) for one in found]
        total = query.total([value for value in values if value is not UNDEFINED])
        results = [] if total is UNDEFINED else [total]
        return Page(results, None, of_query(len(documents), results))
    rows, mark = _in_order(query, found), _read(container, asked)
    left = rows if mark is None else [row for row in rows if _order(query, row, mark) > 0]
    passed = mark.passed if mark else 0
    results, rest, passed = _taken(query, left, asked.most, passed)
    more = _written(container, asked, left[len(left) - rest - 1], passed) if rest else None
    return Page(results, more, of_query(len(documents), results))


def _documents(container: Container, key: str | None, now: datetime) -> list[Document]:
    keys = list(container.partitions) if key is None else [key]
    return [one for each in keys for one in container.partition(each).alive(now).values()]


def _in_order(query: Query, found: Sequence[Document]) -> list[_Row]:
    rows = [
        _Row([by.value(one.body) for by in query.sorting], one.place, query.shape(one.body))
        for one in found
    ]

    def order(one: _Row, other: _Row) -> int:
        return _order(query, one, other)

    return sorted(rows, key=cmp_to_key(order))


def _order(query: Query, one: _Row | _Mark, other: _Row | _Mark) -> int:
    for by, mine, others in zip(query.sorting, one.sorted_by, other.sorted_by, strict=True):
        if difference := compared(mine, others):
            return -difference if by.down else difference
    return one.place - other.place


def _taken(query: Query, left: list[_Row], most: int, passed: int) -> tuple[list[Any], int, int]:
    """The results of one page, how many rows are left after it, and how many were passed."""
    end = None if query.limit is None else query.offset + query.limit
    results: list[Any] = []
    size = 0
    for at, row in enumerate(left):
        if end is not None and passed >= end:
            return results, 0, passed
        if len(results) == most or size > LARGEST_PAGE:
            return results, len(left) - at, passed
        passed += 1
        if passed > query.offset and row.result is not UNDEFINED:
            results.append(row.result)
            size += size_of(row.result)
    return results, 0, passed


def _check_index(container: Container, query: Query) -> None:
    """Several things to sort by take a composite index, in these directions or the opposite."""
    wanted = [(by.path, by.down) for by in query.sorting]
    opposite = [(path, not down) for path, down in wanted]
    if len(wanted) > 1 and not {tuple(wanted), tuple(opposite)} & container.composite_indexes:
        message = (
            "The order by query does not have a corresponding composite index that it can be "
            "served from."
        )
        raise Refusal(400, message)


def _fingerprint(container: Container, asked: Asked) -> str:
    about = [container.rid, asked.key, asked.text, dict(asked.parameters)]
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()[:16]


def _written(container: Container, asked: Asked, last: _Row, passed: int) -> str:
    values = [NOWHERE if value is UNDEFINED else value for value in last.sorted_by]
    mark = [_fingerprint(container, asked), values, last.place, passed]
    return base64.b64encode(json.dumps(mark).encode()).decode()


def _read(container: Container, asked: Asked) -> _Mark | None:
    """Where the last page ended. A token of another query, partition or container is refused."""
    if not asked.continuation:
        return None
    try:
        given = json.loads(base64.b64decode(asked.continuation, validate=True))
        fingerprint, values, place, passed = given
    except (ValueError, TypeError) as error:
        raise Refusal(400, "The continuation token is malformed.") from error
    if fingerprint != _fingerprint(container, asked):
        raise Refusal(400, "The continuation token belongs to another query.")
    return _Mark([UNDEFINED if one == NOWHERE else one for one in values], place, passed)
