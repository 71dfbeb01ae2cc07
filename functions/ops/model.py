"""What somebody has to look at."""

from uuid import UUID

from shared.value import Instant, Value


class Alert(Value):
    """Something went wrong that will not heal by itself. `what` is a word for programs.

    `source` is the domain that noticed, `subject_id` what it is about.
    """

    id: UUID
    at: Instant
    source: str
    subject_id: UUID
    what: str
    text: str
    acknowledged_by: str | None = None
    acknowledged_at: Instant | None = None
