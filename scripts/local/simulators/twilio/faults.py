"""Faults people switch on: which of the next requests goes wrong, and how."""

from fnmatch import fnmatchcase
from typing import Literal, Self

from pydantic import Field, model_validator

from shared.value import Value

Where = Literal["rest.create", "rest.read", "webhook.voice", "webhook.status", "audio.fetch"]
Action = Literal["delay", "status", "reset", "hang", "drop", "duplicate", "corrupt_signature"]

POSSIBLE: dict[Where, frozenset[Action]] = {
    "rest.create": frozenset({"delay", "status", "reset", "hang"}),
    "rest.read": frozenset({"delay", "status"}),
    "webhook.voice": frozenset({"delay", "drop", "duplicate", "corrupt_signature"}),
    "webhook.status": frozenset({"delay", "drop", "duplicate", "corrupt_signature"}),
    "audio.fetch": frozenset({"drop"}),
}


class Fault(Value):
    """One rule. `match` is a glob over the number called or the address asked.

    `value` is seconds for delay, the HTTP status for status and how many copies for duplicate.
    `after` lets that many pass first, `count` is how often it strikes (None: always). `placed`
    says whether a call is made although its creation seems to fail.
    """

    where: Where
    action: Action
    match: str = "*"
    value: float = 0
    after: int = Field(default=0, ge=0)
    count: int | None = Field(default=None, ge=1)
    placed: bool = False

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        if self.action not in POSSIBLE[self.where]:
            known = ", ".join(sorted(POSSIBLE[self.where]))
            raise ValueError(f"{self.where} knows no {self.action}; it knows {known}")
        return self


def code_of(fault: Fault) -> int:
    """Twilio's code for the HTTP status a fault answers with."""
    return {429: 20429, 503: 20503}.get(int(fault.value), 20500)


class Faults:
    """The rules in force."""

    def __init__(self) -> None:
        self._seen: dict[int, int] = {}
        self.rules: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Put a rule in force."""
        self.rules.append(fault)

    def clear(self) -> None:
        """End all faults."""
        self.rules.clear()
        self._seen.clear()

    def strike(self, where: Where, subject: str) -> Fault | None:
        """The fault that hits this request, if one does."""
        for index, rule in enumerate(self.rules):
            if (
                rule.where == where
                and fnmatchcase(subject, rule.match)
                and self._is_due(index, rule)
            ):
                return rule
        return None

    def _is_due(self, index: int, rule: Fault) -> bool:
        seen = self._seen.get(index, 0)
        self._seen[index] = seen + 1
        return seen >= rule.after and (rule.count is None or seen < rule.after + rule.count)
