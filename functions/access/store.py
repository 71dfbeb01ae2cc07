"""All SQL on people, groups and tokens."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from functions.access.model import Account, Group, Token
from shared.db.pool import Connection
from shared.db.rows import found
from shared.value import Value


class Kept(Token):
    """A token with what its secret is told by."""

    digest: bytes


def _row(value: Value) -> dict[str, Any]:
    """Sets as arrays, in an order of their own."""
    return {
        name: sorted(each) if isinstance(each, frozenset) else each
        for name, each in value.model_dump().items()
    }


async def add_account(conn: Connection, account: Account) -> bool:
    """False where somebody signs in by that name already, in whatever case."""
    cursor = await conn.execute(
        """
        insert into account (id, name, roles, groups, active, version, created_at)
        values (%(id)s, %(name)s, %(roles)s, %(groups)s, %(active)s, %(version)s, %(created_at)s)
        on conflict (lower(name)) do nothing
        """,
        _row(account),
    )
    return cursor.rowcount == 1


async def save_account(conn: Connection, account: Account) -> None:
    """Let it read like that."""
    await conn.execute(
        """
        update account set roles = %(roles)s, groups = %(groups)s, active = %(active)s,
          version = %(version)s
        where id = %(id)s
        """,
        _row(account),
    )


async def accounts(conn: Connection, *, after: str, limit: int) -> list[Account]:
    """By name, from the one after that on."""
    return await found(
        conn,
        Account,
        """
        select id, name, roles, groups, active, version, created_at from account
        where lower(name) > %(after)s order by lower(name) limit %(limit)s
        """,
        {"after": after, "limit": limit},
    )


async def account(conn: Connection, account_id: UUID) -> Account | None:
    """One of them."""
    rows = await found(
        conn,
        Account,
        """
        select id, name, roles, groups, active, version, created_at from account
        where id = %(id)s
        """,
        {"id": account_id},
    )
    return rows[0] if rows else None


async def account_for_update(conn: Connection, account_id: UUID) -> Account | None:
    """One of them, whom nobody else changes until this transaction ends."""
    rows = await found(
        conn,
        Account,
        """
        select id, name, roles, groups, active, version, created_at from account
        where id = %(id)s for update
        """,
        {"id": account_id},
    )
    return rows[0] if rows else None


async def named(conn: Connection, names: Collection[str]) -> list[Account]:
    """Whoever signs in by one of these names, in whatever case."""
    return await found(
        conn,
        Account,
        """
        select id, name, roles, groups, active, version, created_at from account
        where lower(name) = any(%(names)s) order by lower(name)
        """,
        {"names": sorted(each.lower() for each in names)},
    )


async def names_like(conn: Connection, names: Collection[str]) -> list[str]:
    """Names like these of those who may sign in, whatever the case and the accents."""
    cursor = await conn.execute(
        """
        select name from account
        where active and lower(unaccent(name)) in (
          select lower(unaccent(typed)) from unnest(%s::text[]) as typed
        )
        """,
        (sorted(names),),
    )
    return [row[0] for row in await cursor.fetchall()]


async def remove_requesters(conn: Connection, names: Collection[str]) -> int:
    """Forget whoever signs in by one of these names and is a requester alone. How many."""
    cursor = await conn.execute(
        """
        delete from account
        where lower(name) = any(%s) and roles = array['requester'] and active
        """,
        (sorted(map(str.lower, names)),),
    )
    return cursor.rowcount


async def add_group(conn: Connection, group: Group) -> bool:
    """False where one has that key."""
    cursor = await conn.execute(
        """
        insert into desk_group (id, key, name, visibility, version, created_at)
        values (%(id)s, %(key)s, %(name)s, %(visibility)s, %(version)s, %(created_at)s)
        on conflict (key) do nothing
        """,
        group.model_dump(),
    )
    return cursor.rowcount == 1


async def save_group(conn: Connection, group: Group) -> None:
    """Let it read like that."""
    await conn.execute(
        """
        update desk_group set name = %(name)s, visibility = %(visibility)s, version = %(version)s
        where id = %(id)s
        """,
        group.model_dump(),
    )


async def remove_group(conn: Connection, group: Group) -> None:
    """Nobody is in it any more, and no token: another group may take its key."""
    await conn.execute(
        "update account set groups = array_remove(groups, %(key)s) where %(key)s = any(groups)",
        {"key": group.key},
    )
    await conn.execute(
        "update api_token set groups = array_remove(groups, %(key)s) where %(key)s = any(groups)",
        {"key": group.key},
    )
    await conn.execute("delete from desk_group where id = %s", (group.id,))


async def groups(conn: Connection) -> list[Group]:
    """All of them, by name."""
    return await found(
        conn,
        Group,
        """
        select id, key, name, visibility, version, created_at from desk_group
        order by lower(name), key
        """,
        {},
    )


async def group_for_update(conn: Connection, group_id: UUID) -> Group | None:
    """One of them, which nobody else changes until this transaction ends."""
    rows = await found(
        conn,
        Group,
        """
        select id, key, name, visibility, version, created_at from desk_group
        where id = %(id)s for update
        """,
        {"id": group_id},
    )
    return rows[0] if rows else None


async def unknown_groups(conn: Connection, keys: Collection[str]) -> list[str]:
    """Those keys that no group has."""
    cursor = await conn.execute(
        """
        select key from unnest(%s::text[]) as key
        where not exists (select from desk_group where desk_group.key = key.key) order by key
        """,
        (sorted(keys),),
    )
    return [row[0] for row in await cursor.fetchall()]


async def add_token(conn: Connection, kept: Kept) -> None:
    """Keep a new one."""
    await conn.execute(
        """
        insert into api_token (
          id, name, prefix, digest, role, scopes, groups, created_by, created_at, expires_at
        ) values (
          %(id)s, %(name)s, %(prefix)s, %(digest)s, %(role)s, %(scopes)s, %(groups)s,
          %(created_by)s, %(created_at)s, %(expires_at)s
        )
        """,
        _row(kept),
    )


async def tokens(conn: Connection, *, before: UUID | None, limit: int) -> list[Token]:
    """The newest first."""
    return await found(
        conn,
        Token,
        """
        select id, name, prefix, role, scopes, groups, created_by, created_at, expires_at,
          last_used_at, revoked_at
        from api_token where %(before)s::uuid is null or id < %(before)s
        order by id desc limit %(limit)s
        """,
        {"before": before, "limit": limit},
    )


async def token_with(conn: Connection, prefix: str) -> Kept | None:
    """The one that begins like that."""
    rows = await found(
        conn,
        Kept,
        """
        select id, name, prefix, digest, role, scopes, groups, created_by, created_at, expires_at,
          last_used_at, revoked_at
        from api_token where prefix = %(prefix)s
        """,
        {"prefix": prefix},
    )
    return rows[0] if rows else None


async def set_used(conn: Connection, token_id: UUID, now: datetime, before: datetime) -> None:
    """It was used now, if nobody wrote that down since `before`."""
    await conn.execute(
        """
        update api_token set last_used_at = %(now)s
        where id = %(id)s and (last_used_at is null or last_used_at <= %(before)s)
        """,
        {"id": token_id, "now": now, "before": before},
    )


async def revoke(conn: Connection, token_id: UUID, now: datetime) -> Token | None:
    """Take it back; nothing where there is none, or somebody did so before."""
    rows = await found(
        conn,
        Token,
        """
        update api_token set revoked_at = %(now)s where id = %(id)s and revoked_at is null
        returning id, name, prefix, role, scopes, groups, created_by, created_at, expires_at,
          last_used_at, revoked_at
        """,
        {"id": token_id, "now": now},
    )
    return rows[0] if rows else None
