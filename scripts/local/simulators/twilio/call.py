"""A call on the network: what is known of it, and what may still happen to it."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from http.cookies import SimpleCookie
from math import ceil
from typing import Protocol

from scripts.local.simulators.twilio.line import Line
from scripts.local.simulators.twilio.order import Document, Order
from scripts.local.simulators.twilio.people.person import Person

ENDS = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})


class Subject(Protocol):
    """What the app is asked about, and the debugger notes: a call, a text message."""

    sid: str
    account: str
    made: int
    cookies: dict[str, SimpleCookie]


@dataclass
class Wish:
    """Somebody wants the call to go another way: end, or go on with another document."""

    by: str
    document: Document | None = None


@dataclass
class Call:
    """One call. Times are the clock's, `beep_at` is when a machine begins to record."""

    sid: str
    account: str
    order: Order
    direction: str
    person: Person
    line: Line
    created: datetime
    updated: datetime
    parent: str | None = None
    status: str = "queued"
    queue_seconds: float = 0
    started: datetime | None = None
    answered: datetime | None = None
    ended: datetime | None = None
    answered_by: str | None = None
    beep_at: datetime | None = None
    sip: int = 200
    sequence: int = 0
    made: int = 0
    wish: Wish | None = None
    wished: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    rang: asyncio.Event = field(default_factory=asyncio.Event)
    picked_up: asyncio.Event = field(default_factory=asyncio.Event)
    declined: asyncio.Event = field(default_factory=asyncio.Event)
    limited: asyncio.Event = field(default_factory=asyncio.Event)
    cookies: dict[str, SimpleCookie] = field(default_factory=dict)
    held: list[dict[str, str]] = field(default_factory=list)

    @property
    def has_ended(self) -> bool:
        """Whether nothing can happen to it any more."""
        return self.status in ENDS

    @property
    def is_inbound(self) -> bool:
        """Whether somebody rings us."""
        return self.direction == "inbound"

    def become(self, status: str, now: datetime) -> None:
        """Enter the next state of its life. What has ended stays so."""
        if not self.has_ended:
            self.status, self.updated = status, now

    def ask_to_end(self, by: str) -> None:
        """Hang up, or cancel what has not been answered."""
        self._ask(Wish(by))

    def ask_to_go_on(self, document: Document) -> None:
        """Leave the document it is in for another."""
        self._ask(Wish("api", document))

    def limit_to(self, seconds: int) -> None:
        """Let the talk last no longer than that from its beginning, also while it goes on."""
        self.order = self.order.model_copy(update={"talk_seconds": seconds})
        self.limited.set()

    def take_wish(self) -> Wish | None:
        """What was wished since it was last asked."""
        wish, self.wish = self.wish, None
        self.wished.clear()
        return wish

    def seconds(self) -> int:
        """How long it was talked, in whole seconds, as long as an unhurried network would count."""
        if self.answered is None or self.ended is None:
            return 0
        return ceil((self.ended - self.answered).total_seconds())

    def _ask(self, wish: Wish) -> None:
        if self.wish is None or self.wish.document is not None:
            self.wish = wish
        self.wished.set()
