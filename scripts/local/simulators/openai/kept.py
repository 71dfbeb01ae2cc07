"""Responses the account has stored, so that a later one goes on where they ended."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scripts.local.simulators.openai.refusals import Refusal, no_response
from scripts.local.simulators.openai.responses import Item

MOST = 1000  # the service keeps them for thirty days


@dataclass(frozen=True)
class Stored:
    """One response, and all the items that led to it."""

    whole: dict[str, Any]
    items: tuple[Item, ...]


class Kept:
    """The latest responses, by id."""

    def __init__(self) -> None:
        self._stored: OrderedDict[str, Stored] = OrderedDict()

    def clear(self) -> None:
        """Forget them."""
        self._stored.clear()

    def add(self, whole: dict[str, Any], items: Sequence[Item]) -> None:
        """Store one more; the oldest is dropped."""
        self._stored[whole["id"]] = Stored(whole, tuple(items))
        if len(self._stored) > MOST:
            self._stored.popitem(last=False)

    def get(self, number: str) -> Stored:
        """One of them. Raises `Refusal`."""
        if number not in self._stored:
            raise no_response(number)
        return self._stored[number]

    def remove(self, number: str) -> None:
        """Forget one. Raises `Refusal`."""
        del self._stored[self.get(number).whole["id"]]

    def before(self, number: str | None) -> tuple[Item, ...]:
        """All the items up to the end of that response. Raises `Refusal`."""
        if number is None:
            return ()
        if number not in self._stored:
            message = f"Previous response with id '{number}' not found."
            code, param = "previous_response_not_found", "previous_response_id"
            raise Refusal(400, message, code=code, param=param)
        stored = self._stored[number]
        return (*stored.items, *stored.whole["output"])
