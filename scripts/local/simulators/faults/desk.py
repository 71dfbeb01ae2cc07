"""Where faults are switched on and off: `/__sim__/faults`, the same wherever it is asked."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from scripts.local.simulators.faults.places import kinds
from scripts.local.simulators.faults.rules import Fault, Faults, Rule
from scripts.local.simulators.problems import shown


def desk(faults: Faults) -> APIRouter:
    """The routes about faults."""
    router = APIRouter(prefix="/__sim__/faults")

    async def get_faults(request: Request) -> Response:
        return JSONResponse([_shown(rule) for rule in faults.rules])

    async def post_fault(request: Request) -> Response:
        fault = faults.add(Fault.model_validate(await request.json()))
        return JSONResponse({**fault.model_dump(), "places": fault.places}, 201)

    async def delete_faults(request: Request) -> Response:
        faults.clear()
        return Response(status_code=204)

    async def delete_fault(request: Request) -> Response:
        faults.remove(request.path_params["id"])
        return Response(status_code=204)

    async def get_kinds(request: Request) -> Response:
        return JSONResponse(kinds())

    for method, path, handler in (
        ("GET", "", get_faults),
        ("POST", "", post_fault),
        ("DELETE", "", delete_faults),
        ("GET", "/kinds", get_kinds),
        ("DELETE", "/{id}", delete_fault),
    ):
        router.add_api_route(path, shown(handler), methods=[method], response_model=None)
    return router


def admin(
    faults: Faults, usage: Callable[[], dict[str, Any]], reset: Callable[[], None]
) -> APIRouter:
    """What every vendor's simulator has of its own: the faults, what was used, and a new start."""
    router = APIRouter()

    async def get_usage() -> dict[str, Any]:
        return usage()

    async def post_reset() -> None:
        faults.clear()
        reset()

    router.add_api_route("/__sim__/usage", get_usage, methods=["GET"])
    router.add_api_route("/__sim__/reset", post_reset, methods=["POST"], status_code=204)
    router.include_router(desk(faults))
    return router


def _shown(rule: Rule) -> dict[str, Any]:
    return {**rule.fault.model_dump(), "met": rule.met, "struck": rule.struck}
