"""A text message to us, and what somebody means by it."""

from enum import StrEnum
from uuid import UUID

from shared.value import Instant, Text, Value


class Meaning(StrEnum):
    """What somebody means by a text message, as far as it needs no person to tell."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    OTHER = "other"


class TextMessage(Value):
    """A text message to us. `sorted_by` is what the network took it for, if it sorts them."""

    sid: str
    phone: Text
    number: str
    body: Text
    sorted_by: Meaning | None = None


class KeptText(Value):
    """A text message as it is kept."""

    sid: str
    phone: str
    number: str
    body: str
    meaning: Meaning
    ticket_id: UUID | None
    at: Instant
