"""Puts the simulated telephone network together as one ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from scripts.local.simulators.faults import Faults
from scripts.local.simulators.heard import Heard
from scripts.local.simulators.sockets import Message, Receive, Send, with_sockets
from scripts.local.simulators.twilio.admin import Admin
from scripts.local.simulators.twilio.audio import Audio
from scripts.local.simulators.twilio.callbacks import Callbacks
from scripts.local.simulators.twilio.codes import Refusal
from scripts.local.simulators.twilio.config import Config
from scripts.local.simulators.twilio.connect import learn_sockets
from scripts.local.simulators.twilio.door import Door
from scripts.local.simulators.twilio.engine import Engine
from scripts.local.simulators.twilio.gather import Gather
from scripts.local.simulators.twilio.interpreter import Interpreter
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.prompts import Prompts
from scripts.local.simulators.twilio.recordings.api import RecordingsApi
from scripts.local.simulators.twilio.recordings.recorder import Recorder
from scripts.local.simulators.twilio.recordings.transcriptions import TranscriptionsApi
from scripts.local.simulators.twilio.recordings.verbs import learn_to_record
from scripts.local.simulators.twilio.rest import resources
from scripts.local.simulators.twilio.ringing import Ringing
from scripts.local.simulators.twilio.vocabulary import learn_verbs
from scripts.local.simulators.twilio.webhooks import Webhooks
from shared.ports import Clock


class TwilioSimulator:
    """An ASGI application: Twilio's REST API at its own paths, and `/__sim__` beside it.

    `network` and `heard` are open to whoever embeds it. Mounted without its lifespan, call `close`
    at the end.
    """

    def __init__(
        self,
        clock: Clock,
        config: Config,
        faults: Faults | None = None,
        heard: Heard | None = None,
    ) -> None:
        self.network = Network(clock, config, faults)
        self.heard = heard or Heard()
        self._webhooks = Webhooks(self.network)
        audio = Audio(self.network, self._webhooks, self.heard)
        prompts = Prompts(self.network, audio)
        gather = Gather(self.network, prompts, self._webhooks)
        recorder = Recorder(self.network, self._webhooks)
        callbacks = Callbacks(self.network, self._webhooks)
        ringing = Ringing(self.network, callbacks, recorder)
        interpreter = Interpreter(self.network, self._webhooks, ringing)
        learn_verbs(interpreter, self.network, self._webhooks, ringing, prompts, gather)
        learn_to_record(interpreter, self.network, self._webhooks, recorder)
        learn_sockets(interpreter, self.network, prompts, self._webhooks, self.heard)
        engine = Engine(self.network, self._webhooks, ringing, interpreter)
        door = Door(self.network)
        self._api = FastAPI(openapi_url=None, lifespan=self._lifespan)
        for router in resources(self.network, self._webhooks, engine, door):
            self._api.include_router(router)
        recordings = RecordingsApi(self.network, recorder, audio)
        self._api.include_router(recordings.routes(door))
        self._api.include_router(TranscriptionsApi(self.network).routes(door))
        self._api.include_router(Admin(self.network, engine, audio, gather).routes())
        self._api.add_exception_handler(404, _not_found)
        self._api.add_exception_handler(405, _not_allowed)
        self._answer = with_sockets(self._api)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._answer(scope, receive, send)

    async def close(self) -> None:
        """End all calls and connections."""
        await self.network.close()
        await self._webhooks.close()

    @asynccontextmanager
    async def _lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        yield
        await self.close()


def build(
    clock: Clock, config: Config, faults: Faults | None = None, heard: Heard | None = None
) -> TwilioSimulator:
    """The simulator. It is an ASGI application; its addresses begin at the root.

    `heard` knows which audio says what; the speech simulators teach it.
    """
    return TwilioSimulator(clock, config, faults, heard)


async def _not_found(request: Request, error: Exception) -> Response:
    refusal = Refusal(20404, request.url.path)
    return JSONResponse(refusal.body(), refusal.status)


async def _not_allowed(request: Request, error: Exception) -> Response:
    refusal = Refusal(20004)
    return JSONResponse(refusal.body(), refusal.status)
