"""People we may ring: who they are, and the lists they stand on."""

from uuid import UUID

from functions.permission import model as permission
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
        raise Stale.unlogged("contact", seen=seen, version=contact.version, now=now, wanted=wanted)
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


class Known(Value):
    """How many people of a list speak a language and have something in just these columns."""

    language: Spoken
    columns: tuple[str, ...]
    people: int


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


class Held(permission.Held):
    """All that is held of a person here, for themselves to read. Lists are by name."""

    contact: Contact | None
    lists: dict[str, dict[str, str]]
