"""The endpoints: keys as Entra publishes them, and tokens for whoever a developer wants to be."""

from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from scripts.local.simulators.entra.directory import Directory, Entra, Wanted
from scripts.local.simulators.faults import Fault, Faults
from scripts.local.simulators.faults.desk import admin
from scripts.local.simulators.faults.wire import served
from shared.ports import Clock


def build(directory: Directory, clock: Clock, faults: Faults | None = None) -> FastAPI:
    """The directory as an ASGI application. Faults strike at `entra.keys`."""
    faults, entra = faults or Faults(), Entra(directory, clock)
    asked = {"keys": 0}
    app = FastAPI(title="Entra simulator", openapi_url=None)
    app.include_router(admin(faults, lambda: asked, lambda: asked.update(keys=0)))

    async def keys(request: Request) -> Response:
        async def listed() -> Response:
            asked["keys"] += 1
            return JSONResponse(entra.published())

        return await served(faults.strike("entra.keys", ""), request, listed, _failed)

    app.add_route(f"/{directory.tenant}/discovery/v2.0/keys", keys)

    @app.post("/__sim__/tokens")
    async def post_token(wanted: Wanted) -> dict[str, str]:
        return {"token": entra.token(wanted)}

    @app.post("/__sim__/keys")
    async def post_keys() -> dict[str, Any]:
        entra.change_keys()
        return entra.published()

    return app


def _failed(fault: Fault) -> Response:
    return JSONResponse({"error": "server_error"}, int(fault.value))
