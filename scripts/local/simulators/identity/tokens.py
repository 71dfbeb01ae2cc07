"""Access tokens: who may speak to which resource until when, signed against forgery."""

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta

from pydantic import ValidationError

from shared.ports import Clock
from shared.value import Value


class Grant(Value):
    """What a token says, in the claim names of Entra (learn.microsoft.com, access token claims)."""

    aud: str
    oid: str
    exp: int


class Tokens:
    """Issues and checks tokens, shaped like a JWT because clients look for `oid` in there.

    They live by the clock given, which has to be the wall's: azure-identity, which judges for
    itself whether a token is still good, knows no other.
    """

    def __init__(self, key: bytes, clock: Clock, *, lifetime: timedelta) -> None:
        self._key, self.clock, self._lifetime = key, clock, lifetime

    def issue(self, resource: str, oid: str) -> tuple[str, datetime]:
        """A token for that resource, and the instant it runs out."""
        ends = self.clock.now() + self._lifetime
        grant = Grant(aud=resource.rstrip("/"), oid=oid, exp=int(ends.timestamp()))
        head = _encoded(json.dumps({"typ": "JWT", "alg": "HS256"}).encode())
        signed = f"{head}.{_encoded(grant.model_dump_json().encode())}"
        return f"{signed}.{self._signature(signed)}", ends

    def grant(self, token: str, *resources: str) -> Grant | None:
        """What the token grants for one of these resources; nothing if it is forged or too old."""
        signed, _, signature = token.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(signed).encode()):
            return None
        try:
            grant = Grant.model_validate_json(_decoded(signed.partition(".")[2]))
        except (ValueError, ValidationError):
            return None
        in_time = grant.exp > self.clock.now().timestamp()
        return grant if in_time and grant.aud in {one.rstrip("/") for one in resources} else None

    def _signature(self, signed: str) -> str:
        return _encoded(hmac.digest(self._key, signed.encode(), hashlib.sha256))


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
