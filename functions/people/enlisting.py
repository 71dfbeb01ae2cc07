"""People on their way to a list, many at once, and off it again."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from functions.people import membership, store
from functions.people.model import EDITABLE, Contact, Enlisted, Entry, renewed
from functions.permission import service as permission
from shared.db.pool import Connection
from shared.value import new_id


async def meet(conn: Connection, entries: Sequence[Entry], now: datetime) -> dict[str, UUID]:
    """The contact of each phone; a stranger becomes one. What we know of others stays as it is."""
    if not entries:
        return {}
    facts = [entry.model_dump(exclude=BESIDE) for entry in entries]
    strangers = [Contact(id=new_id(now), created_at=now, **each) for each in facts]
    await store.add_contacts(conn, strangers)
    return await store.contact_ids(conn, [entry.phone for entry in entries])


async def enlist(
    conn: Connection,
    list_id: UUID,
    entries: Sequence[Entry],
    now: datetime,
    *,
    renew: Collection[str] = (),
) -> dict[str, Enlisted]:
    """Put people on a list, by phone. What we know of a contact stays, unless it is in `renew`."""
    newcomers = [
        Contact(id=new_id(now), created_at=now, **entry.model_dump(exclude=BESIDE))
        for entry in entries
    ]
    created = await store.add_contacts(conn, newcomers)
    before = await _renewed(conn, [each for each in entries if each.phone in renew])
    ids = await store.contact_ids(conn, [entry.phone for entry in entries])
    joined = await membership.add_members(
        conn, list_id, {ids[e.phone]: e.variables for e in entries}
    )
    forbidden = await permission.forbidden(conn, list(ids))
    return {
        phone: Enlisted(
            contact_id=one,
            joined=one in joined,
            forbidden=phone in forbidden,
            created=phone in created,
            **before.get(phone, {}),
        )
        for phone, one in ids.items()
    }


BESIDE = {"variables", "given"}
"""What an entry holds that is not the contact's."""


async def _renewed(conn: Connection, entries: Sequence[Entry]) -> dict[str, dict[str, Any]]:
    """The contacts that the entries change, as they were, and what of them is different."""
    if not entries:
        return {}
    known = {one.phone: one for one in await store.contacts_for_update(conn, _phones(entries))}
    pairs = [(known[e.phone], renewed(known[e.phone], e)) for e in entries if e.phone in known]
    changed = [(old, new) for old, new in pairs if old != new]
    await store.save_contacts(conn, [new for _, new in changed])
    return {
        old.phone: {
            "before": old,
            "changed": [name for name in EDITABLE if getattr(old, name) != getattr(new, name)],
        }
        for old, new in changed
    }


def _phones(entries: Sequence[Entry]) -> list[str]:
    return [entry.phone for entry in entries]


async def standing(
    conn: Connection, list_name: str, phones: Sequence[str]
) -> tuple[set[str], set[str]]:
    """Which of these numbers stand on the list of that name, and which must not be called."""
    there = await membership.list_named(conn, list_name)
    listed = await membership.listed(conn, there.id, phones) if there else set()
    return listed, await permission.forbidden(conn, phones)


async def unlist(conn: Connection, list_id: UUID, contact_ids: Sequence[UUID]) -> int:
    """Take people off a list; how many stood on it."""
    return await membership.remove_members(conn, list_id, contact_ids)


async def restore(conn: Connection, earlier: Sequence[Contact]) -> None:
    """Make contacts again what they were, where nobody has changed them since that one change."""
    known = {each.phone: each for each in earlier}
    now = await store.contacts_for_update(conn, list(known))
    same = [each for each in now if each.version == known[each.phone].version + 1]
    back = [known[e.phone].model_copy(update={"version": e.version + 1}) for e in same]
    await store.save_contacts(conn, back)


async def remove_unused(conn: Connection, contact_ids: Sequence[UUID]) -> int:
    """Remove contacts that nobody changed, that are on no list and agreed to nothing; how many."""
    known = await store.contacts(conn, contact_ids)
    agreed = await permission.agreed(conn, [each.phone for each in known])
    return await store.remove_unused(conn, [each.id for each in known if each.phone not in agreed])
