"""`<Enqueue>`, `<Leave>` and `<Dial><Queue>`: callers who wait for somebody to take them.

Source: https://www.twilio.com/docs/voice/twiml/enqueue, /voice/twiml/queue
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin

from scripts.local.simulators.twilio.bridge import Bridge
from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.dial import finish, terms
from scripts.local.simulators.twilio.fields import Fields, of_call
from scripts.local.simulators.twilio.interpreter import MOST_SILENT_DOCUMENTS, Interpreter
from scripts.local.simulators.twilio.line import first
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Document, Hook
from scripts.local.simulators.twilio.steps import Step, action
from scripts.local.simulators.twilio.twiml import Page, Verb
from scripts.local.simulators.twilio.webhooks import Webhooks

LONGEST_NAME, MOST_WAITING = 64, 100
LEAVE = Step(ends="leave")


@dataclass(eq=False)
class Waiting:
    """Somebody in a queue: `taken` when somebody takes them, `done` when they have parted."""

    call: Call
    since: datetime
    until: datetime | None = None
    taken: asyncio.Event = field(default_factory=asyncio.Event)
    done: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(eq=False)
class Queue:
    """A line of callers under one name. `changed` wakes whoever waits for one to come."""

    sid: str
    name: str
    callers: list[Waiting] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def free(self) -> list[Waiting]:
        """Who has not been taken yet, longest waiting first."""
        return [each for each in self.callers if not each.taken.is_set()]


class Queues:
    """All queues. Each begins with its first caller."""

    def __init__(
        self, network: Network, webhooks: Webhooks, interpreter: Interpreter, bridge: Bridge
    ) -> None:
        self._network, self._webhooks = network, webhooks
        self._interpreter, self._bridge = interpreter, bridge
        self._queues: dict[tuple[str, str], Queue] = {}

    async def enqueue(self, call: Call, verb: Verb, page: Page) -> Step | None:
        """Wait until somebody takes the caller, or the waiting document lets them leave."""
        name = verb.words
        if verb.get("workflowSid", "") or not 0 < len(name) <= LONGEST_NAME:
            code = 14220 if verb.get("workflowSid", "") else 14204 if not name else 14205
            self._network.notify(call, code, Hook(url=page.url))
            return finish(verb, page, {"QueueResult": "error"})
        queue = self._queue(call, name)
        if len(queue.callers) >= MOST_WAITING:
            return finish(verb, page, {"QueueResult": "queue-full"})
        async with self._waiting(call, queue, action(verb, page)) as waiting:
            step = await first(self._hold(waiting, queue, verb, page), waiting.taken.wait())
            if waiting.taken.is_set():
                await waiting.done.wait()
        if step is not None and step is not LEAVE:
            return step
        result = "bridged" if waiting.taken.is_set() else "leave"
        return finish(verb, page, self._fields(queue, waiting, result))

    async def leave(self, call: Call, verb: Verb, page: Page) -> Step | None:
        """Out of the queue; outside of one it does nothing."""
        is_waiting = any(
            waiting.call is call for queue in self._queues.values() for waiting in queue.callers
        )
        return LEAVE if is_waiting else None

    async def dial(self, call: Call, verb: Verb, page: Page) -> Step | None:
        """Take who has waited longest, or wait for one to come until the Dial's timeout."""
        noun = verb.noun
        queue = self._queue(call, noun.words if noun else "")
        seconds = call.line.wait(verb.seconds("timeout", 30))
        waiting = await first(self._taken(queue), seconds)
        if waiting is None or noun is None:
            return finish(verb, page, {"DialCallStatus": "no-answer", "DialBridged": "false"})
        try:
            await self._tell_before(waiting.call, noun, page)
            began = self._network.clock.now()
            await self._bridge.talk(call, waiting.call, terms(verb))
        finally:
            waiting.done.set()
        talked = (self._network.clock.now() - began).total_seconds()
        fields = {
            "DialCallStatus": "completed",
            "DialCallSid": waiting.call.sid,
            "DialCallDuration": str(round(talked)),
            "DialBridged": "true",
        }
        return finish(verb, page, fields)

    async def _taken(self, queue: Queue) -> Waiting:
        while not queue.free():
            queue.changed.clear()
            await queue.changed.wait()
        waiting = queue.free()[0]
        waiting.until = self._network.clock.now()
        waiting.taken.set()
        return waiting

    async def _tell_before(self, call: Call, noun: Verb, page: Page) -> None:
        """The document of `<Queue url>`, which the waiting caller hears before the bridge."""
        address = noun.get("url", "")
        if not address:
            return
        hook = Hook(url=urljoin(page.url, address), method=noun.get("method", "POST").upper())
        opened = await self._interpreter.open(call, Document(hook=hook), {})
        if opened is not None:
            await self._interpreter.perform(call, opened)

    @asynccontextmanager
    async def _waiting(self, call: Call, queue: Queue, told: Hook | None) -> AsyncIterator[Waiting]:
        waiting = Waiting(call, self._network.clock.now())
        queue.callers.append(waiting)
        queue.changed.set()
        self._network.timeline.record("enqueued", call.sid, queue=queue.name)
        try:
            yield waiting
        except asyncio.CancelledError:
            self._tell_end(waiting, queue, told)
            raise
        finally:
            queue.callers.remove(waiting)
            queue.waited.append(self._seconds(waiting))
            self._network.timeline.record("dequeued", call.sid, queue=queue.name)

    def _tell_end(self, waiting: Waiting, queue: Queue, told: Hook | None) -> None:
        """Who hangs up or is led elsewhere: the action is told, and its answer is of no use."""
        wish = waiting.call.wish
        is_led = wish is not None and wish.document is not None
        was_taken = waiting.taken.is_set()
        result = "redirected" if is_led else "hangup"
        if was_taken:
            result = "redirected-from-bridged" if is_led else "bridged"
        if told is not None:
            fields = self._fields(queue, waiting, result)
            self._network.spawn(self._tell(waiting.call, told, fields))

    async def _tell(self, call: Call, hook: Hook, fields: Fields) -> None:
        try:
            await self._webhooks.ask(call, hook, of_call(call) | fields, "webhook.voice")
        except Failed as failure:
            self._network.notify(call, failure.code, hook, failure.detail)

    async def _hold(self, waiting: Waiting, queue: Queue, verb: Verb, page: Page) -> Step | None:
        """The waiting document over and over; without one, music that asks for nothing."""
        address = verb.get("waitUrl", "")
        hook = Hook(
            url=urljoin(page.url, address), method=verb.get("waitUrlMethod", "POST").upper()
        )
        silent = 0
        while address and silent < MOST_SILENT_DOCUMENTS:
            began = self._network.clock.now()
            step = await self._held_once(waiting, queue, hook)
            if step is not None:
                return step
            silent = silent + 1 if self._network.clock.now() == began else 0
        if address:
            self._network.notify(waiting.call, 11215, hook, "The waitUrl lets no time pass")
        await asyncio.get_running_loop().create_future()
        return None

    async def _held_once(self, waiting: Waiting, queue: Queue, hook: Hook) -> Step | None:
        fields = self._fields(queue, waiting, "")
        opened = await self._interpreter.open(waiting.call, Document(hook=hook), fields)
        return await self._interpreter.perform(waiting.call, opened) if opened else None

    def _fields(self, queue: Queue, waiting: Waiting, result: str) -> Fields:
        """With a result, what the action is told; without, what the waiting document is."""
        fields = {"QueueSid": queue.sid, "QueueTime": str(round(self._seconds(waiting)))}
        if result:
            return fields | {"QueueResult": result}
        average = sum(queue.waited) / len(queue.waited) if queue.waited else 0
        return fields | {
            "QueuePosition": str(queue.callers.index(waiting) + 1),
            "AvgQueueTime": str(round(average)),
            "CurrentQueueSize": str(len(queue.callers)),
        }

    def _seconds(self, waiting: Waiting) -> float:
        return ((waiting.until or self._network.clock.now()) - waiting.since).total_seconds()

    def _queue(self, call: Call, name: str) -> Queue:
        found = self._queues.get((call.account, name))
        if found is None:
            found = Queue(self._network.sid("QU", call), name)
            self._queues[call.account, name] = found
        return found
