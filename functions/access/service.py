"""Who works here, and in which groups, as admins write it down."""

from collections.abc import Collection
from uuid import UUID

from functions.access import model, requests, store
from functions.access.model import (
    Account,
    Changing,
    Founding,
    Group,
    Joining,
    Naming,
    Principal,
    Visibility,
)
from functions.audit import service as audit
from shared.db.pool import Connection, Database
from shared.errors import Conflict, Invalid
from shared.ports import Clock
from shared.records import as_seen, rewritten, there
from shared.value import new_id

NAME = frozenset({"name"})
"""What the audit keeps nothing of: people can be erased, and entries cannot."""


async def named(db: Database, name: str) -> list[Account]:
    """Whoever signs in by that name: one, or nobody an admin has written down."""
    async with db.transaction() as conn:
        return await store.named(conn, [name])


async def names_like(conn: Connection, names: Collection[str]) -> list[str]:
    """Names like these by which people sign in: letters' case and accents make no difference."""
    return await store.names_like(conn, names)


async def own_alone(db: Database) -> list[str]:
    """The keys of groups whose agents see no others' tickets."""
    async with db.transaction() as conn:
        kept = await store.groups(conn)
    return [each.key for each in kept if each.visibility is Visibility.OWN]


async def group_keys(conn: Connection) -> tuple[str, ...]:
    """The keys of all groups, by name."""
    return tuple(each.key for each in await store.groups(conn))


async def accounts(db: Database, *, after: str, limit: int) -> list[Account]:
    """By name."""
    async with db.transaction() as conn:
        return await store.accounts(conn, after=after, limit=limit)


async def account(db: Database, account_id: UUID) -> Account:
    """One of them. Raises `NotFound`."""
    async with db.transaction() as conn:
        return there("user", await store.account(conn, account_id))


async def join(db: Database, clock: Clock, joining: Joining, who: Principal) -> Account:
    """Write somebody down.

    Raises `Conflict` where they are, or for who would shut themselves out, and `Invalid` for a
    group unknown.
    """
    now = clock.now()
    new = Account(id=new_id(now), version=1, created_at=now, **joining.model_dump())
    model.check_stays(new, who)
    async with db.transaction() as conn:
        await check_groups(conn, new.groups)
        if not await store.add_account(conn, new):
            raise Conflict(f"{new.name} is written down already: change that user.")
        await audit.note_record(conn, who.by, "user", (None, new), now, without=NAME)
    return new


async def change(
    db: Database, clock: Clock, account_id: UUID, wanted: Changing, seen: int, *, who: Principal
) -> Account:
    """Give or take roles and groups, or close the account.

    Raises `NotFound`, `Stale`, `Invalid`, and `Conflict` for who would lock themselves out.
    """
    async with db.transaction() as conn:
        before = as_seen("user", await store.account_for_update(conn, account_id), seen)
        after = model.as_changed(before, wanted)
        await check_groups(conn, after.groups - before.groups)
        model.check_stays(after, who)
        await store.save_account(conn, after)
        now = clock.now()
        await audit.note_record(conn, who.by, "user", (before, after), now, without=NAME)
    return after


async def check_groups(conn: Connection, keys: Collection[str], *, field: str = "groups") -> None:
    """Raise `Invalid` where a key is of no group."""
    if keys and (unknown := await store.unknown_groups(conn, keys)):
        problem = f"there is no group {', '.join(unknown)}"
        errors = [{"field": field, "problem": problem, "hint": "Look for it in the list."}]
        raise Invalid(f"{field}: {problem}.", errors=errors)


async def groups(db: Database) -> list[Group]:
    """All of them, by name."""
    async with db.transaction() as conn:
        return await store.groups(conn)


async def found(db: Database, clock: Clock, founding: Founding, who: Principal) -> Group:
    """Write a group down. Raises `Conflict` where one has that key."""
    now = clock.now()
    new = Group(id=new_id(now), version=1, created_at=now, **founding.model_dump())
    async with db.transaction() as conn:
        if not await store.add_group(conn, new):
            raise Conflict(f"There is a group {new.key} already: change that one.")
        await audit.note_record(conn, who.by, "group", (None, new), now)
    return new


async def rename(
    db: Database, clock: Clock, group_id: UUID, naming: Naming, seen: int, *, who: Principal
) -> Group:
    """Let it read like that; the key stays. Raises `NotFound` and `Stale`."""
    async with db.transaction() as conn:
        before = await store.group_for_update(conn, group_id)
        after = rewritten("group", before, naming, seen)
        await store.save_group(conn, after)
        await audit.note_record(conn, who.by, "group", (before, after), clock.now())
    return after


async def dissolve(
    db: Database, clock: Clock, group_id: UUID, seen: int, *, who: Principal
) -> None:
    """Nobody is in it any more; tickets keep its key. Raises `NotFound` and `Stale`."""
    async with db.transaction() as conn:
        gone = as_seen("group", await store.group_for_update(conn, group_id), seen)
        await store.remove_group(conn, gone)
        await audit.note_record(conn, who.by, "group", (gone, None), clock.now())


async def held(conn: Connection, names: Collection[str]) -> list[Account]:
    """What is kept of whoever signs in by one of these names."""
    return await store.named(conn, names) if names else []


async def shut_out(conn: Connection, names: Collection[str]) -> set[str]:
    """Those of them, in small letters, whose accounts were closed."""
    return {each.name.lower() for each in await store.named(conn, names) if not each.active}


async def erase(conn: Connection, names: Collection[str], words: Collection[str]) -> int:
    """Forget whoever signs in by one of these names, and answers with these words. How many.

    Colleagues stay, and whoever was shut out: what a caller says of an address must neither take an
    account away nor open one.
    """
    for each in words:
        await requests.forget_answers_with(conn, each)
    return await store.remove_requesters(conn, names) if names else 0
