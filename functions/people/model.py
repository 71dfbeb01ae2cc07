"""People we may ring: who they are, the lists they stand on, what they allowed or forbade."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import Field

from shared.errors import Stale
from shared.value import Instant, Spoken, Value


class Contact(Value):
    """Somebody with a telephone, E.164. `zones` are all the zones it may be in; none: unknown."""

    id: UUID
    name: str
    phone: str
    language: Spoken
    zones: tuple[str, ...]
    created_at: Instant
    version: int = 1


EDITABLE = ("name", "language", "zones")


def edited(contact: Contact, wanted: dict[str, object], seen: int) -> Contact:
    """The contact with `wanted` changes. Raises `Stale` where `seen` is not its version."""
    if seen != contact.version:
        now = contact.model_dump(mode="json", include=set(EDITABLE))
        changed = [name for name, value in wanted.items() if now[name] != value]
        raise Stale(
            f"The contact is at version {contact.version}, not {seen}. Load it and try again.",
            version=contact.version,
            changed=changed,
        )
    changes = {**wanted, "version": contact.version + 1}
    return Contact.model_validate(contact.model_dump() | changes)


class ContactList(Value):
    """A named list of contacts."""

    id: UUID
    name: str
    created_at: Instant
    size: int = 0


class ListMember(Contact):
    """A contact as a list holds it, with what that list says of them."""

    variables: dict[str, str]

    @property
    def contact_id(self) -> UUID:
        """The contact's id: nobody is twice on a list."""
        return self.id


class Reason(Value):
    """Why, as a word for programs and a sentence for people."""

    code: str
    text: str


class Entry(Value):
    """What a line of a list says of a person. `given` it says itself; the rest is assumed."""

    name: str
    phone: str
    language: Spoken
    zones: tuple[str, ...]
    variables: dict[str, str]
    given: frozenset[str] = frozenset()


def renewed(known: Contact, entry: Entry) -> Contact:
    """A contact we know with what a line says of it; the same one where that is nothing new."""
    told = {name: getattr(entry, name) for name in EDITABLE if name in entry.given}
    changes = {name: value for name, value in told.items() if value != getattr(known, name)}
    return known.model_copy(update={**changes, "version": known.version + 1}) if changes else known


class Enlisted(Value):
    """What became of an entry. `joined` is false where the list holds that number already.

    `before` is a contact we knew and have changed.
    """

    contact_id: UUID
    joined: bool
    forbidden: bool
    created: bool = False
    changed: tuple[str, ...] = ()
    before: Contact | None = None


class DoNotCall(Value):
    """A number nobody here may ring. One list for campaigns and tickets alike."""

    phone: str
    source: str = Field(min_length=1, max_length=200)
    reason: str | None = Field(None, max_length=1000)
    scope: Literal["all"] = "all"
    at: Instant
    proof: str | None = Field(None, max_length=2000)


class Consent(Value):
    """Somebody agreed to be called for a purpose, and how we know."""

    id: UUID
    phone: str
    purpose: str
    source: str
    given_at: Instant
    expires_at: Instant | None
    revoked_at: Instant | None

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
