"""In the order of which column a list of tickets stands, and where its next page begins."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from functions.tickets.model import Heading, State, Wanted
from shared.errors import Invalid
from shared.value import Storable, Value

After = Annotated[str, StringConstraints(pattern=r"^INC\d{7,12}(~(?s:.){0,200})?$"), Storable]
NEWEST_FIRST = "-number"
BEFORE_ALL, BEYOND_ALL = -1, 2**62
STATES = tuple(State)
"""A life of a ticket, from its beginning to its end: states are put in order by it."""


class Column(StrEnum):
    """What a list can be put in order by; descending with a minus before it."""

    NUMBER = "number"
    TITLE = "title"
    REQUESTER = "requester_name"
    PRIORITY = "priority"
    STATE = "state"
    ASSIGNEE = "assignee"
    OPENED = "opened_at"
    UPDATED = "updated_at"


TIMES = {Column.OPENED, Column.UPDATED}
RANKED = {Column.NUMBER, Column.PRIORITY, Column.STATE}
"""A ticket's place among these follows from its number, its priority and its state alone."""


Order = Annotated[str, StringConstraints(pattern=rf"^-?({'|'.join(Column)})$"), Storable]


class Listing(Wanted):
    """Which tickets a list shall show, and in which order; equals by number.

    Where it is another than the newest first, `after` holds the number and the column's value of
    the last one shown: what changes meanwhile moves nobody's place.
    """

    order: Order = NEWEST_FIRST
    after: After | None = None

    @property
    def column(self) -> Column:
        """What it is put in order by."""
        return Column(self.order.removeprefix("-"))

    @property
    def descending(self) -> bool:
        """Whether from the last to the first."""
        return self.order.startswith("-")


class Part(Value):
    """Tickets of one state and priority, and their place in the order: all those beyond `bound`."""

    state: str
    priority: int
    rank: int
    bound: int


def cursor(listing: Listing, last: Heading) -> str:
    """What to ask `after` for what comes after that one."""
    if listing.order == NEWEST_FIRST or listing.column is Column.NUMBER:
        return last.number
    value = getattr(last, listing.column)
    told = value.isoformat().replace("+00:00", "Z") if listing.column in TIMES else value
    return f"{last.number}~{'' if told is None else told}"


def place(listing: Listing) -> tuple[int, str] | None:
    """The number of the last one shown, and what stood in the column. Raises `Invalid`."""
    if listing.after is None:
        return None
    number, told, value = listing.after.partition("~")
    if bool(told) is (listing.column is Column.NUMBER) or not _fits(listing.column, value):
        problem = f"is not from a list in this order ({listing.order}): ask for its first page"
        raise Invalid(f"after {problem}.", errors=[{"field": "after", "problem": problem}])
    return int(number.removeprefix("INC")), value


def _fits(column: Column, value: str) -> bool:
    try:
        if column in TIMES:
            return datetime.fromisoformat(value).tzinfo is not None
        return column not in RANKED or _rank_of(column, value) >= 0
    except ValueError:
        return False


def _rank_of(column: Column, value: str) -> int:
    if column is Column.NUMBER:
        return 0
    return STATES.index(State(value)) if column is Column.STATE else int(value)


def parts(listing: Listing, states: Iterable[str], priorities: Iterable[int]) -> Iterator[Part]:
    """What is left of the list, one part for each state and priority that it holds.

    Each part lies in PostgreSQL in the order of its numbers, so that nothing has to be sorted.
    """
    at = place(listing)
    number, rank = (at[0], _rank_of(listing.column, at[1])) if at else (None, None)
    chosen = list(priorities)
    for state in states:
        for priority in chosen:
            own = _rank(listing.column, state, priority)
            if rank is None or own == rank or (own < rank) is listing.descending:
                whole = BEYOND_ALL if listing.descending else BEFORE_ALL
                bound = number if number is not None and own == rank else whole
                yield Part(state=state, priority=priority, rank=own, bound=bound)


def _rank(column: Column, state: str, priority: int) -> int:
    ranks = {Column.STATE: STATES.index(State(state)), Column.PRIORITY: priority}
    return ranks.get(column, 0)
