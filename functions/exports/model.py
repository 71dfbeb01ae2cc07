"""Tickets as rows of a file that spreadsheets open and do not obey."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from functions.access.model import Sight
from functions.tickets.model import Ticket
from functions.tickets.ordering import NEWEST_FIRST, Order
from shared.value import Instant, Storable, Value

COLUMNS = (
    "number",
    "title",
    "state",
    "priority",
    "impact",
    "urgency",
    "assignee",
    "group",
    "requester_name",
    "requester_phone",
    "requester_email",
    "channel",
    "language",
    "opened_by",
    "opened_at",
    "updated_at",
    "hold_reason",
    "resolution_code",
    "resolution_notes",
    "resolved_at",
    "closed_at",
    "reopened",
    "description",
)
"""What a ticket can be told by, in the order in which it is, unless somebody says otherwise."""
_FIELD = re.compile(r"fields\.[a-z][a-z0-9_]{0,39}")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
BOM = "\ufeff"
SEPARATORS = {
    "comma": ",",
    "semicolon": ";",
    "tab": "\t",
    ",": ",",
    ";": ";",
    "\t": "\t",
}


def _column(name: str) -> str:
    if name not in COLUMNS and not _FIELD.fullmatch(name):
        raise ValueError(f"{name!r} is no column: take {', '.join(COLUMNS)}, or fields.KEY")
    return name


Column = Annotated[str, StringConstraints(max_length=60), AfterValidator(_column), Storable]


class Sheet(Value):
    """Which tickets, by conditions in one line, in which order, and how their file is to look.

    Excel takes a file with a BOM for UTF-8, and semicolons for columns where commas are decimal.
    """

    q: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), Storable] = ""
    order: Order = NEWEST_FIRST
    columns: Annotated[tuple[Column, ...], Field(min_length=1, max_length=60)] = COLUMNS
    separator: Literal["comma", "semicolon", "tab", ",", ";", "\t"] = "comma"
    bom: bool = True


class State(StrEnum):
    """waiting -> done, or failed; and gone once its file is."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    GONE = "gone"


class Export(Value):
    """A file of tickets that is made beforehand. `rows` are written so far."""

    id: UUID
    sheet: Sheet
    state: State
    rows: int
    made_by: str
    made_at: Instant
    finished_at: Instant | None


class Work(Export):
    """An export with what its maker needs to go on. `owner` may have it, of what is in `sight`.

    `before_serial` is the number of the last ticket written, `after` its place in the order.
    """

    owner: str
    sight: Sight | None
    asked_at: Instant
    before_serial: int
    after: str | None
    parts: int
    tries: int

    def shown(self) -> Export:
        """What its owner sees."""
        return Export(**self.model_dump(include=set(Export.model_fields)))

    @property
    def place(self) -> str | None:
        """Beyond which ticket of the list its next part begins."""
        return self.after or (f"INC{self.before_serial:07}" if self.parts else None)

    def paths(self) -> list[str]:
        """Where its parts lie, in order."""
        return [path(self.id, number) for number in range(self.parts)]

    def written(self) -> list[str]:
        """Where parts may lie: whoever died over the next one may have written it."""
        is_whole = self.finished_at is not None and not self.tries
        return self.paths() if is_whole else [*self.paths(), path(self.id, self.parts)]


def path(export_id: UUID, part: int) -> str:
    """Where a part lies."""
    return f"exports/{export_id}/{part:05}.csv"


def heading(sheet: Sheet) -> str:
    """The first line, with the mark by which Excel knows UTF-8 if that is wanted."""
    return (BOM if sheet.bom else "") + _lines(sheet, [list(sheet.columns)])


def lines(sheet: Sheet, tickets: Iterable[Ticket]) -> str:
    """A line for each ticket."""
    return _lines(sheet, ([_cell(each, name) for name in sheet.columns] for each in tickets))


def _lines(sheet: Sheet, rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=SEPARATORS[sheet.separator], lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue()


def _cell(ticket: Ticket, column: str) -> str:
    if column.startswith("fields."):
        value: object = ticket.fields.get(column.removeprefix("fields."))
    else:
        value = getattr(ticket, column)
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def guarded(cell: str) -> str:
    """The cell as text: a spreadsheet takes what begins like a formula for one, and runs it.

    Source: OWASP, CSV Injection.
    """
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell
