"""Stand-ins at the ports, for tests of what the services decide. mypy proves that they fit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from shared.errors import Problem
from shared.ports import NetworkCall, NewCall, Queue, Telephony


@dataclass
class FakeQueue:
    """Keeps what is sent; refuses while `failure` is set."""

    failure: Problem | None = None
    sent: list[tuple[str, str]] = field(default_factory=list)

    async def send(self, queue: str, body: str) -> None:
        if self.failure:
            raise self.failure
        self.sent.append((queue, body))


@dataclass
class FakeTelephony:
    """Rings whoever it is told to. `failure` is raised instead, or after ringing if `late`."""

    failure: Problem | None = None
    late: bool = False
    rung: list[NewCall] = field(default_factory=list)
    known: list[NetworkCall] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    async def call(self, new: NewCall) -> NetworkCall:
        if self.failure and not self.late:
            raise self.failure
        self.rung.append(new)
        call = NetworkCall(
            sid=f"CA{len(self.rung):032}",
            to=new.to,
            caller=new.caller,
            status="queued",
            direction="outbound-api",
        )
        self.known.append(call)
        if self.failure:
            raise self.failure
        return call

    async def calls(self, *, to: str, caller: str, since: datetime) -> Sequence[NetworkCall]:
        return [call for call in self.known if (call.to, call.caller) == (to, caller)]

    async def fetch(self, sid: str) -> NetworkCall:
        return next(call for call in self.known if call.sid == sid)

    async def hang_up(self, sid: str) -> None:
        self.ended.append(sid)

    async def redirect(self, sid: str, url: str) -> None:
        self.ended.append(sid)


_: tuple[Queue, Telephony] = (FakeQueue(), FakeTelephony())
