"""What people do with contacts and lists."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from functions.audit import service as audit
from functions.audit.model import By, Deed
from functions.people import membership, store
from functions.people.model import Contact, ContactList, Held, Known, ListMember, edited
from functions.permission import service as permission
from functions.phones import model as phones
from functions.phones.model import Reason, dialled
from shared.db.pool import Connection, Database
from shared.errors import Conflict, Invalid, NotFound
from shared.ports import Clock
from shared.value import Spoken, Text, Value, new_id

ListName = Annotated[Text, Field(min_length=1, max_length=200)]


class NewContact(Value):
    """Somebody to add. Without zones, those of the number hold."""

    name: Text = Field(min_length=1, max_length=200)
    phone: Text = Field(min_length=1, max_length=40)
    language: Spoken
    zones: tuple[str, ...] | None = None


async def add_contact(db: Database, clock: Clock, new: NewContact) -> Contact:
    """Add one. Raises `Invalid` for a phone we cannot read, `Conflict` for one we know."""
    phone, now = dialled(new.phone), clock.now()
    contact = Contact(
        id=new_id(now),
        name=new.name,
        phone=phone.number,
        language=new.language,
        zones=phone.zones if new.zones is None else _zones(new.zones),
        created_at=now,
    )
    async with db.transaction() as conn:
        if await store.add_contact(conn, contact):
            return contact
        known = await store.contact_by_phone(conn, phone.number)
    told = {"contact_id": str(known.id)} if known else {}
    raise Conflict(f"{phone.number} belongs to a contact already: change that one.", **told)


def _zones(names: Sequence[str]) -> tuple[str, ...]:
    for name in names:
        if not phones.is_zone(name):
            hint = "Write it as the IANA database does: Europe/Madrid."
            errors = [{"field": "zones", "problem": f"{name!r} is no time zone", "hint": hint}]
            raise Invalid(f"zones: {name!r} is no time zone. {hint}", errors=errors)
    return tuple(names)


class ContactChange(Value):
    """What shall be different. What is not given stays."""

    name: Text = Field("", min_length=1, max_length=200)
    language: Spoken = Spoken.EN
    zones: tuple[str, ...] = ()


async def change_contact(
    db: Database, contact_id: UUID, change: ContactChange, *, seen: int
) -> Contact:
    """Change one as it was at version `seen`. Raises `Stale` where it has moved on."""
    wanted = change.model_dump(mode="json", exclude_unset=True)
    _zones(change.zones)
    async with db.transaction() as conn:
        contact = await store.contact_for_update(conn, contact_id)
        if contact is None:
            raise _no_contact(contact_id)
        changed = edited(contact, wanted, seen)
        await store.save_contact(conn, changed)
        return changed


def _no_contact(contact_id: UUID) -> NotFound:
    return NotFound("No such contact.", contact_id=str(contact_id))


async def contact(conn: Connection, contact_id: UUID) -> Contact:
    """One contact. Raises `NotFound`."""
    found = await store.contacts(conn, [contact_id])
    if not found:
        raise _no_contact(contact_id)
    return found[0]


async def contacts(conn: Connection, ids: Sequence[UUID]) -> list[Contact]:
    """Those of them that exist, in order of their ids."""
    return await store.contacts(conn, ids)


async def contact_by_phone(conn: Connection, phone: str) -> Contact | None:
    """Whose E.164 number that is, if we know."""
    return await store.contact_by_phone(conn, phone)


async def contact_page(conn: Connection, *, after: UUID | None, limit: int) -> list[Contact]:
    """Contacts in the order they came."""
    return await store.contact_page(conn, after, limit)


async def greet(conn: Connection, phone: str, *, language: Spoken, now: datetime) -> Contact:
    """Whoever has that E.164 number: a stranger becomes a contact, named by the number."""
    read = phones.read(phone, None)
    zones = () if isinstance(read, Reason) else read.zones
    stranger = Contact(
        id=new_id(now), name=phone, phone=phone, language=language, zones=zones, created_at=now
    )
    await store.add_contact(conn, stranger)
    return await store.contact_by_phone(conn, phone) or stranger


async def list_named(conn: Connection, name: str, now: datetime) -> ContactList:
    """The list of that name, in whatever case; a new one where there is none."""
    await membership.add_list(conn, ContactList(id=new_id(now), name=name, created_at=now))
    found = await membership.list_named(conn, name)
    assert found is not None
    return found


async def make_list(db: Database, clock: Clock, name: str, *, by: By) -> ContactList:
    """The same, for somebody who makes it by hand."""
    now = clock.now()
    made = ContactList(id=new_id(now), name=name, created_at=now)
    async with db.transaction() as conn:
        if await membership.add_list(conn, made):
            deed = Deed(action="list.created", subject=str(made.id), after={"name": name})
            await audit.note(conn, by, deed, now)
            return made
        return await list_named(conn, name, now)


async def contact_list(conn: Connection, list_id: UUID) -> ContactList:
    """One list. Raises `NotFound`."""
    found = await membership.contact_list(conn, list_id)
    if found is None:
        raise NotFound("No such list.", list_id=str(list_id))
    return found


async def list_page(conn: Connection, *, after: UUID | None, limit: int) -> list[ContactList]:
    """The newest lists first."""
    return await membership.list_page(conn, after, limit)


async def members(
    conn: Connection, list_id: UUID, after: UUID | None, limit: int
) -> list[ListMember]:
    """Who is on the list, by id of the contact. Raises `NotFound` for the list."""
    await contact_list(conn, list_id)
    return await membership.members(conn, list_id, after, limit)


async def sample(conn: Connection, list_id: UUID, *, chance: str, limit: int) -> list[ListMember]:
    """Some of the list, others for another `chance`."""
    return await membership.sample(conn, list_id, chance, limit)


async def known(conn: Connection, list_id: UUID) -> list[Known]:
    """Which columns are filled, for how many people of each language."""
    return await membership.known(conn, list_id)


class Joining(Value):
    """A contact for a list, with what the list says of them."""

    contact_id: UUID
    variables: dict[Text, Text] = Field(default_factory=dict)


async def put_on_list(
    db: Database, clock: Clock, list_id: UUID, joining: Joining, *, by: By
) -> bool:
    """Put a contact on a list. False where it stood there already."""
    async with db.transaction() as conn:
        await contact_list(conn, list_id)
        await contact(conn, joining.contact_id)
        variables = {joining.contact_id: joining.variables}
        if not await membership.add_members(conn, list_id, variables):
            return False
        after = {"contact_id": str(joining.contact_id)}
        deed = Deed(action="list.joined", subject=str(list_id), after=after)
        await audit.note(conn, by, deed, clock.now())
        return True


async def contact_ids(conn: Connection, phones: Sequence[str]) -> dict[str, UUID]:
    """Whose E.164 numbers these are, as far as we know."""
    return await store.contact_ids(conn, phones)


async def held(conn: Connection, phone: str) -> Held:
    """All that is known here of whoever has that E.164 number."""
    contact = await store.contact_by_phone(conn, phone)
    told = await permission.held(conn, phone)
    return Held(
        contact=contact,
        lists=await membership.lists_of(conn, contact.id) if contact else {},
        **dict(told),
    )


async def erase(conn: Connection, phone: str, now: datetime) -> dict[str, int]:
    """Forget whoever has that E.164 number, but for its hash: it is never called again.

    Again is harmless. Returns how many contacts and consents were erased.
    """
    consents = await permission.erase(conn, phone, now)
    return {"contacts": await store.erase_contact(conn, phone, now), "consents": consents}
