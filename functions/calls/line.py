"""How the telephone network finds its way back to us about a call."""

import hashlib
import hmac
import re
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from functions.allowances.model import Kind
from shared.ports import NewCall
from shared.settings import Settings
from shared.value import Value

VOICE = "#rc=1&rp=ct,rt,5xx&rt=7000&tt=15000"
"""One more try within 15 s for what must be answered at once."""
STATUS = "#rc=5&rp=all"
"""Five more tries, whatever goes wrong, for what must not be lost.

Both: twilio.com/docs/usage/webhooks/webhooks-connection-overrides.
"""


class Line(Value):
    """Our public address, the limits of a call, and the key that marks our callback addresses."""

    LONGEST: ClassVar[timedelta] = timedelta(minutes=20)

    public_url: str
    key: str = Field(repr=False)
    account: str
    calls_per_second: float
    live_calls: int = 100
    ring_seconds: int = 25
    relay_url: str = ""

    def token(self, call_id: UUID) -> str:
        """Proves that an address about this call was made by us. 128 bits of HMAC-SHA256."""
        return hmac.new(self.key.encode(), call_id.bytes, hashlib.sha256).hexdigest()[:32]

    def knows(self, call_id: UUID, token: str) -> bool:
        """Whether the token belongs to the call."""
        return hmac.compare_digest(self.token(call_id).encode(), token.encode())

    def voice_url(self, call_id: UUID, step: str) -> str:
        """Where the conversation goes on."""
        return f"{self._base}/twilio/voice/{call_id}/{step}?t={self.token(call_id)}{VOICE}"

    def turn_of(self, call_id: UUID, url: str) -> int | None:
        """The turn of a call which that address of ours is for, if it is for one."""
        path = rf"/twilio/voice/{call_id}/turns/(\d{{1,4}})(?:/pending)?"
        found = re.fullmatch(re.escape(self._base) + path, url.partition("?")[0])
        return int(found[1]) if found else None

    def escalation_url(self, call_id: UUID, n: int) -> str:
        """Where one of ours is told of a ticket, for the n-th time."""
        return f"{self._base}/twilio/escalations/{call_id}/{n}?t={self.token(call_id)}{VOICE}"

    def farewell_url(self, call_id: UUID, kind: Kind) -> str:
        """Where somebody is told that the call ends now. One of ours is told what a key would."""
        if kind is Kind.ESCALATION:
            return self.escalation_url(call_id, 2)
        return self.voice_url(call_id, "farewell")

    def transfer_url(self, call_id: UUID, step: str) -> str:
        """Where the caller, or whoever is to take them over, goes on."""
        return f"{self._base}/twilio/transfers/{call_id}/{step}?t={self.token(call_id)}{VOICE}"

    def takeover_url(self, call_id: UUID, takeover_id: UUID) -> str:
        """Where the caller is told that one of ours takes over."""
        return self.transfer_url(call_id, f"takeover/{takeover_id}")

    def leg_url(self, call_id: UUID, step: str) -> str:
        """Where the network tells that one of ours has put the telephone down."""
        return f"{self._base}/twilio/transfers/{call_id}/{step}?t={self.token(call_id)}{STATUS}"

    def calls_url(self, call_id: UUID, what: str) -> str:
        """Where the network tells what became of the call."""
        return f"{self._base}/twilio/calls/{call_id}/{what}?t={self.token(call_id)}{STATUS}"

    def recording_url(self, call_id: UUID) -> str:
        """Where the network tells what became of the call's recording."""
        return f"{self._base}/twilio/recordings/{call_id}/status?t={self.token(call_id)}{STATUS}"

    def socket_url(self, call_id: UUID) -> str:
        """Where the conversation goes on over a socket; no query, which Twilio might drop."""
        return f"{self.relay_url.rstrip('/')}/twilio/relay/{call_id}/{self.token(call_id)}"

    @property
    def _base(self) -> str:
        return self.public_url.rstrip("/")

    def new_call(self, call_id: UUID, phone: str, caller: str, *, talk_seconds: int) -> NewCall:
        """What to ask the network for. The call's id travels in every address."""
        return NewCall(
            to=phone,
            caller=caller,
            answer_url=self.voice_url(call_id, "answer"),
            fallback_url=self.voice_url(call_id, "fallback"),
            status_url=self.calls_url(call_id, "status"),
            machine_url=self.calls_url(call_id, "machine"),
            ring_seconds=self.ring_seconds,
            talk_seconds=talk_seconds,
        )

    def new_escalation(
        self, call_id: UUID, phone: str, caller: str, *, talk_seconds: int
    ) -> NewCall:
        """The same to ring one of ours. A machine that answers presses no key: none is looked for.

        Asked at the fallback address, we say it all once more.
        """
        return NewCall(
            to=phone,
            caller=caller,
            answer_url=self.escalation_url(call_id, 1),
            fallback_url=self.escalation_url(call_id, 2),
            status_url=self.calls_url(call_id, "status"),
            ring_seconds=self.ring_seconds,
            talk_seconds=talk_seconds,
        )


def our_line(settings: Settings, key: str) -> Line:
    """The line of this deployment."""
    return Line(
        public_url=str(settings.public_url),
        key=key,
        account=settings.twilio.account_sid,
        calls_per_second=settings.twilio.calls_per_second,
        live_calls=settings.twilio.live_calls,
        relay_url=str(settings.relay.url or ""),
    )
