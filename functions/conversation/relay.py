"""Twilio's ConversationRelay: the same engine over a WebSocket, where functions can take none.

An application of its own, for a container, and only where `RELAY__URL` names it:

    uvicorn functions.conversation.relay:app --host 0.0.0.0 --port 8080

It needs the settings of the voice app, and writes to the same database. Told to end, it closes its
sockets; the network then asks the voice app what follows (`relayed.after`), and calls go on there.
"""

import asyncio
import logging
from contextlib import suppress
from typing import Annotated
from uuid import UUID

from fastapi import Depends, FastAPI, WebSocket, WebSocketDisconnect

from functions.calls.api import OurLine
from functions.conversation.api import OurDesk
from functions.conversation.relayed import SILENCE, Message, Session
from shared.errors import Problem
from shared.ports import Clock
from shared.wiring import Deps, deps

log = logging.getLogger(__name__)

POLICY, OURS = 1008, 1011
"""Why a socket is closed: it may not be here; we cannot go on (RFC 6455, 7.4.1)."""

Wired = Annotated[Deps, Depends(deps)]
app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)


@app.get("/health")
async def get_health(wired: Wired) -> dict[str, str]:
    """That it runs. Who asks before the first call has the vendors' SDKs loaded by then."""
    return {"status": "ok"}


@app.websocket("/twilio/relay/{call_id}/{token}")
async def talk(
    socket: WebSocket, call_id: UUID, token: str, wired: Wired, line: OurLine, desk: OurDesk
) -> None:
    """One call, from the upgrade to whoever ends it.

    The signature covers the address as the document gave it, and no fields
    (twilio.com/docs/usage/webhooks/webhooks-security); the token is of this call alone.
    """
    signature = socket.headers.get("x-twilio-signature")
    signed = await wired.signatures.valid(line.socket_url(call_id), {}, signature)
    if not (signed and line.knows(call_id, token)):
        await socket.close(POLICY)  # before it is accepted: the upgrade is answered with 403
        return
    await socket.accept()
    session = Session(wired.db, desk, call_id, socket.send_json)
    with suppress(WebSocketDisconnect):
        await socket.close(await _held(socket, session, wired.clock))


async def _held(socket: WebSocket, session: Session, clock: Clock) -> int:
    """Talk until it is over; the code to close with. Raises `WebSocketDisconnect`."""
    told: asyncio.Queue[Message] = asyncio.Queue()
    reading = asyncio.create_task(_read(socket, told))
    try:
        goes_on = await session.begin(await _next(told, reading, clock, session.patience))
        while goes_on:
            message = await _next(told, reading, clock, session.patience)
            goes_on = await session.heed(message)
    except Problem as problem:
        log.warning("a socket is given up: %s", problem.detail)
        return OURS
    finally:
        reading.cancel()
    return 1000


async def _read(socket: WebSocket, told: asyncio.Queue[Message]) -> None:
    """What comes in meanwhile waits for its turn."""
    while True:
        told.put_nowait(await socket.receive_json())


async def _next(
    told: asyncio.Queue[Message], reading: asyncio.Task[None], clock: Clock, patience: float
) -> Message:
    """What is told next, or `SILENCE`. Raises `WebSocketDisconnect` once all was heeded."""
    getting = asyncio.create_task(told.get())
    silence = asyncio.ensure_future(clock.sleep(patience))
    try:
        await asyncio.wait((getting, silence, reading), return_when=asyncio.FIRST_COMPLETED)
        if getting.done():
            return getting.result()
        if reading.done():
            reading.result()
        return SILENCE
    finally:
        getting.cancel()
        silence.cancel()
