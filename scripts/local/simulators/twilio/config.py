"""What the simulated telephone network is told when it starts."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field

from shared.value import Value


class SharedKey(Value):
    """What webhooks are signed with by SHA-256, where an account has one."""

    sid: str
    secret: str


class Account(Value):
    """A Twilio account. Secrets are handed in; none is known here.

    `tokens` are the auth tokens in force, the one that signs webhooks first. `keys` are API keys
    (`SK…` -> secret). `calls_per_second` is Twilio's pacing: what comes faster is queued.
    `live_calls` is how many may be on the line at once (error 10004), unlimited if None.
    """

    sid: str = Field(pattern=r"^AC[0-9a-f]{32}$")
    tokens: tuple[str, ...] = Field(min_length=1)
    keys: Mapping[str, str] = {}
    shared_key: SharedKey | None = None
    parent: str = ""
    friendly_name: str = "Simulated account"
    status: Literal["active", "suspended", "closed"] = "active"
    type: Literal["Full", "Trial"] = "Full"
    calls_per_second: float = Field(default=1, gt=0)
    live_calls: int | None = None


class OwnedNumber(Value):
    """A number an account has bought. `voice_url` answers who rings it, `sms_url` who texts it."""

    number: str = Field(pattern=r"^\+[1-9]\d{6,14}$")
    account: str
    voice_url: str = ""
    fallback_url: str = ""
    status_url: str = ""
    sms_url: str = ""


class Config(Value):
    """Everything that differs between one simulated network and another.

    `rewrite` maps the start of a public address to the start of the socket behind it: webhooks are
    signed for the public one and sent to the other. `seed` makes SIDs repeat; without one every
    start has its own. `rest_requests` is how many REST requests may be open at
    once for an account before 20429, and `retry_after` the seconds such an answer names, if any.
    `people` are folders with more people than ours. `calling_hours` are from when to when somebody
    may be called, by their own clock.
    """

    accounts: tuple[Account, ...] = Field(min_length=1)
    numbers: tuple[OwnedNumber, ...] = ()
    rewrite: Mapping[str, str] = {}
    seed: int | None = None
    rest_requests: int | None = None
    people: tuple[Path, ...] = ()
    calling_hours: tuple[int, int] = (8, 21)
    retry_after: int | None = None
