"""Puts the simulated telephone network together as one ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from scripts.local.simulators.twilio.admin import Admin
from scripts.local.simulators.twilio.audio import Audio
from scripts.local.simulators.twilio.callbacks import Callbacks
from scripts.local.simulators.twilio.calls import Calls
from scripts.local.simulators.twilio.codes import Refusal
from scripts.local.simulators.twilio.config import Config
from scripts.local.simulators.twilio.door import Door
from scripts.local.simulators.twilio.engine import Engine
from scripts.local.simulators.twilio.gather import Gather
from scripts.local.simulators.twilio.incoming import Numbers
from scripts.local.simulators.twilio.interpreter import Interpreter
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.prompts import Prompts
from scripts.local.simulators.twilio.sockets import Message, Receive, Send, with_sockets
from scripts.local.simulators.twilio.webhooks import Webhooks
from shared.ports import Clock


class TwilioSimulator:
    """An ASGI application: Twilio's REST API at its own paths, and `/__sim__` beside it.

    `network` is open to whoever embeds it. Mounted without its lifespan, call `close` at the end.
    """

    def __init__(self, clock: Clock, config: Config) -> None:
        self.network = Network(clock, config)
        self._webhooks = Webhooks(self.network)
        audio = Audio(self.network, self._webhooks)
        prompts = Prompts(self.network, audio)
        interpreter = Interpreter(self.network, self._webhooks, prompts)
        callbacks = Callbacks(self.network, self._webhooks)
        engine = Engine(self.network, self._webhooks, callbacks, interpreter)
        door = Door(self.network)
        self._api = FastAPI(openapi_url=None, lifespan=self._lifespan)
        self._api.include_router(Calls(self.network, engine).routes(door))
        self._api.include_router(Numbers(self.network).routes(door))
        gather = Gather(self.network, prompts)
        self._api.include_router(Admin(self.network, engine, audio, gather).routes())
        self._api.add_exception_handler(404, _not_found)
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


def build(clock: Clock, config: Config) -> TwilioSimulator:
    """The simulator. It is an ASGI application; its addresses begin at the root."""
    return TwilioSimulator(clock, config)


async def _not_found(request: Request, error: Exception) -> Response:
    refusal = Refusal(20404, request.url.path)
    return JSONResponse(refusal.body(), refusal.status)
