"""What accounts hold beside calls and numbers: messages, caller ids, applications, keys."""

from dataclasses import dataclass, field
from datetime import datetime
from http.cookies import SimpleCookie

from scripts.local.simulators.twilio.order import Hook

MESSAGE_ENDS = frozenset({"delivered", "undelivered", "failed", "received", "canceled", "read"})


@dataclass
class Message:
    """A text message, in either direction. `by_twilio` marks the answers to STOP, START, HELP."""

    sid: str
    account: str
    sender: str
    to: str
    body: str
    direction: str
    created: datetime
    updated: datetime
    status: str = "queued"
    media: tuple[str, ...] = ()
    sent: datetime | None = None
    error: int | None = None
    callback: Hook | None = None
    by_twilio: bool = False
    made: int = 0
    cookies: dict[str, SimpleCookie] = field(default_factory=dict)

    @property
    def has_ended(self) -> bool:
        """Whether nothing more can become of it."""
        return self.status in MESSAGE_ENDS

    def become(self, status: str, now: datetime) -> None:
        """Enter the next state of its life."""
        self.status, self.updated = status, now


@dataclass
class CallerId:
    """A number that is not ours, but verified to be shown as the caller."""

    sid: str
    account: str
    number: str
    name: str
    created: datetime
    updated: datetime


@dataclass
class Verification:
    """An attempt to verify a caller id: a call during which a code is typed."""

    sid: str
    account: str
    number: str
    name: str
    code: str
    hook: Hook | None = None
    made: int = 0
    cookies: dict[str, SimpleCookie] = field(default_factory=dict)


@dataclass
class Application:
    """Addresses under one name (`AP…`), which calls and numbers may refer to."""

    sid: str
    account: str
    created: datetime
    updated: datetime
    settings: dict[str, str] = field(default_factory=dict)

    def hook(self, url: str, method: str) -> Hook | None:
        """One of its addresses with the method it is asked by."""
        if not self.settings.get(url):
            return None
        return Hook(url=self.settings[url], method=self.settings.get(method) or "POST")


@dataclass
class Key:
    """An API key. Its secret is shown once, when it is made."""

    sid: str
    account: str
    name: str
    created: datetime
    updated: datetime


class Holdings:
    """All of them. Opt-outs are pairs of a number of ours and a person's."""

    def __init__(self) -> None:
        self.messages: dict[str, Message] = {}
        self.caller_ids: dict[str, CallerId] = {}
        self.applications: dict[str, Application] = {}
        self.keys: dict[str, Key] = {}
        self.opt_outs: set[tuple[str, str]] = set()
        self.senders: dict[str, datetime] = {}

    def clear(self) -> None:
        """Begin anew."""
        for kept in (self.messages, self.caller_ids, self.applications, self.keys, self.senders):
            kept.clear()
        self.opt_outs.clear()

    def application(self, account: str, sid: str) -> Application | None:
        """The account's application of that identifier."""
        found = self.applications.get(sid)
        return found if found and found.account == account else None

    def is_verified(self, account: str, number: str) -> bool:
        """Whether the account may show this number although it does not own it."""
        held = self.caller_ids.values()
        return any(each.number == number and each.account == account for each in held)
