"""A file of contacts on its way to a list, and what becomes of each of its rows."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import Field

from functions.people.model import Contact, Enlisted, Entry
from functions.phones.model import Reason
from shared.errors import Conflict, Invalid
from shared.value import Instant, Spoken, Text, Value


class ImportState(StrEnum):
    """waiting -> reading -> done, or failed where the file as a whole cannot be read.

    All but a failed one may be withdrawn, also while it is read.
    """

    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class Known(StrEnum):
    """What to do where a file tells of somebody we know: leave what we know, or take the file's."""

    KEEP = "keep"
    UPDATE = "update"


Column = Text | None


class Mapping(Value):
    """Which column holds what, by its name; null: none does. What is not given is found by name."""

    phone: Column = None
    name: Column = None
    language: Column = None
    zone: Column = None
    ignored: tuple[Text, ...] = Field((), max_length=200)


class Import(Value):
    """A file of contacts on its way to a list. `position` of `total` rows have their result."""

    id: UUID
    list_id: UUID
    file_name: str
    sha256: str
    country: str | None
    language: Spoken
    consent_purpose: str | None
    consent_source: str | None
    mapping: Mapping | None = None
    known: Known = Known.KEEP
    requested_by: str
    requested_at: Instant
    state: ImportState = ImportState.WAITING
    failure: str | None = None
    columns: tuple[str, ...] = ()
    total: int = 0
    position: int = 0
    imported: int = 0
    repaired: int = 0
    duplicate: int = 0
    rejected: int = 0
    finished_at: Instant | None = None
    withdrawn_by: str | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state not in {ImportState.WAITING, ImportState.READING}


def check_withdrawal(import_: Import) -> None:
    """Raises `Conflict` where there is nothing to withdraw."""
    if import_.state is ImportState.FAILED:
        told = {"state": import_.state, "allowed": []}
        raise Conflict("The file could not be read: nothing of it was imported.", **told)


def unusable(problem: str, hint: str) -> Invalid:
    """What is wrong with the file as a whole, and the way out."""
    errors = [{"field": "file", "problem": problem, "hint": hint}]
    return Invalid(f"The file {problem}. {hint}", errors=errors)


class Result(StrEnum):
    """What became of a row. Every row ends in one of these."""

    IMPORTED = "imported"
    REPAIRED = "repaired"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"


class Reading(Value):
    """A row as read: its entry, unless it is rejected. Repairs changed a value, notes did not."""

    row: int
    cells: tuple[str, ...]
    entry: Entry | None
    repairs: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()

    @property
    def result(self) -> Result:
        """What becomes of it unless the list holds that number already."""
        if self.entry is None:
            return Result.REJECTED
        return Result.REPAIRED if self.repairs else Result.IMPORTED


class ImportRow(Value):
    """A row and what became of it. `row` counts as a spreadsheet does: the header is row 1."""

    row: int
    result: Result
    reasons: tuple[Reason, ...]
    cells: tuple[str, ...]
    contact_id: UUID | None


class Outcome(ImportRow):
    """A row with what a withdrawal must know of it."""

    created: bool = False
    was: Contact | None = None


REPORTED = ("row", "result", "reason")
"""What a report puts before the columns of the file."""


def became(read: Reading, enlisted: Enlisted | None, *, first: int | None) -> Outcome:
    """What became of a row. `first` is the row of the file where its number stands first."""
    if enlisted is None:
        return _outcome(read, read.result, (*read.repairs, *read.notes))
    warning, one = _warning(enlisted), enlisted.contact_id
    if first != read.row:
        again = Reason(code="duplicate", text=f"Left out: row {first} has the number.")
        return _outcome(read, Result.DUPLICATE, (again, *warning), contact_id=one)
    result, reasons = read.result, (*read.repairs, *read.notes)
    if enlisted.changed:
        result, reasons = Result.REPAIRED, (*reasons, _renewal(enlisted))
    if not enlisted.joined:
        result, reasons = Result.DUPLICATE, _on_the_list(enlisted)
    known = {"contact_id": one, "created": enlisted.created, "was": enlisted.before}
    return _outcome(read, result, (*reasons, *warning), **known)


def _outcome(read: Reading, result: Result, reasons: tuple[Reason, ...], **known: Any) -> Outcome:
    cells = read.cells
    return Outcome(
        row=read.row, result=result, reasons=reasons, cells=cells, **{"contact_id": None, **known}
    )


def _on_the_list(enlisted: Enlisted) -> tuple[Reason, ...]:
    there = Reason(code="duplicate", text="Left out: the list holds the number.")
    return (there, _renewal(enlisted)) if enlisted.changed else (there,)


def _renewal(enlisted: Enlisted) -> Reason:
    text = f"A contact we know, changed as the row says: {', '.join(enlisted.changed)}."
    return Reason(code="contact_updated", text=text)


def _warning(enlisted: Enlisted) -> tuple[Reason, ...]:
    if not enlisted.forbidden:
        return ()
    text = "The number is on the do-not-call list: it will not be called."
    return (Reason(code="do_not_call", text=text),)


class RowOf(ImportRow):
    """A row of a file about somebody, and where it stood."""

    import_id: UUID
    file_name: str
    columns: tuple[str, ...]
