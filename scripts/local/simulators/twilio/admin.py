"""What people and tests ask of the simulator itself, under `/__sim__`."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from scripts.local.simulators.faults.desk import desk
from scripts.local.simulators.problems import shown
from scripts.local.simulators.twilio.acting import Acting
from scripts.local.simulators.twilio.audio import Audio
from scripts.local.simulators.twilio.checks.desk import judging
from scripts.local.simulators.twilio.engine import Engine
from scripts.local.simulators.twilio.gather import Gather
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.snapshot import Snapshots
from scripts.local.simulators.twilio.watching import Watching


class Admin:
    """The handlers."""

    def __init__(self, network: Network, engine: Engine, audio: Audio, gather: Gather) -> None:
        self._network, self._audio = network, audio
        self._acting, self._watching = Acting(network, engine, gather), Watching(network)
        self._snapshots = Snapshots(network)

    def routes(self) -> APIRouter:
        """Where each is found."""
        router = APIRouter(prefix="/__sim__")
        for method, path, handler in (
            ("GET", "/health", self.get_health),
            ("GET", "/idle", self.get_idle),
            ("GET", "/people", self.get_people),
            ("GET", "/calls", self._watching.get_calls),
            ("GET", "/timeline", self._watching.get_timeline),
            ("POST", "/inbound", self._acting.post_inbound),
            ("POST", "/calls/{sid}/{action}", self._acting.post_act),
            ("GET", "/snapshot", self._snapshots.get_snapshot),
            ("POST", "/snapshot", self._snapshots.post_snapshot),
            ("POST", "/reset", self.post_reset),
        ):
            router.add_api_route(path, shown(handler), methods=[method], response_model=None)
        everything = APIRouter()
        everything.include_router(router)
        everything.include_router(desk(self._network.faults))
        everything.include_router(judging(self._network))
        return everything

    async def get_health(self, request: Request) -> Response:
        """That it runs, and for whom."""
        return JSONResponse({"status": "ok", "accounts": list(self._network.accounts)})

    async def get_idle(self, request: Request) -> Response:
        """Whether nothing at all goes on, or nothing but waiting for the clock (`resting`)."""
        network = self._network
        return JSONResponse(
            {
                "idle": network.is_idle,
                "resting": network.open_requests == 0,
                "requests": network.open_requests,
                "calls": len(network.live()),
            }
        )

    async def get_people(self, request: Request) -> Response:
        """Everybody who can be called, by the last two digits."""
        everybody = sorted(self._network.cast.by_digits.items())
        return JSONResponse({f"{nn:02}": {"name": p.name, "about": p.about} for nn, p in everybody})

    async def post_reset(self, request: Request) -> Response:
        """Forget all calls, faults and events."""
        await self._network.reset()
        self._audio.clear()
        return Response(status_code=204)
