"""Executes TwiML, document after document, until the call is over."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urljoin

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.dial import Dial
from scripts.local.simulators.twilio.fields import Fields, of_call
from scripts.local.simulators.twilio.gather import Gather
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Document, Hook
from scripts.local.simulators.twilio.prompts import Prompts
from scripts.local.simulators.twilio.recording import Record
from scripts.local.simulators.twilio.twiml import Page, Verb, page_of, parse
from scripts.local.simulators.twilio.webhooks import Reply, Webhooks
from shared.value import Value

MOST_SILENT_DOCUMENTS = 50
APOLOGY = "We are sorry, an application error has occurred. Goodbye."


class Step(Value):
    """Where a call goes next; nowhere means it is over."""

    document: Document | None = None
    fields: Mapping[str, str] = {}


OVER = Step()
Handler = Callable[[Call, Verb, Page], Awaitable[Step | None]]


class Interpreter:
    """One for the whole network; what belongs to a call is on the call."""

    def __init__(self, network: Network, webhooks: Webhooks, prompts: Prompts) -> None:
        self._network, self._webhooks, self._prompts = network, webhooks, prompts
        self._gather, self._record = Gather(network, prompts), Record(network)
        self._dial = Dial(network)
        self._handlers: dict[str, Handler] = {
            "Say": self._utter,
            "Play": self._utter,
            "Pause": self._utter,
            "Gather": self._asked(self._gather.run),
            "Record": self._asked(self._record.run),
            "Dial": self._asked(self._dial.run),
            "Redirect": self._redirect,
            "Hangup": self._over,
            "Reject": self._over,
        }

    async def perform(self, call: Call, page: Page) -> None:
        """Follow this document, and those it leads to, to the end."""
        current: Page | None = page
        documents, before = 0, self._network.clock.now()
        while current is not None:
            step = await self._read(call, current)
            now = self._network.clock.now()
            documents = documents + 1 if now == before else 0
            before = now
            if step.document is None:
                return
            if documents > MOST_SILENT_DOCUMENTS:
                self._network.notify(
                    call, 11215, Hook(url=current.url), "Endless loop of documents"
                )
                return
            current = await self.open(call, step.document, step.fields)

    async def open(self, call: Call, document: Document, fields: Mapping[str, str]) -> Page | None:
        """The document, or the fallback's; nothing when both fail, and the person is told so."""
        try:
            return await self._page(call, document, fields)
        except Failed as failure:
            hook = document.hook or Hook(url="")
            self._network.notify(call, failure.code, hook, failure.detail)
            page = await self._fallback(call, failure)
            if page is None:
                await self._apologise(call)
            return page

    async def _page(self, call: Call, document: Document, fields: Mapping[str, str]) -> Page:
        if document.hook is None:
            return parse(document.twiml, "")
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

    async def _apologise(self, call: Call) -> None:
        self._network.timeline.record("application_error", call.sid)
        said = Verb(name="Say", words=APOLOGY)
        await self._utter(call, said, Page(url="", verbs=[said]))

    async def _read(self, call: Call, page: Page) -> Step:
        for verb in page.verbs:
            self._network.timeline.record("verb", call.sid, verb=verb.name, **verb.attributes)
            handler = self._handlers.get(verb.name)
            if handler is None:
                said = f"Schema validation warning: <{verb.name}> was skipped"
                self._network.notify(call, 12200, Hook(url=page.url), said)
                continue
            step = await handler(call, verb, page)
            if step is not None:
                return step
        return OVER

    async def _utter(self, call: Call, verb: Verb, page: Page) -> Step | None:
        for sound in await self._prompts.sounds(call, page, [verb]):
            await self._prompts.utter(call, sound)
        return None

    async def _redirect(self, call: Call, verb: Verb, page: Page) -> Step | None:
        method = verb.get("method", "POST").upper()
        return Step(document=Document(hook=Hook(url=urljoin(page.url, verb.words), method=method)))

    async def _over(self, call: Call, verb: Verb, page: Page) -> Step | None:
        return OVER

    def _asked(
        self, run: Callable[[Call, Verb, Page], Awaitable[tuple[Hook, Fields] | None]]
    ) -> Handler:
        async def handle(call: Call, verb: Verb, page: Page) -> Step | None:
            found = await run(call, verb, page)
            return Step(document=Document(hook=found[0]), fields=found[1]) if found else None

        return handle
