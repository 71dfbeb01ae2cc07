"""How Twilio signs a webhook (https://www.twilio.com/docs/usage/webhooks/webhooks-security)."""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from scripts.local.simulators.twilio.config import Account

SHA1, SHA256 = "HMAC_SHA1", "HMAC_SHA256"
HASHES = {SHA1: "sha1", SHA256: "sha256"}


def sign(secret: str, url: str, fields: Mapping[str, str], algorithm: str = SHA1) -> str:
    """The `X-Twilio-Signature` of a request to the public `url` with these posted fields.

    A WebSocket's upgrade is signed by its `wss://` address, without fields.
    """
    signed = url + "".join([f"{name}{fields[name]}" for name in sorted(fields)])
    digest = hmac.digest(secret.encode(), signed.encode(), HASHES[algorithm])
    return b64encode(digest).decode()


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs for an account: by its first auth token, or by its shared key if it has one."""

    secret: str
    key: str = ""
    is_right: bool = True

    @classmethod
    def of(cls, account: Account) -> Self:
        """As the account stands now."""
        if account.shared_key:
            return cls(account.shared_key.secret, account.shared_key.sid)
        return cls(account.tokens[0])

    def forged(self) -> Self:
        """One that signs like somebody who does not know the secret."""
        return replace(self, secret=f"{self.secret}?", is_right=False)

    def by(self, token: str) -> Self:
        """One that still signs by that token, as Twilio does until a rotation has reached it."""
        return replace(self, secret=token, key="")

    def headers(self, url: str, fields: Mapping[str, str]) -> dict[str, str]:
        """What a request to that public address carries."""
        if not self.key:
            return {"X-Twilio-Signature": sign(self.secret, url, fields)}
        return {
            "X-Twilio-Signature": sign(self.secret, url, fields, SHA256),
            "X-Twilio-Webhooks-Signature-Settings": f"key={self.key},algorithm={SHA256}",
        }
