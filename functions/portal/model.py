"""Tickets as those see them who asked."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from functions.attachments.model import Attachment, Scan
from functions.tickets.model import (
    Channel,
    Degree,
    Draft,
    Entry,
    HoldReason,
    ResolutionCode,
    State,
    Ticket,
    Title,
)
from shared.errors import Stale
from shared.value import Instant, Spoken, Storable, Value


class Asking(Value):
    """What somebody asks for. How much it matters to others is for the desk to say."""

    title: Title
    description: Annotated[str, StringConstraints(max_length=20_000), Storable] = ""
    language: Spoken = Spoken.EN
    urgency: Degree = 3

    def draft(self, *, requester_id: str, name: str) -> Draft:
        """The ticket that it becomes."""
        about = {"requester_id": requester_id, "requester_name": name, "channel": Channel.WEB}
        return Draft(**self.model_dump(), **about)


class Mine(Value):
    """A ticket of mine. `reopen_until`: how long its solution can be taken back."""

    id: UUID
    number: str
    title: str
    description: str
    language: Spoken
    state: State
    hold_reason: HoldReason | None
    resolution_code: ResolutionCode | None
    resolution_notes: str | None
    opened_at: Instant
    updated_at: Instant
    reopen_until: Instant | None
    merged_into: UUID | None
    version: int


def mine(ticket: Ticket, window: timedelta) -> Mine:
    """A ticket without what is the desk's own."""
    shown = ticket.model_dump(include=set(Mine.model_fields))
    until = _until(ticket.resolved_at, window) if ticket.state is State.RESOLVED else None
    return Mine(**shown, reopen_until=until)


def late(stale: Stale) -> Stale:
    """What a late change missed, without what is the desk's own."""
    seen = [each for each in stale.extra["changed"] if each["field"] in Mine.model_fields]
    return Stale(stale.detail, version=stale.extra["version"], missed=[], changed=seen)


def _until(resolved_at: datetime | None, window: timedelta) -> datetime | None:
    return resolved_at + window if resolved_at else None


class Comment(Value):
    """Something that was said to me, or by me."""

    position: int
    text: str
    by: str
    at: Instant


def comment(entry: Entry) -> Comment:
    """A comment without what is the journal's own."""
    assert entry.position is not None
    return Comment(position=entry.position, text=entry.text or "", by=entry.actor, at=entry.at)


class File(Value):
    """A file that I sent, or that was sent to me."""

    id: UUID
    name: str
    media_type: str
    size: int
    scan: Scan
    added_at: Instant


def file(attachment: Attachment) -> File:
    """A file without what is the desk's own."""
    return File(**attachment.model_dump(include=set(File.model_fields)))
