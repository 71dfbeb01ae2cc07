"""The clock over HTTP, under `/__sim__`: look at it, turn it, follow it."""

from typing import Any

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import Field

from scripts.local.clock.conductor import Conductor
from scripts.local.clock.followers import Follower
from shared.adapters.virtual import Mode, VirtualClock
from shared.value import Instant, Value

A_YEAR = 366 * 86_400


class Setting(Value):
    """How the clock is to run. `rate` is for `scaled`, `now` is where it goes on from.

    `grain`, in seconds, is for clocks that jump: what is due within it happens together.
    """

    mode: Mode
    rate: float = Field(default=1, gt=0, le=100_000)
    now: Instant | None = None
    grain: float = Field(default=0, ge=0, le=60)


class Advance(Value):
    """How far to go on. With `wait` the answer comes once the clock is there and all is quiet."""

    seconds: float = Field(ge=0, le=A_YEAR)
    wait: bool = True


def routes(clock: VirtualClock, conductor: Conductor) -> APIRouter:
    """`GET` and `POST /clock`, `POST /advance`, and the WebSocket `/clock/follow`."""
    router = APIRouter(prefix="/__sim__")

    @router.get("/clock")
    async def get_clock() -> dict[str, Any]:
        return conductor.shown()

    @router.post("/clock")
    async def post_clock(wanted: Setting) -> dict[str, Any]:
        clock.set(wanted.mode, rate=wanted.rate, now=wanted.now, grain=wanted.grain)
        return conductor.shown()

    @router.post("/advance")
    async def post_advance(wanted: Advance) -> dict[str, Any]:
        clock.advance(wanted.seconds)
        if wanted.wait and clock.mode is Mode.MANUAL:
            await conductor.arrived()
        return conductor.shown()

    @router.websocket("/clock/follow")
    async def follow(socket: WebSocket) -> None:
        await _followed(socket, conductor)

    return router


async def _followed(socket: WebSocket, conductor: Conductor) -> None:
    await socket.accept()
    follower = Follower(socket)
    try:
        await conductor.follow(follower)
        while True:
            follower.hear(await socket.receive_json())
    except WebSocketDisconnect:
        pass
    finally:
        conductor.followers.drop(follower)
