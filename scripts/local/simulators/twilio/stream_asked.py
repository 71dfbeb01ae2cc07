"""What a `<Stream>` asks for, and how the app is told what became of it.

Source: https://www.twilio.com/docs/voice/twiml/stream
"""

import re
from collections.abc import Mapping
from urllib.parse import urljoin

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Hook
from scripts.local.simulators.twilio.twiml import Page, Verb
from scripts.local.simulators.twilio.webhooks import Webhooks
from shared.value import Value

TRACKS = {
    "inbound_track": ("inbound",),
    "outbound_track": ("outbound",),
    "both_tracks": ("inbound", "outbound"),
}
WRONG_TRACK, LOST, INVALID = 31941, 31921, 31951
NOT_OPENED = {
    "timeout": (31901, "Stream - WebSocket - Connection Timeout"),
    "refused": (31902, "Stream - WebSocket - Connection Refused"),
    "tls": (31910, "Stream - WebSocket - SSL Protocol Error"),
    "handshake": (31920, "Stream - WebSocket - Handshake Error"),
    "scheme": (31922, "Stream - WebSocket - URL Schema Not Supported"),
}


class Asked(Value):
    """The attributes of one stream, and its `<Parameter>`s."""

    sid: str
    url: str
    name: str
    track: str
    status: Hook | None
    parameters: Mapping[str, str]


def read_stream(noun: Verb, page: Page, sid: str) -> Asked:
    """A stream as asked for. Without a name it goes by its sid."""
    status = noun.get("statusCallback", "")
    method = noun.get("statusCallbackMethod", "POST").upper()
    given = [child for child in noun.children if child.name == "Parameter"]
    return Asked(
        sid=sid,
        url=re.sub(r"^https", "wss", urljoin(page.url, noun.get("url", ""))),
        name=noun.get("name", sid),
        track=noun.get("track", "inbound_track"),
        status=Hook(url=urljoin(page.url, status), method=method) if status else None,
        parameters={each.get("name", ""): each.get("value", "") for each in given},
    )


class Status:
    """Tells the `statusCallback` of streams, and the debugger what went wrong."""

    def __init__(self, network: Network, webhooks: Webhooks) -> None:
        self._network, self._webhooks = network, webhooks

    def tell(self, call: Call, asked: Asked, event: str, error: str = "") -> None:
        """A stream was started, was stopped or failed."""
        self._network.timeline.record(
            "stream", call.sid, event=event, stream=asked.name, sid=asked.sid, error=error
        )
        if asked.status:
            self._network.spawn(self._send(call, asked, asked.status, event, error))

    def fail(self, call: Call, asked: Asked, code: int, said: str) -> None:
        """It could not be started, or was lost."""
        self.warn(call, asked, code, said)
        self.tell(call, asked, "stream-error", f"{code}: {said}")

    def warn(self, call: Call, asked: Asked, code: int, said: str) -> None:
        """Write into the debugger."""
        self._network.notify(call, code, Hook(url=asked.url, method="GET"), said)

    async def _send(self, call: Call, asked: Asked, hook: Hook, event: str, error: str) -> None:
        fields = {
            "AccountSid": call.account,
            "CallSid": call.sid,
            "StreamSid": asked.sid,
            "StreamName": asked.name,
            "StreamEvent": event,
            "Timestamp": self._network.clock.now().isoformat(timespec="milliseconds"),
        }
        if error:
            fields["StreamError"] = error
        try:
            await self._webhooks.ask(call, hook, fields, "webhook.status")
        except Failed as failure:
            self._network.notify(call, failure.code, hook, failure.detail)
