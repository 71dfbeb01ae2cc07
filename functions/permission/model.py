"""What people forbid us and what they allow us."""

import re
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.value import Instant, Value


class Scope(StrEnum):
    """How much an entry of the do-not-call list forbids."""

    ALL = "all"
    PURPOSE = "purpose"
    CAMPAIGN = "campaign"


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


class Target(Value):
    """Whom an entry is about, and how far it goes."""

    phone: str
    scope: Scope = Scope.ALL
    refers_to: str | None = None

    @model_validator(mode="after")
    def _refers_to_what_its_scope_says(self) -> Self:
        match self.scope, self.refers_to:
            case (Scope.ALL, None) | (Scope.PURPOSE, "service" | "marketing"):
                return self
            case Scope.CAMPAIGN, str(campaign) if _is_id(campaign):
                return self
            case _:
                raise ValueError(
                    "refers_to: leave it out for scope all; give service or marketing for purpose, "
                    "and the campaign's id in lower case for campaign"
                )


class DoNotCall(Target):
    """A number nobody here may ring. One list for campaigns and tickets alike.

    `phone` may be an area, `+1809*`, or the hash of a number whose owner was erased.
    """

    source: str = Field(min_length=1, max_length=200)
    reason: str | None = Field(None, max_length=1000)
    at: Instant
    proof: str | None = Field(None, max_length=2000)

    @property
    def place(self) -> str:
        """Where it stands in the list: by number, then by scope."""
        within = "" if self.scope is Scope.ALL else f" {self.scope}:{self.refers_to}"
        return f"{self.phone}{within}"


AREA = re.compile(r"\+[1-9]\d{0,13}\*")
"""All numbers that begin so."""


def area(written: str) -> str | None:
    """The area somebody means by `+1 (809) *`; nothing where it is none."""
    bare = re.sub(r"[\s().-]", "", written)
    return bare if AREA.fullmatch(bare) else None


def hashed(phone: str) -> str:
    """What stands for the number of somebody who was erased, so that it stays suppressed."""
    return f"sha256:{sha256(phone.encode()).hexdigest()}"


def names(phone: str) -> list[str]:
    """What an entry about the number may say in its place: itself, its hash, an area around it."""
    around = [f"{phone[:length]}*" for length in range(2, len(phone) + 1)]
    return [phone, hashed(phone), *around]


class Act(StrEnum):
    """What was done about an entry of the do-not-call list."""

    ADDED = "added"
    REMOVED = "removed"
    ASKED_BACK = "asked_back"


class Event(Value):
    """An act, for good: who, when, and why. `asked_back` alone removes nothing."""

    act: Act
    phone: str
    scope: Scope
    refers_to: str | None
    source: str | None
    reason: str | None
    proof: str | None
    actor: str | None
    at: Instant


class Agreed(Value):
    """What a file says its people agreed to; `by` whom it was sent."""

    purpose: str
    source: str
    by: str | None = None
    import_id: UUID | None = None


class Consent(Value):
    """Somebody agreed to be called for a purpose, and how we know; how it was taken back."""

    id: UUID
    phone: str
    purpose: str
    source: str
    proof: str | None = None
    noted_by: str | None = None
    given_at: Instant
    expires_at: Instant | None
    revoked_at: Instant | None
    revoked_source: str | None = None
    revoked_by: str | None = None

    def holds(self, now: datetime) -> bool:
        """Whether it counts at that instant."""
        expired = self.expires_at is not None and self.expires_at <= now
        return self.revoked_at is None and self.given_at <= now and not expired


class Refusal(StrEnum):
    """Why somebody may not be called."""

    DO_NOT_CALL = "do_not_call"
    CONSENT_MISSING = "consent_missing"
    CONSENT_EXPIRED = "consent_expired"
    CONSENT_REVOKED = "consent_revoked"


def lack_of_consent(consents: Sequence[Consent], now: datetime) -> Refusal | None:
    """What is wrong with the consents, oldest first, if none of them holds."""
    if any(consent.holds(now) for consent in consents):
        return None
    given = [consent for consent in consents if consent.given_at <= now]
    if not given:
        return Refusal.CONSENT_MISSING
    return Refusal.CONSENT_REVOKED if given[-1].revoked_at else Refusal.CONSENT_EXPIRED


class Permission(Value):
    """All that says whether a number may be called for one purpose, consents oldest first."""

    forbidden: bool
    consents: tuple[Consent, ...]

    def refusal(self, now: datetime, *, consent_required: bool) -> Refusal | None:
        """Why it may not, if so."""
        if self.forbidden:
            return Refusal.DO_NOT_CALL
        return lack_of_consent(self.consents, now) if consent_required else None


class Held(Value):
    """All that is held of a number here, for its owner to read."""

    consents: tuple[Consent, ...]
    do_not_call: tuple[DoNotCall, ...]
    history: tuple[Event, ...]
