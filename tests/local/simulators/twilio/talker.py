"""The app's end of a WebSocket: checks who calls, remembers what it is told, answers by a rule."""

import asyncio
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import WebSocket, WebSocketDisconnect
from twilio.request_validator import RequestValidator

from tests.local.simulators.twilio.box import ACCOUNT, PUBLIC, Box

Message = dict[str, Any]
ADDRESS = PUBLIC.replace("https://", "wss://") + "/socket"
CLOSE = "close"
type Rule = Callable[[Message], Iterable[Message | str]]
AGREES, SILENT, PRESSES, TALKS_OVER = "+12125550100", "+12125550110", "+12125550113", "+12125550130"
HANGS_UP, SPANISH, VOICEMAIL = "+12125550111", "+17875550100", "+12125550104"
HELLO = "Hello, this is an AI assistant. Am I speaking with Ana?"
ASKED = "Do you have a minute?"
END = {"type": "end"}


def nothing(message: Message) -> Iterable[Message | str]:
    return ()


@dataclass
class Talker:
    """`answers` gives what is sent in answer to a message: messages, text as it is, or CLOSE.

    It takes `delay` seconds of the wall to find each.
    """

    answers: Rule = nothing
    delay: float = 0
    got: list[Message] = field(default_factory=list)
    was_signed: bool = False
    closed: int = 0

    def of(self, kind: str) -> list[Message]:
        return [each for each in self.got if kind in (each.get("type"), each.get("event"))]

    async def serve(self, socket: WebSocket) -> None:
        signature = socket.headers["x-twilio-signature"]
        validator = RequestValidator(ACCOUNT.tokens[0])
        self.was_signed = validator.validate(ADDRESS, {}, signature)
        if not self.was_signed:
            await socket.close()  # before it is accepted: the upgrade is answered with 403
            return
        await socket.accept()
        try:
            while True:
                self.got.append(json.loads(await socket.receive_text()))
                await self._answer(socket, self.got[-1])
        except WebSocketDisconnect as left:
            self.closed = left.code

    async def _answer(self, socket: WebSocket, message: Message) -> None:
        for answer in self.answers(message):
            await asyncio.sleep(self.delay)
            if answer == CLOSE:
                await socket.close()
                raise WebSocketDisconnect(1000)
            await socket.send_text(answer if isinstance(answer, str) else json.dumps(answer))


def talking(box: Box, document: str, answers: Rule = nothing) -> Talker:
    """An app that answers calls with the document, and at `ADDRESS` by the rule."""
    talker = Talker(answers)
    box.app.says("/voice", document)
    box.app.says("/after", "<Response><Say>Goodbye</Say></Response>")
    box.app.api.add_api_websocket_route("/socket", talker.serve)
    return talker


def relay(more: str = "", *, inside: str = "", action: str = "/after", then: str = "") -> str:
    """A document that connects the call to `ADDRESS`."""
    asked = f'<ConversationRelay url="{ADDRESS}" {more}>{inside}</ConversationRelay>'
    given = f' action="{action}"' if action else ""
    return f"<Response><Connect{given}>{asked}</Connect>{then}</Response>"


def says(words: str, **more: Any) -> Message:
    return {"type": "text", "token": words, "last": True, **more}


def replies(**by_type: Sequence[Message | str]) -> Rule:
    """A rule: what to answer, once each, to messages of a kind."""
    waiting = {kind: list(answers) for kind, answers in by_type.items()}

    def answer(message: Message) -> Iterable[Message | str]:
        kind = message.get("type") or message["event"]
        found = waiting.get(kind)
        return [found.pop(0)] if found else []

    return answer


def whenever(**by_type: Sequence[Message | str]) -> Rule:
    """A rule: all that is answered to every message of a kind."""

    def answer(message: Message) -> Iterable[Message | str]:
        return by_type.get(message.get("type") or message["event"], ())

    return answer


def audio(frame: Message) -> bytes:
    return b64decode(frame["media"]["payload"])


def media(sid: str, sound: bytes) -> Message:
    payload = b64encode(sound).decode()
    return {"event": "media", "streamSid": sid, "media": {"payload": payload}}


def said(box: Box) -> list[str]:
    return [each["text"] for each in box.events("bot")]


def codes(box: Box) -> list[int]:
    return [each["code"] for each in box.events("notification")]
