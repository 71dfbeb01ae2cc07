"""Mail that people write to the app: handed to its webhook as signed JSON.

The header `X-Mailbox-Signature: t=<seconds>,v1=<hex>` is HMAC-SHA256 with the shared secret over
`<seconds>.<body>`, so that neither the body nor the moment can be changed.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime

import httpx
from pydantic import Field

from shared.errors import Conflict, Unavailable
from shared.value import Text, Value

SIGNATURE = "X-Mailbox-Signature"
DEADLINE_SECONDS = 15


class Config(Value):
    """Where inbound mail goes, and the secret it is signed with. Empty: nowhere."""

    webhook: str = ""
    secret: str = Field(default="", repr=False)


class Enclosure(Value):
    """A file in a mail, as inbound services hand it over: `content` is Base64."""

    name: str = ""
    content_type: str = ""
    content: str = Field(default="", repr=False)


class Inbound(Value):
    """A mail somebody writes to the app. `in_reply_to` is the Message-ID it answers."""

    sender: str = Field(alias="from", pattern=r"^[^@\s]+@[^@\s]+$")
    to: str = Field(pattern=r"^[^@\s]+@[^@\s]+$")
    subject: Text = Field(default="", max_length=998)
    text: Text = ""
    html: Text = ""
    in_reply_to: str = ""
    message_id: str = ""
    headers: Mapping[str, str] = {}
    attachments: tuple[Enclosure, ...] = ()


def sign(secret: str, body: bytes, at: int) -> str:
    """The value of the signature header for this body at that Unix second."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


async def deliver(config: Config, mail: Inbound, name: str, now: datetime) -> int:
    """Hand a mail over; the HTTP status the app answered with. Raises `Conflict`, `Unavailable`."""
    if not config.webhook:
        raise Conflict("No webhook takes inbound mail: configure its address and secret")
    named = {"message_id": mail.message_id or f"<{name}@mailbox.example>", "at": now.isoformat()}
    body = json.dumps(mail.model_dump(mode="json", by_alias=True) | named).encode()
    headers = {
        "Content-Type": "application/json",
        SIGNATURE: sign(config.secret, body, int(now.timestamp())),
    }
    try:
        async with httpx.AsyncClient(timeout=DEADLINE_SECONDS) as http:
            answer = await http.post(config.webhook, content=body, headers=headers)
    except httpx.HTTPError as error:
        detail = f"The webhook {config.webhook} cannot be reached: {type(error).__name__}"
        raise Unavailable(detail, vendor="mailbox") from error
    return answer.status_code
