"""Who is at a ticket now, as far as their pages say so."""

from uuid import UUID

from functions.presence import store
from functions.presence.model import LASTS, Doing, Presence, Present
from functions.tickets import lookup
from shared.db.pool import Database
from shared.ports import Clock


async def there(db: Database, clock: Clock, ticket_id: UUID) -> Presence:
    """Who is at it, and its version. Raises `NotFound`."""
    async with db.transaction() as conn:
        version = await lookup.version(conn, ticket_id)
        people = await store.there(conn, ticket_id, clock.now())
    return Presence(version=version, people=tuple(people))


async def arrive(
    db: Database, clock: Clock, ticket_id: UUID, person: str, doing: Doing
) -> Presence:
    """Somebody is there, for the next 40 seconds. Raises `NotFound`."""
    now = clock.now()
    async with db.transaction() as conn:
        version = await lookup.version(conn, ticket_id)
        await store.remove_gone(conn, now)
        await store.put(conn, ticket_id, Present(person=person, doing=doing), now + LASTS)
        people = await store.there(conn, ticket_id, now)
    return Presence(version=version, people=tuple(people))


async def leave(db: Database, ticket_id: UUID, person: str) -> None:
    """Somebody is there no more. Again is harmless."""
    async with db.transaction() as conn:
        await store.remove(conn, ticket_id, person)
