"""The network's memory: accounts, numbers and calls, and whether anything is going on."""

import asyncio
import hashlib
import logging
import secrets
from collections.abc import Coroutine
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scripts.local.simulators.faults import Faults
from scripts.local.simulators.traffic import Traffic
from scripts.local.simulators.twilio.call import Call, Subject
from scripts.local.simulators.twilio.codes import DOCS, NOTICES, Failed, Refusal
from scripts.local.simulators.twilio.config import Account, Config
from scripts.local.simulators.twilio.holdings import Holdings
from scripts.local.simulators.twilio.line import Line
from scripts.local.simulators.twilio.order import Hook, Order
from scripts.local.simulators.twilio.pacing import Pacing
from scripts.local.simulators.twilio.people.casting import cast
from scripts.local.simulators.twilio.people.directory import language_of
from scripts.local.simulators.twilio.people.do_not_call import DoNotCall
from scripts.local.simulators.twilio.people.person import Person
from scripts.local.simulators.twilio.people.persona import Persona
from scripts.local.simulators.twilio.recordings.model import Recordings
from scripts.local.simulators.twilio.timeline import Timeline, branched
from shared.ports import Clock

log = logging.getLogger(__name__)

TEST_CALLER = "+15005550006"


@dataclass
class Number:
    """A number an account owns, and whom Twilio asks when it rings."""

    sid: str
    account: str
    number: str
    created: datetime
    updated: datetime
    name: str = ""
    voice: Hook | None = None
    fallback: Hook | None = None
    status: Hook | None = None
    sms: Hook | None = None
    sms_fallback: Hook | None = None
    voice_application: str = ""
    sms_application: str = ""
    looks_callers_up: bool = False


@dataclass(frozen=True)
class Notice:
    """An entry in Twilio's debugger."""

    sid: str
    call: Subject
    code: int
    at: datetime
    text: str
    hook: Hook


