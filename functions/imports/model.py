"""A file of contacts on its way to a list, and what becomes of each of its rows."""

from enum import StrEnum
from uuid import UUID

from functions.people.model import Enlisted, Entry, Reason
from shared.value import Instant, Spoken, Value


class ImportState(StrEnum):
    """waiting -> reading -> done, or failed where the file as a whole cannot be read."""

    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    FAILED = "failed"


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

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in {ImportState.DONE, ImportState.FAILED}


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


REPORTED = ("row", "result", "reason")
"""What a report puts before the columns of the file."""


def became(read: Reading, enlisted: Enlisted | None, *, first: int | None) -> ImportRow:
    """What became of a row. `first` is the row of the file where its number stands first."""
    result, reasons = read.result, (*read.repairs, *read.notes)
    if enlisted and (not enlisted.joined or first != read.row):
        where = f"row {first} has the number" if first != read.row else "the list holds the number"
        result = Result.DUPLICATE
        reasons = (Reason(code="duplicate", text=f"Left out: {where}."),)
    if enlisted and enlisted.forbidden:
        text = "The number is on the do-not-call list: it will not be called."
        reasons = (*reasons, Reason(code="do_not_call", text=text))
    return ImportRow(
        row=read.row,
        result=result,
        reasons=reasons,
        cells=read.cells,
        contact_id=enlisted.contact_id if enlisted else None,
    )


class RowOf(ImportRow):
    """A row of a file about somebody, and where it stood."""

    import_id: UUID
    file_name: str
    columns: tuple[str, ...]
