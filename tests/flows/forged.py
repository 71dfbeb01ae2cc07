"""Requests as Twilio sends them, and as others do who would like to be taken for it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from twilio.request_validator import RequestValidator

from scripts.local.credentials import Credentials
from tests.flows.world import World

PATIENCE = 15  # seconds Twilio waits for an answer to a webhook, at most


@dataclass(frozen=True)
class Webhook:
    """What is told, and where."""

    url: str
    fields: Mapping[str, str]

    def but(self, **fields: str) -> "Webhook":
        """The same with other fields."""
        return replace(self, fields={**self.fields, **fields})

    def without(self, field: str) -> "Webhook":
        """The same without that field."""
        return replace(self, fields={n: v for n, v in self.fields.items() if n != field})

    def at(self, url: str) -> "Webhook":
        """The same for another address."""
        return replace(self, url=url)

    def signed_by(self, token: str) -> str:
        """The signature Twilio would send with it."""
        signature: str = RequestValidator(token).compute_signature(self.url, dict(self.fields))
        return signature


def token_of(world: World) -> str:
    """The account's token, known to Twilio and to us."""
    return Credentials.kept(world.system.run.folder).twilio_token


async def post(
    world: World, webhook: Webhook, signature: str | None, *, to: str = "", host: str = ""
) -> int:
    """Send it; the status of the answer. `to` is where it really goes, `host` what it is called."""
    headers = {"x-twilio-signature": signature, "host": host or None}
    answer = await world.host.post(
        to or webhook.url,
        data=dict(webhook.fields),
        headers={name: value for name, value in headers.items() if value is not None},
        timeout=PATIENCE,
    )
    return answer.status_code


async def told(world: World, where: str = "webhook.status") -> list[Webhook]:
    """What the network has told the app so far, in order."""
    events: list[dict[str, Any]] = [each["detail"] for each in await world.events("webhook")]
    return [Webhook(e["url"], e["fields"]) for e in events if e["where"] == where]
