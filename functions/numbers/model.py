"""The numbers of ours that people see when they are rung."""

from pydantic import Field

from shared.value import Instant, Text, Value


class Number(Value):
    """A number to call from, E.164. In quarantine it rings nobody until then."""

    phone: str
    label: Text = Field(min_length=1, max_length=100)
    day_cap: int | None = Field(None, gt=0)
    quarantined_until: Instant | None = None
    quarantine_reason: str | None = None
    created_at: Instant
    version: int = 1
    calls_today: int = 0
