"""A directory that signs tokens, and changes its keys when it is told to."""

import json
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from pydantic import Field

from shared.ports import Clock
from shared.value import Value

LIFETIME = timedelta(hours=1)


class Directory(Value):
    """Whose tokens they are: their issuer is `{authority}/{tenant}/v2.0`."""

    tenant: str
    authority: str


class Wanted(Value):
    """Whom a token shall be for. `claims` replace those it would have: to make one that is bad."""

    name: str = "ana@example.org"
    oid: str = "00000000-0000-4000-8000-0000000000aa"
    roles: list[str] = Field(default=["agent"])
    audience: str = "api://centralita"
    claims: dict[str, Any] = Field(default={})


class _Key:
    """Made when it is first needed: that takes a while."""

    def __init__(self) -> None:
        self.kid = uuid4().hex

    @cached_property
    def private(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def published(self) -> dict[str, Any]:
        told = json.loads(RSAAlgorithm.to_jwk(self.private.public_key()))
        return {**told, "kid": self.kid, "use": "sig", "alg": "RS256"}


class Entra:
    """Signs with the newest key; after a change the one before stays published."""

    def __init__(self, directory: Directory, clock: Clock) -> None:
        self.directory, self._clock = directory, clock
        self._keys = [_Key()]

    def change_keys(self) -> None:
        """Sign with a new one from now on."""
        self._keys = [self._keys[-1], _Key()]

    def published(self) -> dict[str, Any]:
        """The keys, as `/discovery/v2.0/keys` lists them."""
        return {"keys": [key.published() for key in self._keys]}

    def token(self, wanted: Wanted) -> str:
        """An access token, version 2.0 (learn.microsoft.com, access token claims reference)."""
        now, key = self._clock.now(), self._keys[-1]
        claims = {
            "iss": f"{self.directory.authority.rstrip('/')}/{self.directory.tenant}/v2.0",
            "aud": wanted.audience,
            "tid": self.directory.tenant,
            "iat": int(now.timestamp()),
            "nbf": int(now.timestamp()),
            "exp": int((now + LIFETIME).timestamp()),
            "oid": wanted.oid,
            "preferred_username": wanted.name,
            "roles": wanted.roles,
            "ver": "2.0",
        }
        return jwt.encode(
            {**claims, **wanted.claims}, key.private, algorithm="RS256", headers={"kid": key.kid}
        )
