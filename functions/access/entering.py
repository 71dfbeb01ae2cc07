"""Who asks: by a token of ours, by one of Entra, or as Azure's sign-in says."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from functions.access import model, service, tokens
from functions.access.model import Principal
from functions.access.tokens import Office
from shared.errors import Forbidden, TooMany, Unauthenticated
from shared.groups.house import Limits
from shared.ports import Bucket, Clock, Passports

BURST = 10
"""So many seconds' worth of requests may come at once."""
KEPT = timedelta(seconds=15)
"""How soon what an admin says of somebody is heard of by every instance."""


@dataclass(frozen=True)
class Door:
    """What we judge by who stands before it."""

    office: Office
    passports: Passports
    signed_in_by_azure: bool


@dataclass(frozen=True)
class Shown:
    """What a request shows for itself."""

    token: str | None
    passport: str | None
    principal: str | None

    @property
    def is_a_cookies(self) -> bool:
        """Whether only the sign-in speaks for them, which a browser shows wherever it is asked."""
        return self.token is None and self.passport is None


async def who(door: Door, shown: Shown) -> Principal:
    """Who it is, and what they may do. Raises `Unauthenticated`, and `Forbidden` for a closed one.

    The first thing shown counts alone: who shows a bad token is not let in by a header.
    """
    if shown.token is not None:
        return await _with_sight(door.office, await tokens.holder(door.office, shown.token))
    if shown.passport is not None:
        claims = await door.passports.claims(shown.passport)
        return await _as_written_down(door.office, model.bearer(claims))
    if shown.principal and not door.signed_in_by_azure:
        raise Unauthenticated(
            "Azure's sign-in does not stand before this app, so that its header is anybody's word. "
            "Come by the web page, or show a token."
        )
    return await _as_written_down(door.office, model.principal(shown.principal))


async def check_pace(limits: Bucket, pace: Limits, clock: Clock, who: Principal) -> None:
    """Raise `TooMany` where one caller asks faster than they may."""
    per_second = pace.per_person if who.scopes is None else pace.per_token
    burst = max(1, int(per_second * BURST))
    taken = await limits.take(
        f"api:{who.id}", 1, per_second=per_second, burst=burst, now=clock.now()
    )
    if not taken:
        wait = 1 / per_second
        raise TooMany("More requests than you may make in that time. Slow down.", retry_after=wait)


async def _as_written_down(office: Office, told: Principal) -> Principal:
    """With the roles and groups an admin gave them; where none did, those of the sign-in."""
    found = await office.memory.recall(
        ("account", told.name.lower()), partial(service.named, office.db, told.name), keep=KEPT
    )
    for account in found:
        if not account.active:
            raise Forbidden("Your account was closed. Ask an admin.")
        given = {"roles": account.roles, "groups": account.groups}
        return await _with_sight(office, told.model_copy(update=given))
    return await _with_sight(office, told)


async def _with_sight(office: Office, known: Principal) -> Principal:
    if not known.groups:
        return known
    own_alone = await office.memory.recall(
        "own alone", partial(service.own_alone, office.db), keep=KEPT
    )
    return known.seeing(own_alone)