class Network:
    """What there is. Everything that changes it stands in the files above this one."""

    def __init__(self, clock: Clock, config: Config, faults: Faults | None = None) -> None:
        self.clock, self.config = clock, config
        self.timeline, self.pacing = Timeline(clock), Pacing()
        self.faults = faults or Faults(config.seed or 0)
        self.accounts = {account.sid: account for account in config.accounts}
        self.cast, self.do_not_call = cast(config.people), DoNotCall()
        self.calls: dict[str, Call] = {}
        self._living: dict[str, Call] = {}
        self.numbers: dict[str, Number] = {}
        self.notices: list[Notice] = []
        self.held = Holdings()
        self.recordings = Recordings()
        self.struck: dict[str, int] = {}
        self.delivered: dict[tuple[str, str], Any] = {}  # the first of each kind, for stale ones
        self.traffic = Traffic()
        self._tasks: set[asyncio.Task[Any]] = set()
        self.seed = secrets.token_hex(8) if config.seed is None else str(config.seed)
        self._made = 0
        self._buy_numbers()

    def sid(self, prefix: str, call: Subject | None = None) -> str:
        """The next identifier: two letters and 32 hexadecimal digits.

        What belongs to a call is counted by that call, whatever the others do meanwhile.
        """
        if call is None:
            self._made += 1
            made = f"{self.seed}/{self._made}"
        else:
            call.made += 1
            made = f"{self.seed}/{call.sid}/{call.made}"
        return prefix + hashlib.sha256(made.encode()).hexdigest()[:32]

    def new_call(
        self,
        account: str,
        order: Order,
        direction: str,
        persona: Persona | None = None,
        parent: Call | None = None,
    ) -> Call:
        """A call that has not begun. The person at the other end is chosen by number or named."""
        sid, now = self.sid("CA", parent), self.clock.now()
        other = order.caller if direction == "inbound" else order.to

        def witness(kind: str, /, **detail: Any) -> None:
            self.timeline.record(kind, sid, **detail)

        person = Person(
            persona or self.cast.who(other, [hook.url for hook in order.hooks]),
            language_of(other),
            witness,
            seed=f"{self.seed}/{sid}",
            seconds=lambda: self.clock.now().timestamp(),
        )
        line = Line(self.clock)
        call = Call(sid, account, order, direction, person, line, now, now)
        call.parent = parent.sid if parent else None
        self.calls[sid] = self._living[sid] = call
        return call

    def call(self, account: str, sid: str) -> Call:
        """One call of the account. Raises `Refusal` 20404."""
        found = self.calls.get(sid)
        if found is None or found.account != account:
            raise Refusal(20404, f"/2010-04-01/Accounts/{account}/Calls/{sid}.json")
        return found

    def number(self, number: str) -> Number | None:
        """Who owns the number, if anybody does."""
        return next((own for own in self.numbers.values() if own.number == number), None)

    def owns(self, account: str, number: str) -> bool:
        """Whether the account may call from there."""
        own = self.number(number)
        return number == TEST_CALLER or (own is not None and own.account == account)

    def live(self, account: str = "") -> list[Call]:
        """The calls that have not ended. Those that have are not looked at again."""
        for call in [each for each in self._living.values() if each.has_ended]:
            del self._living[call.sid]
        return [call for call in self._living.values() if account in ("", call.account)]

    def notify(self, call: Subject, code: int, hook: Hook, text: str = "") -> None:
        """Write into the debugger."""
        words = text or NOTICES[code]
        sid, now = self.sid("NO", call), self.clock.now()
        self.notices.append(Notice(sid, call, code, now, words, hook))
        more = f"{DOCS}{code}"
        self.timeline.record(
            "notification", call.sid, code=code, text=words, url=hook.url, more_info=more
        )

    def spawn[T](self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Let something run beside the rest, until `close`. What goes wrong in it is logged."""
        task: asyncio.Task[T] = branched(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, Failed):
            log.error("the simulated network has a bug", exc_info=error)

    def request(self) -> AbstractContextManager[None]:
        """Count a request that is open, in or out."""
        return self.traffic.request()

    @property
    def open_requests(self) -> int:
        """How many are open now."""
        return self.traffic.open

    @property
    def is_idle(self) -> bool:
        """Whether no request is open, no call lives, and nothing is still to be delivered."""
        return not (self.open_requests or self.live() or self._tasks)

    async def close(self) -> None:
        """Stop everything that runs."""
        while self._tasks:  # what ends may still begin something: a callback about the end
            for task in (tasks := list(self._tasks)):
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def reset(self) -> None:
        """Begin anew: no calls, no faults, the numbers of the configuration."""
        await self.close()
        for kept in (self.calls, self._living, self.numbers, self.struck, self.delivered):
            kept.clear()
        self.notices.clear()
        self.faults.clear()
        self.pacing.clear()
        self.timeline.clear()
        self.do_not_call.clear()
        self.held.clear()
        self.recordings.clear()
        self.accounts = {account.sid: account for account in self.config.accounts}
        self._buy_numbers()

    def account(self, sid: str) -> Account:
        """An account there is. Raises `Refusal` 20404."""
        if sid not in self.accounts:
            raise Refusal(20404, f"/2010-04-01/Accounts/{sid}.json")
        return self.accounts[sid]

    def buy(self, account: str, number: str) -> Number:
        """Give a number to an account."""
        now = self.clock.now()
        own = Number(self.sid("PN"), account, number, now, now, name=number)
        self.numbers[own.sid] = own
        return own

    def _buy_numbers(self) -> None:
        for wanted in self.config.numbers:
            own = self.buy(wanted.account, wanted.number)
            own.voice = Hook(url=wanted.voice_url) if wanted.voice_url else None
            own.fallback = Hook(url=wanted.fallback_url) if wanted.fallback_url else None
            own.status = Hook(url=wanted.status_url) if wanted.status_url else None
            own.sms = Hook(url=wanted.sms_url) if wanted.sms_url else None
