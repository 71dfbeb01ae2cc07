"""Lists in pages, as the REST API of 2010 gives them: `first_page_uri`, `next_page_uri` and so on.

Source: https://www.twilio.com/docs/usage/twilios-response#response-formats-list-paging-information
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import urlencode

USUAL_PAGE, LARGEST_PAGE = 50, 1000
AFTER, BEFORE = "PA", "PB"

Json = dict[str, Any]


class Listed(Protocol):
    """Anything that has an identifier."""

    @property
    def sid(self) -> str:
        """Two letters and 32 digits."""


def page_json[T: Listed](
    name: str, items: Sequence[T], shown: Callable[[T], Json], path: str, query: Mapping[str, str]
) -> Json:
    """One page of a list, with the addresses of the others.

    A `PageToken` names the item the page begins after (or ends before), so that what is new at the
    head of the list moves nothing.
    """
    size = min(max(_whole(query.get("PageSize"), USUAL_PAGE), 1), LARGEST_PAGE)
    page, token = _whole(query.get("Page"), 0), query.get("PageToken", "")
    begin = _begin(items, token, page, size)
    part = items[begin : begin + size]
    kept = {key: value for key, value in query.items() if key not in ("Page", "PageToken")}

    def address(number: int, at: str = "") -> str:
        place = {"PageSize": str(size), "Page": str(number)} | ({"PageToken": at} if at else {})
        return f"{path}?{urlencode(kept | place)}"

    is_last = begin + size >= len(items)
    return {
        "first_page_uri": address(0),
        "end": page * size + max(len(part) - 1, 0),
        "previous_page_uri": address(page - 1, BEFORE + part[0].sid) if page and part else None,
        name: [shown(item) for item in part],
        "uri": address(page, token),
        "page_size": size,
        "start": page * size,
        "next_page_uri": None if is_last else address(page + 1, AFTER + part[-1].sid),
        "page": page,
    }


def _begin(items: Sequence[Listed], token: str, page: int, size: int) -> int:
    anchor = token[len(AFTER) :]
    if token[: len(AFTER)] in (AFTER, BEFORE):
        at = next((index for index, item in enumerate(items) if item.sid == anchor), None)
        if at is not None:
            return at + 1 if token.startswith(AFTER) else max(at - size, 0)
    return page * size


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() else default
