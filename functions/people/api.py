"""Contacts, their lists and consents over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from functions.access.api import Agent, Seen, Supervisor, tagged
from functions.people import service
from functions.people.model import Contact, ContactList, ListMember
from functions.people.service import ContactChange, Joining, NewContact
from functions.permission import service as permission
from functions.permission.model import Consent
from functions.permission.service import NewConsent, Revocation
from functions.phones.model import dialled
from shared.value import Page, Text, Value
from shared.wiring import Deps, deps

contacts = APIRouter(prefix="/api/v1/contacts", tags=["people"])
lists = APIRouter(prefix="/api/v1/lists", tags=["people"])

Wired = Annotated[Deps, Depends(deps)]
Limit = Annotated[int, Query(ge=1, le=200)]


Contacts = Page[Contact, UUID]


@contacts.get("")
async def get_contacts(
    who: Agent,
    wired: Wired,
    phone: str | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> Contacts:
    """Contacts in the order they came, or the one with that phone."""
    async with wired.db.transaction() as conn:
        if phone is not None:
            known = await service.contact_by_phone(conn, dialled(phone).number)
            return Contacts(items=[known] if known else [], next=None)
        found = await service.contact_page(conn, after=after, limit=limit + 1)
    return Contacts.of(found, limit, lambda each: each.id)


@contacts.post("", status_code=201)
async def post_contact(new: NewContact, response: Response, who: Agent, wired: Wired) -> Contact:
    """Add somebody."""
    contact = await service.add_contact(wired.db, wired.clock, new)
    response.headers["location"] = f"{contacts.prefix}/{contact.id}"
    return tagged(contact, response)


@contacts.get("/{contact_id}")
async def get_contact(contact_id: UUID, response: Response, who: Agent, wired: Wired) -> Contact:
    """One contact."""
    async with wired.db.transaction() as conn:
        return tagged(await service.contact(conn, contact_id), response)


@contacts.patch("/{contact_id}")
async def patch_contact(
    who: Agent,
    contact_id: UUID,
    change: ContactChange,
    seen: Seen,
    response: Response,
    wired: Wired,
) -> Contact:
    """Change what is given; what is not stays."""
    changed = await service.change_contact(wired.db, contact_id, change, seen=seen)
    return tagged(changed, response)


@contacts.get("/{contact_id}/consents")
async def get_consents(contact_id: UUID, who: Agent, wired: Wired) -> list[Consent]:
    """What somebody agreed to and took back, the oldest first."""
    async with wired.db.transaction() as conn:
        known = await service.contact(conn, contact_id)
        return await permission.consents(conn, known.phone)


@contacts.post("/{contact_id}/consents", status_code=201)
async def post_consent(contact_id: UUID, new: NewConsent, who: Agent, wired: Wired) -> Consent:
    """Record that somebody agreed to be called for a purpose."""
    phone = await _phone(wired, contact_id)
    return await permission.give_consent(wired.db, wired.clock, phone, new, by=who.name)


async def _phone(wired: Deps, contact_id: UUID) -> str:
    async with wired.db.transaction() as conn:
        return (await service.contact(conn, contact_id)).phone


@contacts.delete("/{contact_id}/consents/{purpose}", status_code=204)
async def delete_consent(
    who: Agent,
    contact_id: UUID,
    purpose: Text,
    wired: Wired,
    source: Annotated[Text, Query(min_length=1, max_length=500)] = "desk",
) -> Response:
    """Take a consent back; `source` says how we heard of it."""
    wanted = Revocation(purpose=purpose, source=source)
    phone = await _phone(wired, contact_id)
    await permission.revoke_consent(wired.db, wired.clock, phone, wanted, by=who.name)
    return Response(status_code=204)


class NewList(Value):
    """A list by its name. One that has the name already is given instead."""

    name: service.ListName


Lists = Page[ContactList, UUID]


@lists.get("")
async def get_lists(
    who: Agent, wired: Wired, after: UUID | None = None, limit: Limit = 50
) -> Lists:
    """The newest first."""
    async with wired.db.transaction() as conn:
        found = await service.list_page(conn, after=after, limit=limit + 1)
    return Lists.of(found, limit, lambda each: each.id)


@lists.post("", status_code=201)
async def post_list(new: NewList, response: Response, who: Supervisor, wired: Wired) -> ContactList:
    """Make a list."""
    made = await service.make_list(wired.db, wired.clock, new.name, by=who.by)
    response.headers["location"] = f"{lists.prefix}/{made.id}"
    return made


@lists.get("/{list_id}")
async def get_list(list_id: UUID, who: Agent, wired: Wired) -> ContactList:
    """One list."""
    async with wired.db.transaction() as conn:
        return await service.contact_list(conn, list_id)


Members = Page[ListMember, UUID]


@lists.get("/{list_id}/members")
async def get_members(
    list_id: UUID, who: Agent, wired: Wired, after: UUID | None = None, limit: Limit = 50
) -> Members:
    """Who is on the list."""
    async with wired.db.transaction() as conn:
        found = await service.members(conn, list_id, after, limit + 1)
    return Members.of(found, limit, lambda each: each.id)


@lists.post("/{list_id}/members", status_code=201)
async def post_member(
    list_id: UUID, new: Joining, response: Response, who: Supervisor, wired: Wired
) -> Joining:
    """Put a contact on a list. 200 where it stands there already."""
    is_new = await service.put_on_list(wired.db, wired.clock, list_id, new, by=who.by)
    response.status_code = 201 if is_new else 200
    return new
