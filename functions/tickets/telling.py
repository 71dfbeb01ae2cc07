"""What others are told of a ticket: its journal, search, other people's systems."""

import json
from collections.abc import Iterable
from itertools import accumulate, takewhile
from typing import Any
from uuid import UUID

from functions.knowledge.asked import WITH, facet, facets_of_name
from functions.tickets.model import Change, State, Ticket
from shared.messages import TicketChanged

MESSAGE_BYTES = 30_000  # of text in a queue message: 64 KiB hold 48 KB before base64
_TEXT = ("title", "description", "language", "state", "resolution_notes")
_KEPT = (
    *_TEXT,
    "impact",
    "urgency",
    "priority",
    "hold_reason",
    "assignee",
    "group",
    "resolution_code",
)
_TOLD = {*_TEXT, "priority", "assignee", "group"}
_FIELDS = "fields."


def changes(before: Ticket, after: Ticket) -> tuple[Change, ...]:
    """What is different now, field by field, for the journal."""
    pairs = [(name, getattr(before, name), getattr(after, name)) for name in _KEPT]
    keys = sorted({*before.fields, *after.fields})
    pairs += [(_FIELDS + key, before.fields.get(key), after.fields.get(key)) for key in keys]
    return tuple(Change(field=name, old=old, new=new) for name, old, new in pairs if old != new)


def matters_to_search(made: Iterable[Change]) -> bool:
    """Whether what can be found of the ticket changed with these."""
    return any(change.field in _TOLD for change in made)


def told_outside(ticket: Ticket) -> dict[str, Any]:
    """What other people's systems are told of it: nothing of whoever asked."""
    told = {"number", "version", "title", "state", "priority", "channel", "assignee", "language"}
    return {"ticket_id": str(ticket.id), **ticket.model_dump(mode="json", include=told)}


def news(ticket: Ticket, message_id: UUID) -> TicketChanged:
    """The ticket as knowledge shall know it."""
    return TicketChanged(
        message_id=message_id,
        ticket_id=ticket.id,
        number=ticket.number,
        title=ticket.title,
        text=cut(text(ticket)),
        language=ticket.language,
        resolved=ticket.state in {State.RESOLVED, State.CLOSED},
        version=ticket.version,
        facets=facets(ticket),
    )


def facets(ticket: Ticket) -> tuple[str, ...]:
    """What search can narrow tickets by. Who asked is not among it: search keeps no requesters."""
    named = facets_of_name("assignee", ticket.assignee) if ticket.assignee else ()
    fields = {"state": ticket.state, "priority": ticket.priority, "channel": ticket.channel}
    whose = {"group": ticket.group, WITH: ticket.assignee}
    told = fields | {field: value for field, value in whose.items() if value}
    return (*(facet(field, value) for field, value in told.items()), *named)


def text(ticket: Ticket) -> str:
    """What was told and how it was solved."""
    return "\n\n".join(part for part in (ticket.description, ticket.resolution_notes) if part)


def cut(words: str, limit: int = MESSAGE_BYTES) -> str:
    """As much of a text as takes up to `limit` bytes in JSON, where a quote takes two."""
    if _bytes_in_json(words) <= limit:
        return words
    reached = accumulate(_bytes_in_json(letter) for letter in words)
    return words[: len(list(takewhile(lambda size: size <= limit, reached)))]


def _bytes_in_json(words: str) -> int:
    return len(json.dumps(words, ensure_ascii=False).encode()) - len('""')
