"""How Twilio signs a webhook (https://www.twilio.com/docs/usage/webhooks/webhooks-security)."""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping


def sign(token: str, url: str, fields: Mapping[str, str]) -> str:
    """The `X-Twilio-Signature` of a request to the public `url` with these posted fields."""
    signed = url + "".join(f"{name}{fields[name]}" for name in sorted(fields))
    return b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()
