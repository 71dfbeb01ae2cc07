"""Executes TwiML, document after document, until the call is over."""

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any
from urllib.parse import urlsplit

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.fields import Fields, of_call
from scripts.local.simulators.twilio.line import first
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Document, Hook
from scripts.local.simulators.twilio.ringing import Ringing
from scripts.local.simulators.twilio.steps import OVER, Handler, Step
from scripts.local.simulators.twilio.twiml import Page, Verb, page_of, parse
from scripts.local.simulators.twilio.webhooks import Reply, Webhooks

MOST_SILENT_DOCUMENTS, SILENT_SECONDS = 50, 0.2
APOLOGY = Page(
    "", (Verb("Say", words="We are sorry, an application error has occurred. Goodbye."),)
)
NOWHERE = Hook(url="")


class Interpreter:
    """One for the whole network; what belongs to a call is on the call."""

    def __init__(self, network: Network, webhooks: Webhooks, ringing: Ringing) -> None:
        self._network, self._webhooks, self._ringing = network, webhooks, ringing
        self._handlers: dict[str, Handler] = {}

    def handles(self, name: str, handler: Handler, noun: str = "") -> None:
        """Let `handler` execute that verb; with a noun, only where that element stands first in it.

        `handles("Start", start_recording, noun="Recording")`. The handler is given the outer verb:
        its `noun` is the element inside.
        """
        self._handlers[f"{name}/{noun}" if noun else name] = handler

    async def follow(self, call: Call, work: Coroutine[Any, Any, str]) -> tuple[str, str]:
        """What the call ends as, and who ended it: `work`, or whoever wishes it another way."""
        while True:
            ends = await first(work, call.wished.wait())
            wish = call.take_wish()
            if wish is None:
                return ends or "completed", "app"
            if wish.document is None:
                return _ending(call, wish.by), wish.by
            work = self.execute(call, wish.document, {})

    async def execute(self, call: Call, document: Document, fields: Mapping[str, str]) -> str:
        """Ask for a document and follow it. What the call ends as."""
        page = await self.open(call, document, fields)
        step = await self.perform(call, page) if page else None
        return step.ends if step else "completed"

    async def perform(self, call: Call, page: Page) -> Step | None:
        """Follow this document, and those it leads to, to the end.

        The step that ended it, or None where the last document ran out of verbs.
        """
        documents, before = 0, self._network.clock.now()
        while True:
            step = await self._read(call, page)
            if step is None or step.document is None:
                return step
            now = self._network.clock.now()
            silent = (now - before).total_seconds() < SILENT_SECONDS
            documents, before = documents + 1 if silent else 0, now
            if documents > MOST_SILENT_DOCUMENTS:
                where = Hook(url=page.url)
                self._network.notify(call, 11215, where, "Endless loop of documents")
                return OVER
            opened = await self.open(call, step.document, step.fields)
            if opened is None:
                return OVER
            page = opened

    async def open(self, call: Call, document: Document, fields: Mapping[str, str]) -> Page | None:
        """The document, or the fallback's; nothing when both fail, and the person is told so."""
        try:
            return await self._page(call, document, fields)
        except Failed as failure:
            self._network.notify(call, failure.code, document.hook or NOWHERE, failure.detail)
            page = await self._fallback(call, failure)
            if page is None:
                self._network.timeline.record("application_error", call.sid)
                await self._read(call, APOLOGY)
            return page

    async def _page(self, call: Call, document: Document, fields: Mapping[str, str]) -> Page:
        if document.hook is None:
            return parse(document.twiml, "")
        if not urlsplit(document.hook.url).netloc:
            raise Failed(11100, document.hook.url, "", "Inline Twiml needs absolute addresses")
        return page_of(await self._ask(call, document.hook, {**of_call(call), **fields}))

    async def _ask(self, call: Call, hook: Hook, fields: Fields) -> Reply:
        """Asked in a task of its own: the app's work goes on although the call has ended."""
        asked = self._network.spawn(self._webhooks.ask(call, hook, fields, "webhook.voice"))
        try:
            return await asyncio.shield(asked)
        except asyncio.CancelledError:
            self._network.timeline.record("answer_discarded", call.sid, url=hook.url)
            raise

    async def _fallback(self, call: Call, failure: Failed) -> Page | None:
        hook = call.order.fallback
        if hook is None:
            return None
        fields = {"ErrorCode": str(failure.code), "ErrorUrl": failure.url}
        self._network.timeline.record("fallback", call.sid, url=hook.url, **fields)
        try:
            return page_of(await self._ask(call, hook, {**of_call(call), **fields}))
        except Failed as again:
            self._network.notify(call, again.code, hook, again.detail)
            return None

    async def _read(self, call: Call, page: Page) -> Step | None:
        for verb in page.verbs:
            self._network.timeline.record(
                "verb", call.sid, verb=verb.name, attributes=verb.attributes
            )
            handler = self._handler(verb)
            if handler is None:
                said = f"Schema validation warning: <{verb.name}> was skipped"
                self._network.notify(call, 12200, Hook(url=page.url), said)
                continue
            if call.answered is None and _needs_an_answer(verb):
                self._ringing.answer(call)
            step = await handler(call, verb, page)
            if step is not None:
                return step
        if call.answered is None:
            self._ringing.answer(call)  # an empty document is an answer too
        return None

    def _handler(self, verb: Verb) -> Handler | None:
        if verb.noun is not None:
            found = self._handlers.get(f"{verb.name}/{verb.noun.name}")
            if found is not None:
                return found
        return self._handlers.get(verb.name)


def _ending(call: Call, by: str) -> str:
    if call.answered is not None:
        return "completed"
    return "canceled" if by == "api" else "no-answer"


def _needs_an_answer(verb: Verb) -> bool:
    """A call that comes in goes on ringing until a verb needs the caller on the line.

    A `<Pause>` that stands first lets it ring, a `<Reject>` ends it, and a `<Dial answerOnBridge>`
    picks up when the other one does (voice/twiml/pause, /reject, /dial).
    """
    if verb.name == "Dial":
        return not verb.says("answerOnBridge")
    return verb.name not in ("Pause", "Redirect", "Reject")
