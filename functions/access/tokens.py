"""What programs sign in with: shown once, known again by a digest that a secret goes into."""

import hashlib
import hmac
import re
import secrets as chance
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from functions.access import store
from functions.access.model import ALL, Principal, Token, Wish
from functions.access.service import check_groups
from functions.access.store import Kept
from functions.audit import service as audit
from functions.audit.model import Deed
from shared.db.pool import Database
from shared.errors import Invalid, NotFound, Unauthenticated
from shared.memory import Memory
from shared.ports import Clock, Secrets
from shared.value import new_id

PEPPER = "token-pepper"
SHAPE = re.compile(r"ctl_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")
LONGEST = timedelta(days=366)
REMEMBERED = timedelta(seconds=5)
"""For so long a token that was taken back may still serve, where another instance did that."""
USED_AGAIN = timedelta(minutes=1)


class Issued(Token):
    """A new token with its secret, which nobody can be told again."""

    secret: str


@dataclass(frozen=True)
class Office:
    """What tokens are issued and judged with."""

    db: Database
    clock: Clock
    secrets: Secrets
    memory: Memory

    async def digest(self, token: str) -> bytes:
        """What a token is known by: who has the rows alone cannot try tokens against them."""
        pepper = await self.secrets.secret(PEPPER)
        return hmac.digest(pepper.encode(), token.encode(), hashlib.sha256)


async def issue(office: Office, wish: Wish, who: Principal, *, areas: Collection[str]) -> Issued:
    """A new token. Raises `Invalid` for a time that has passed, or is too far away.

    Its scopes name some of `areas`, the first words of our addresses: a mistyped one opens nothing.
    """
    now = office.clock.now()
    _check_scopes(wish, areas)
    if not now < wish.expires_at <= now + LONGEST:
        problem = "lies in the past or more than a year ahead"
        raise Invalid(
            f"expires_at {problem}.", errors=[{"field": "expires_at", "problem": problem}]
        )
    prefix = chance.token_hex(6)
    secret = f"ctl_{prefix}_{chance.token_urlsafe(32)}"
    new = Token(
        id=new_id(now), prefix=prefix, created_by=who.name, created_at=now, **wish.model_dump()
    )
    kept = Kept(digest=await office.digest(secret), **new.model_dump())
    deed = Deed(action="token.created", subject=str(new.id), after=new.model_dump(mode="json"))
    async with office.db.transaction() as conn:
        await check_groups(conn, new.groups)
        await store.add_token(conn, kept)
        await audit.note(conn, who.by, deed, now)
    return Issued(secret=secret, **new.model_dump())


def _check_scopes(wish: Wish, areas: Collection[str]) -> None:
    known = {ALL, *areas}
    if unknown := sorted(each for each in wish.scopes if each.partition(":")[0] not in known):
        problem = f"there is no scope {', '.join(unknown)}"
        hint = f"Take :read or :write of one of these: {', '.join(sorted(known))}."
        errors = [{"field": "scopes", "problem": problem, "hint": hint}]
        raise Invalid(f"scopes: {problem}. {hint}", errors=errors)


async def tokens(db: Database, *, before: UUID | None, limit: int) -> list[Token]:
    """All that were ever issued, the newest first."""
    async with db.transaction() as conn:
        return await store.tokens(conn, before=before, limit=limit)


async def revoke(office: Office, token_id: UUID, who: Principal) -> None:
    """Take it back for good. Raises `NotFound`, also where it was taken back before."""
    now = office.clock.now()
    async with office.db.transaction() as conn:
        gone = await store.revoke(conn, token_id, now)
        if gone is None:
            raise NotFound("There is no such token in force.", token_id=str(token_id))
        deed = Deed(action="token.revoked", subject=str(token_id), after={"name": gone.name})
        await audit.note(conn, who.by, deed, now)
    office.memory.forget(("token", gone.prefix))


async def holder(office: Office, shown: str) -> Principal:
    """Whoever shows a token. Raises `Unauthenticated`, for whatever is wrong with it."""
    shape = SHAPE.fullmatch(shown)
    if shape is None:
        raise _refused()
    found = await office.memory.recall(
        ("token", shape[1]), partial(_with, office.db, shape[1]), keep=REMEMBERED
    )
    # The digests are compared even where there is none, so that no time tells which prefix exists.
    digest = found.digest if found else bytes(32)
    same = hmac.compare_digest(digest, await office.digest(shown))
    if not same or found is None or not found.is_good(office.clock.now()):
        raise _refused()
    used = partial(_use, office, found.id)
    await office.memory.recall(("token used", found.id), used, keep=USED_AGAIN)
    return found.holder()


def _refused() -> Unauthenticated:
    return Unauthenticated("This token is not one, was taken back or is too old. Ask for another.")


async def _with(db: Database, prefix: str) -> Kept | None:
    async with db.transaction() as conn:
        return await store.token_with(conn, prefix)


async def _use(office: Office, token_id: UUID) -> None:
    """Remember that it is in use, at most once a minute however many instances there are."""
    now = office.clock.now()
    async with office.db.transaction() as conn:
        await store.set_used(conn, token_id, now, now - USED_AGAIN)
