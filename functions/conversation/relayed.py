"""A call whose words come and go as text, over a socket: Twilio hears and speaks, we think.

The messages: twilio.com/docs/voice/conversationrelay/websocket-messages.
"""

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from functions.calls import service as calls
from functions.conversation import engine, exchanges, service, topics, twiml
from functions.conversation.engine import Desk
from functions.conversation.model import Action, Heard, Reply
from functions.conversation.script import CHARACTERS_A_SECOND
from functions.conversation.twiml import AFTER_MESSAGE, LOCALES, PATIENCE
from shared.db.pool import Database
from shared.value import Spoken

log = logging.getLogger(__name__)

SILENCE: Mapping[str, Any] = {"type": "silence"}
"""What nobody sends: that nothing came for as long as `Session.patience`."""

type Message = Mapping[str, Any]
type Send = Callable[[Message], Awaitable[None]]


async def connected(db: Database, desk: Desk, call_id: UUID, voices: Mapping[Spoken, str]) -> str:
    """The document that leads a call to its socket. Returns TwiML."""
    async with db.transaction() as conn:
        topic = await topics.topic(conn, desk.organisation, call_id)
    after = desk.line.voice_url(call_id, "relayed")
    return twiml.relay(desk.line.socket_url(call_id), topic.language, voices, after=after)


async def after(db: Database, desk: Desk, call_id: UUID) -> str:
    """What follows a socket: the words that end the call, or the same talk by `<Gather>`.

    Our last words stand in the last turn; where the socket was lost they are said once more, and
    where none could be opened they are the first. Returns TwiML.
    """
    async with db.transaction() as conn:
        turns = await exchanges.turns(conn, call_id)
    return await service.turn(db, desk, call_id, turns[-1].n if turns else 0, Heard())


class Session:
    """One socket of a call. `patience` is how many seconds of nothing at all are a silence.

    Each thing heard is a turn, one after the other. Words that end the call are left to `after`:
    who ends a session cuts short what is being said, and a document is heard to its end.
    """

    def __init__(self, db: Database, desk: Desk, call_id: UUID, send: Send) -> None:
        self._db, self._desk, self._call_id, self._send = db, desk, call_id, send
        self._n, self._language = 0, ""
        self._words = ""
        self._interrupted_after: float | None = None
        self.patience = float(PATIENCE)

    async def begin(self, setup: Message) -> bool:
        """The first words; our last ones again where a socket was lost. False: it is over.

        So it is, too, where the socket was opened for another call.
        """
        async with self._db.transaction() as conn:
            call = await calls.call(conn, self._call_id)
            turns = await exchanges.turns(conn, self._call_id)
        if setup.get("type") != "setup" or setup.get("callSid") != call.sid:
            log.warning("the socket of call %s was opened for another one", self._call_id)
            return False
        self._language = setup.get("customParameters", {}).get("language", "")
        self._n = turns[-1].n if turns else 0
        return await self._answer(Heard())

    async def heed(self, message: Message) -> bool:
        """What the network tells, or that it told nothing. False: it is over."""
        self.patience = float(PATIENCE)
        match message:
            case {"type": "prompt", "voicePrompt": str(words)}:
                self._words = joined(self._words, words)
                return not message.get("last", True) or await self._hears(speech=self._words)
            case {"type": "dtmf", "digit": str(digit)}:
                return await self._hears(digits=digit)
            case {"type": "interrupt", "utteranceUntilInterrupt": str(heard)}:
                self._interrupted_after = (len(heard) + bool(heard)) / CHARACTERS_A_SECOND
            case {"type": "silence"}:
                return await self._hears()
            case {"type": "error"}:
                log.warning("the network complains of what we send in call %s", self._call_id)
            case _:
                pass  # there are more kinds than we have a use for
        return True

    async def _hears(self, speech: str | None = None, digits: str | None = None) -> bool:
        heard = Heard(
            speech=speech or None, digits=digits, interrupted_after=self._interrupted_after
        )
        self._words, self._interrupted_after = "", None
        self._n += 1
        return await self._answer(heard)

    async def _answer(self, heard: Heard) -> bool:
        reply = await engine.exchange(self._db, self._desk, self._call_id, self._n, heard)
        if reply.is_last:
            await self._send({"type": "end", "handoffData": json.dumps({"turn": self._n})})
            return False
        await self._speak(reply)
        return True

    async def _speak(self, reply: Reply) -> None:
        if reply.language != self._language:
            locale, self._language = LOCALES[reply.language], reply.language
            told = {"ttsLanguage": locale, "transcriptionLanguage": locale}
            await self._send({"type": "language", **told})
        if reply.say:
            await self._send({"type": "text", "token": reply.say, "last": True})
        listens = AFTER_MESSAGE if reply.action is Action.LEAVE_MESSAGE else PATIENCE
        self.patience = float(listens) + len(reply.say) / CHARACTERS_A_SECOND


def joined(before: str, words: str) -> str:
    """What was said so far: a recogniser tells it anew each time, or only what came on top."""
    return words if words.startswith(before) else f"{before} {words}".strip()
