"""`<Connect><Stream>`, `<Start><Stream>` and `<Stop><Stream>`: a call's audio over a WebSocket.

Source: https://www.twilio.com/docs/voice/twiml/stream
"""

from scripts.local.simulators.heard import Heard
from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.connect_socket import NoSocket
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.prompts import Prompts
from scripts.local.simulators.twilio.steps import Step, action, ask
from scripts.local.simulators.twilio.stream_asked import (
    NOT_OPENED,
    TRACKS,
    WRONG_TRACK,
    Asked,
    Status,
    read_stream,
)
from scripts.local.simulators.twilio.stream_fork import Fork
from scripts.local.simulators.twilio.stream_talk import Talk
from scripts.local.simulators.twilio.stream_wire import Wire
from scripts.local.simulators.twilio.twiml import Page, Verb
from scripts.local.simulators.twilio.webhooks import Webhooks


class Streams:
    """Runs streams. `heard` knows which audio says what."""

    def __init__(
        self, network: Network, prompts: Prompts, webhooks: Webhooks, heard: Heard
    ) -> None:
        self._network, self._prompts, self._heard = network, prompts, heard
        self._status = Status(network, webhooks)
        self._forks: dict[tuple[str, str], Fork] = {}

    async def connect(self, call: Call, verb: Verb, page: Page) -> Step | None:
        """Both ways, until the app closes the socket; then the action, or the next verb."""
        asked = self._asked(call, verb, page)
        if asked.track != "inbound_track":
            self._refuse_track(call, asked)
        else:
            wire = Wire(self._network, self._status, call, asked)
            talk = Talk(self._network, self._prompts, call, self._heard, wire)
            try:
                await talk.run(asked)
            except NoSocket as error:
                self._not_opened(call, asked, error)
        hook = action(verb, page)
        return ask(hook, {"StreamSid": asked.sid, "StreamName": asked.name}) if hook else None

    async def start(self, call: Call, verb: Verb, page: Page) -> Step | None:
        """One way, beside the call, which goes on at once."""
        asked = self._asked(call, verb, page)
        if asked.track not in TRACKS:
            self._refuse_track(call, asked)
        elif (call.sid, asked.name) not in self._forks:
            fork = Fork(self._network, call, self._heard, asked)
            self._forks[call.sid, asked.name] = fork
            self._network.spawn(self._run(call, asked, fork))
        return None

    async def stop(self, call: Call, verb: Verb, page: Page) -> Step | None:
        """End the one of that name; where there is none, nothing happens."""
        fork = self._forks.get((call.sid, (verb.noun or verb).get("name", "")))
        if fork:
            fork.over.set()
        return None

    async def _run(self, call: Call, asked: Asked, fork: Fork) -> None:
        try:
            await fork.run(Wire(self._network, self._status, call, asked))
        except NoSocket as error:
            self._not_opened(call, asked, error)
        finally:
            del self._forks[call.sid, asked.name]

    def _asked(self, call: Call, verb: Verb, page: Page) -> Asked:
        return read_stream(verb.noun or verb, page, self._network.sid("MZ", call))

    def _refuse_track(self, call: Call, asked: Asked) -> None:
        said = f"Stream - Invalid Track configuration: {asked.track}"
        self._status.fail(call, asked, WRONG_TRACK, said)

    def _not_opened(self, call: Call, asked: Asked, error: NoSocket) -> None:
        code, said = NOT_OPENED[error.why]
        self._status.fail(call, asked, code, f"{said}: {error.detail}")
