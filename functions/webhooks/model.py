"""What other people's systems hear of, how it is signed, and when it is tried again.

Signatures follow Standard Webhooks (standardwebhooks.com), for which receivers find libraries.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.errors import Invalid
from shared.records import Record
from shared.value import Instant, Storable, Value

PREFIX = "whsec_"
OVERLAP = timedelta(hours=24)
"""How long the secret before the one in force signs, too."""
PAUSES = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 2 * 60, 4 * 60, 8 * 60, 8 * 60)
)
"""Between one try and the next; after the last, some 24 hours on, a delivery is given up."""
FINE, GONE = range(200, 300), 410


class Event(StrEnum):
    """What can be heard of."""

    TICKET_OPENED = "ticket.opened"
    TICKET_CHANGED = "ticket.changed"
    TICKET_COMMENTED = "ticket.commented"
    CALL_CONCLUDED = "call.concluded"
    TEST = "webhook.test"


class Wanted(Value):
    """Who wants to hear of what, as an admin writes it."""

    name: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), Storable
    ]
    url: Annotated[str, StringConstraints(min_length=1, max_length=2000), Storable]
    events: Annotated[tuple[Event, ...], Field(min_length=1, max_length=len(Event))]
    enabled: bool = True


class Webhook(Wanted, Record):
    """Somebody who hears of things. `failing_since`: a delivery was given up and none came since.

    Until `old_secret_until` the secret before the one in force signs, too.
    """

    created_by: str
    failing_since: Instant | None = None
    old_secret_until: Instant | None = None


class Secret(Value):
    """What signs, to be kept by the receiver. It is shown this once."""

    secret: str
    old_secret_until: Instant | None


class State(StrEnum):
    """Whether it arrived."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class Try(Value):
    """One attempt to deliver. `status` is HTTP's; without one, no answer came."""

    number: int
    at: Instant
    status: int | None
    problem: str | None
    milliseconds: int


class Delivery(Value):
    """One event on its way to one webhook. `id` is the same at each try, and in its header."""

    id: UUID
    position: int
    webhook_id: UUID
    event: Event
    resource_id: UUID
    body: str
    state: State
    due_at: Instant
    made_at: Instant
    finished_at: Instant | None
    replay_of: UUID | None
    tries: list[Try]


class Parcel(Value):
    """A delivery that somebody has in hands, with what it takes to send it."""

    id: UUID
    webhook_id: UUID
    url: str
    body: str
    tries: int
    made_at: Instant
    secret: str = Field(repr=False)
    old_secret: str | None = Field(repr=False)
    old_secret_until: Instant | None


def check_address(url: str, *, private: bool) -> None:
    """Raise `Invalid` unless it is one that may be posted to. `private`: a developer's own, too.

    Where its name leads is looked at each time it is posted to: it may change.
    """
    problem = _fault(url, private=private)
    if problem:
        raise Invalid(f"url: {problem}.", errors=[{"field": "url", "problem": problem}])


def _fault(url: str, *, private: bool) -> str | None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "cannot be read: write https://HOST/PATH"
    faults = {
        "must begin with https://, so that nobody reads along": parts.scheme
        not in ({"https", "http"} if private else {"https"}),
        "names no host: write https://HOST/PATH": not host,
        "must hold neither user, password nor #fragment": parts.username is not None
        or bool(parts.fragment),
        "must be ASCII without spaces: percent-encode the rest": not url.isascii()
        or any(character.isspace() for character in url),
    }
    return next((fault for fault, is_so in faults.items() if is_so), None)


def new_secret() -> str:
    """Made by chance."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def written(event: Event, now: datetime, data: Mapping[str, Any]) -> dict[str, Any]:
    """The body of an event, as JSON."""
    return {"type": event, "timestamp": now.isoformat(), "data": dict(data)}


def headers(parcel: Parcel, now: datetime) -> dict[str, str]:
    """What goes with the body: who it is, when it was sent, and who signed that."""
    at = int(now.timestamp())
    old = parcel.old_secret_until
    keys = [parcel.secret]
    if parcel.old_secret and old and now < old:
        keys.append(parcel.old_secret)
    return {
        "content-type": "application/json",
        "user-agent": "Centralita-Webhooks/1",
        "webhook-id": str(parcel.id),
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(signature(key, parcel.id, at, parcel.body) for key in keys),
    }


def signature(secret: str, delivery_id: UUID | str, at: int, body: str) -> str:
    """HMAC-SHA256 over id, second and body, so that none of them can be changed."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{delivery_id}.{at}.{body}".encode()
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def again_at(parcel: Parcel, status: int | None, now: datetime) -> datetime | None:
    """When to try once more; nothing where it is given up. 410 says that nobody wants it."""
    if status == GONE or parcel.tries > len(PAUSES):
        return None
    return now + PAUSES[parcel.tries - 1]
