"""Files that belong to a ticket: what may come in, and what may go out."""

import re
from enum import StrEnum
from uuid import UUID

from shared.errors import Conflict
from shared.value import Instant, Value

MOST_BYTES = 20 * 1024 * 1024
MOST_FILES = 100


class Scan(StrEnum):
    """What is known of a file: nothing yet, or what a scanner or a person said."""

    PENDING = "pending"
    CLEAN = "clean"
    INFECTED = "infected"
    BLOCKED = "blocked"


# A file once found bad stays so: whoever needs it sends another one.
VERDICTS: dict[Scan, set[Scan]] = {
    Scan.PENDING: {Scan.CLEAN, Scan.INFECTED, Scan.BLOCKED},
    Scan.CLEAN: {Scan.INFECTED, Scan.BLOCKED},
    Scan.INFECTED: set(),
    Scan.BLOCKED: set(),
}


class Attachment(Value):
    """A file of a ticket. `is_public`: the requester sees it. `size` in bytes."""

    id: UUID
    ticket_id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    scan: Scan
    is_public: bool
    by_requester: bool
    added_by: str
    added_at: Instant

    @property
    def path(self) -> str:
        """Where its bytes lie. Its name is no part of that: people choose names."""
        return f"attachments/{self.ticket_id}/{self.id}"


def named(told: str) -> str:
    """The last part of what a browser or a mail calls a file, without what is no letter."""
    last = re.split(r"[/\\]", told)[-1]
    kept = "".join(sign for sign in last if sign.isprintable()).strip()
    return kept.encode(errors="ignore").decode()[:200] or "file"


def judged(file: Attachment, verdict: Scan) -> Attachment:
    """The file with what was found. Raises `Conflict` where a worse thing is known."""
    if verdict is not file.scan and verdict not in VERDICTS[file.scan]:
        raise Conflict(f"The file is {file.scan}, and stays so.", scan=file.scan)
    return file.model_copy(update={"scan": verdict})


def check_handed_out(file: Attachment, *, scanner: bool) -> None:
    """Raise `Conflict` unless the file may be handed out."""
    if file.scan is Scan.CLEAN or (file.scan is Scan.PENDING and not scanner):
        return
    told = {
        Scan.PENDING: "The file has not been scanned yet. Try again in a minute.",
        Scan.INFECTED: "The file holds something harmful, and is handed out to nobody.",
        Scan.BLOCKED: "The file was blocked, and is handed out to nobody.",
    }
    raise Conflict(told[file.scan], scan=file.scan)
