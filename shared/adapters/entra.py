"""Tokens of Microsoft Entra: whether one is good, by the keys that its issuer publishes."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from shared.adapters.loading import loaded
from shared.errors import Unauthenticated, Unavailable
from shared.ports import Clock
from shared.value import Value

if TYPE_CHECKING:
    from jwt import PyJWK
    from jwt.types import Options

log = logging.getLogger(__name__)

VENDOR = "entra"
LONGEST = 16_384  # letters of a token: a longer one is nobody's
FRESH = timedelta(hours=24)
"""How long keys serve before they are read again (learn.microsoft.com, signing key rollover)."""
REST = timedelta(seconds=60)
"""How often an unknown key, which anybody can name, makes us ask for the keys."""
SHORT_REST = timedelta(seconds=5)
"""How long an issuer that did not answer is left alone."""
LEEWAY = timedelta(seconds=60)  # two clocks are never the same
JUDGED_HERE: "Options" = {
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
}  # by our clock
NEEDED = ["exp", "nbf", "iss", "aud", "tid", "oid"]


class Issuer(Value):
    """Who issues tokens, in which directory, and for whom they must be."""

    authority: str
    tenant: str
    audience: str

    @property
    def name(self) -> str:
        """As tokens of version 2.0 call it."""
        return f"{self.authority.rstrip('/')}/{self.tenant}/v2.0"

    @property
    def keys(self) -> str:
        """Where it publishes the keys it signs with."""
        return f"{self.authority.rstrip('/')}/{self.tenant}/discovery/v2.0/keys"


class EntraPassports:
    """Keys are read once a day, and when a token names one we have not seen."""

    def __init__(self, issuer: Issuer | None, clock: Clock, *, deadline: float = 2) -> None:
        self._issuer, self._clock, self._deadline = issuer, clock, deadline
        self._keys: dict[str, PyJWK] = {}
        self._fresh_until = self._rests_until = datetime.min.replace(tzinfo=UTC)
        self._one_asks = asyncio.Lock()

    async def claims(self, token: str) -> Mapping[str, Any]:
        """What it says. Raises `Unauthenticated`, and `Unavailable` where there are no keys."""
        if self._issuer is None:
            raise Unauthenticated("Tokens of Entra are not taken here: ENTRA__TENANT names none.")
        await loaded("jwt", "httpx")
        told = await self._told(self._issuer, token)
        now = self._clock.now().timestamp()
        if not told["nbf"] - LEEWAY.seconds <= now < told["exp"] + LEEWAY.seconds:
            raise Unauthenticated("This token is not good at this time. Sign in again.")
        if told["tid"] != self._issuer.tenant:
            raise _refused("it is of another directory")
        return told

    async def _told(self, issuer: Issuer, token: str) -> dict[str, Any]:
        import jwt  # noqa: PLC0415  start-up budget

        if len(token) > LONGEST:
            raise _refused("it is too long")
        try:
            kid = str(jwt.get_unverified_header(token).get("kid"))
            return jwt.decode(
                token,
                await self._key(issuer, kid),
                algorithms=["RS256"],
                audience=issuer.audience,
                issuer=issuer.name,
                options={"require": NEEDED, **JUDGED_HERE},
            )
        except jwt.PyJWTError as error:
            raise _refused(type(error).__name__) from error

    async def _key(self, issuer: Issuer, kid: str) -> "PyJWK":
        async with self._one_asks:
            now = self._clock.now()
            unknown = kid not in self._keys
            if now >= self._rests_until and (unknown or now >= self._fresh_until):
                await self._read(issuer, now)
        if not self._keys:
            raise _away("resting")
        if kid not in self._keys:
            raise _refused("nobody we trust has signed it")
        return self._keys[kid]

    async def _read(self, issuer: Issuer, now: datetime) -> None:
        """Where the issuer is away, the keys we have serve on."""
        self._rests_until = now + REST
        try:
            self._keys = await self._published(issuer.keys)
            self._fresh_until = now + FRESH
        except Unavailable as problem:
            self._rests_until = now + SHORT_REST
            log.warning("the keys of entra cannot be read: %s", problem.code)

    async def _published(self, address: str) -> "dict[str, PyJWK]":
        import httpx  # noqa: PLC0415  start-up budget
        import jwt  # noqa: PLC0415  as above

        try:
            async with httpx.AsyncClient(timeout=self._deadline) as client:
                answer = await client.get(address)
            if answer.status_code != HTTPStatus.OK:
                raise _away(str(answer.status_code))
            listed = [each for each in answer.json()["keys"] if each.get("kty") == "RSA"]
            return {each["kid"]: jwt.PyJWK.from_dict(each, "RS256") for each in listed}
        except (httpx.HTTPError, ValueError, KeyError, TypeError, jwt.PyJWTError) as error:
            raise _away(type(error).__name__) from error


def _refused(why: str) -> Unauthenticated:
    log.info("a token of entra is refused: %s", why)
    return Unauthenticated("This token is not one for us. Sign in again.")


def _away(code: str) -> Unavailable:
    return Unavailable("The keys of Entra cannot be read", vendor=VENDOR, code=code)
