"""One session of ConversationRelay: from the upgrade to whoever ends it.

Source: https://www.twilio.com/docs/voice/conversationrelay/websocket-messages
"""

import asyncio
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import ValidationError

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.connect_caller import Caller
from scripts.local.simulators.twilio.connect_hold import Hold
from scripts.local.simulators.twilio.connect_socket import NORMAL, open_socket
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Hook
from scripts.local.simulators.twilio.prompts import Prompts
from scripts.local.simulators.twilio.relay_ears import Ears
from scripts.local.simulators.twilio.relay_messages import (
    End,
    Language,
    Message,
    Play,
    SendDigits,
    Text,
    read_message,
)
from scripts.local.simulators.twilio.relay_rules import Rules
from scripts.local.simulators.twilio.relay_speech import Piece, Speech
from scripts.local.simulators.twilio.relay_voice import Voice
from shared.value import Value

SETTINGS_REFUSED, SOCKET_LOST, NOT_UNDERSTOOD = 64101, 64105, 64107
MOST_MALFORMED, MALFORMED = 10, 1007
TOO_MANY = "Too many consecutive malformed messages."


class Outcome(Value):
    """How a session ended: by the app, or by an error."""

    status: Literal["ended", "failed"]
    handoff: str | None = None
    code: int = 0
    message: str = ""


class Session:
    """Talks with the app on behalf of one call, over a socket of its own."""

    def __init__(self, network: Network, prompts: Prompts, call: Call, rules: Rules) -> None:
        self._network, self._call, self._rules = network, call, rules
        self.sid = network.sid("VX", call)
        self._hold = Hold(network, self._quiet)
        self._speech = Speech(network, prompts, call, self._played, self._turned)
        self._voice = Voice(prompts, call, rules, self._speech)
        self._caller = Caller(network, call, self._speech)
        self._ears = Ears(network, call, rules, self._speech, self._tell)
        self._malformed = 0

    async def run(self, wrong: str) -> Outcome:
        """Until it ends; what is `wrong` with its settings ends it at once. Raises `NoSocket`."""
        self._socket = await open_socket(self._network, self._call, self._rules.url, self._hold)
        try:
            await self._tell(self._setup(), owed=not (self._rules.greeting or wrong))
            return await self._refuse(wrong) if wrong else await self._talk()
        finally:
            with self._network.request():
                await self._close()

    async def _refuse(self, wrong: str) -> Outcome:
        await self._tell({"type": "error", "description": wrong})
        return Outcome(status="failed", code=SETTINGS_REFUSED, message=wrong)

    async def _talk(self) -> Outcome:
        self._call.line.listen()
        beside = [
            self._network.spawn(each.run()) for each in (self._speech, self._caller, self._ears)
        ]
        try:
            self._voice.greet()
            return await self._listen()
        finally:
            self._call.line.is_listening = False
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)

    async def _listen(self) -> Outcome:
        """What the app sends, until it has had enough."""
        async for frame in self._socket.frames():
            try:
                message = read_message(frame)
            except ValidationError as error:
                await self._complain(frame, error)
                if self._malformed == MOST_MALFORMED:
                    return Outcome(status="failed", code=SOCKET_LOST, message=TOO_MANY)
                continue
            self._malformed = 0
            if isinstance(message, End):
                self._note("app", {"type": "end", "handoffData": message.handoff_data})
                return Outcome(status="ended", handoff=message.handoff_data)
            await self._obey(message)
        lost = f"WebSocket Ended: {self._socket.farewell}"
        return Outcome(status="failed", code=SOCKET_LOST, message=lost)

    async def _obey(self, message: Message) -> None:
        match message:
            case Text():
                self._voice.text(message)
            case Play():
                self._note("app", message.model_dump(by_alias=True, exclude_unset=True))
                await self._voice.play(message)
            case SendDigits():
                await self._voice.press(message)
            case Language():
                self._note("app", message.model_dump(by_alias=True, exclude_unset=True))
                self._ears.understands = message.transcription_language or self._ears.understands
            case End():
                pass
        if isinstance(message, Text) and not message.last:
            self._hold.owes()
        elif not isinstance(message, Language):
            self._hold.paid()

    async def _complain(self, frame: str | bytes, error: ValidationError) -> None:
        """A message nobody understands does not end the session, ten in a row do."""
        self._malformed += 1
        shown = frame if isinstance(frame, str) else frame.decode(errors="replace")
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        detail = f"Invalid message received: {shown[:500]} ({where}: {first['msg']})"
        self._network.notify(self._call, NOT_UNDERSTOOD, Hook(url=self._rules.url), detail)
        await self._tell({"type": "error", "description": detail})
        self._hold.paid()

    def _setup(self) -> dict[str, Any]:
        call = self._call
        status = "RINGING" if call.is_inbound else call.status.upper()
        return {
            "type": "setup",
            "sessionId": self.sid,
            "accountSid": call.account,
            "parentCallSid": call.parent or "",
            "callSid": call.sid,
            "from": call.order.caller,
            "to": call.order.to,
            "forwardedFrom": "",
            "callType": "PSTN",
            "callerName": "",
            "direction": call.direction,
            "callStatus": status,
            "customParameters": dict(self._rules.parameters),
        }

    async def _tell(self, message: Mapping[str, Any], *, owed: bool = False) -> None:
        self._note("network", message)
        await self._socket.tell(message, owed=owed)

    def _note(self, by: str, message: Mapping[str, Any]) -> None:
        """What the bot says and the person gives is written down elsewhere."""
        self._network.timeline.record("relay", self._call.sid, by=by, message=message)

    def _quiet(self) -> None:
        self._voice.say_the_rest()
        self._caller.news.set()

    async def _played(self, piece: Piece) -> None:
        await self._ears.inform("tokensPlayed", piece.sound.words, "tokens-played")

    async def _turned(self, begins: bool) -> None:
        await self._ears.inform("agentSpeaking", "on" if begins else "off", "speaker-events")

    async def _close(self) -> None:
        if self._malformed == MOST_MALFORMED:
            await self._socket.close(MALFORMED, TOO_MANY)
        else:
            await self._socket.close(NORMAL)
