"""When a voice is left alone, so that no caller waits for one that does not speak."""

from datetime import datetime, timedelta

from shared.value import Instant, Value

MOST_FAILURES = 3
"""As many in a row are no accident."""
REST, LONGEST_REST = timedelta(seconds=30), timedelta(minutes=5)
DOUBLINGS = 4
"""Doubled each time it is found still broken, until that is the longest."""
LONG_REST = timedelta(minutes=10)
"""Where somebody has to do something first."""
TRIAL = timedelta(seconds=30)
"""Whoever tries it has that long; then somebody else may."""
LASTING = 4
"""Found broken that often in a row, it has been away for minutes: people should know."""

NEEDS_SOMEBODY = frozenset(
    {
        "quota_exceeded",
        "invalid_api_key",
        "missing_permissions",
        "voice_not_found",
        "model_not_found",
        "http_401",
        "http_403",
    }
)
"""What the next sentence will meet as well, until a person changes something."""
OF_THIS_SENTENCE = frozenset({"too_many_concurrent_requests", "max_character_limit_exceeded"})
"""What says nothing about the voice: others of ours are speaking, or the text does not suit it."""


class Circuit(Value):
    """How a voice has been doing. Closed, it is asked; open, it is not; then one trial decides."""

    speaker: str
    failures: int = 0
    opened: int = 0
    open_until: Instant | None = None
    reason: str = ""
    trying: bool = False

    @property
    def is_closed(self) -> bool:
        """Whether it may be asked by anybody."""
        return self.open_until is None

    def is_due(self, now: datetime) -> bool:
        """Whether somebody should try it."""
        return self.open_until is not None and self.open_until <= now

    def tried(self, now: datetime) -> "Circuit":
        """Somebody tries it now, and nobody else."""
        return self.model_copy(update={"open_until": now + TRIAL, "trying": True})

    def worked(self) -> "Circuit":
        """It spoke."""
        return Circuit(speaker=self.speaker)

    def failed(self, code: str, now: datetime, *, rejected: bool = False) -> "Circuit":
        """It did not speak, for that reason. A sentence it rejects is no reason to leave it.

        Nor does it count what was asked before it was left alone, and fails only now.
        """
        helpless = code in NEEDS_SOMEBODY
        about_the_text = code in OF_THIS_SENTENCE or (rejected and not helpless)
        if about_the_text or not (self.is_closed or self.trying):
            return self
        failures = self.failures + 1
        if not helpless and self.is_closed and failures < MOST_FAILURES:
            return self.model_copy(update={"failures": failures, "reason": code})
        doubled = REST * 2 ** min(self.opened, DOUBLINGS)  # more than that is no length of time
        rest = LONG_REST if helpless else min(doubled, LONGEST_REST)
        return Circuit(
            speaker=self.speaker,
            failures=failures,
            opened=self.opened + 1,
            open_until=now + rest,
            reason=code,
        )

    def alarms(self, before: "Circuit") -> bool:
        """Whether people should be told of this change: once, not with every trial."""
        if self.reason in NEEDS_SOMEBODY:
            return before.is_closed or before.reason != self.reason
        return self.opened == LASTING and before.opened < LASTING
