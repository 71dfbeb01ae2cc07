"""Where one asks what the app did wrong, and says whom it must not call: under `/__sim__`."""

import re
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import Field, StringConstraints

from scripts.local.simulators.faults.rules import wrong
from scripts.local.simulators.problems import shown
from scripts.local.simulators.twilio.checks.dialling import Hours
from scripts.local.simulators.twilio.checks.expected import expectations_of
from scripts.local.simulators.twilio.checks.findings import findings
from scripts.local.simulators.twilio.network import Network
from shared.errors import NotFound
from shared.value import Value

DAY = 24


class Numbers(Value):
    """Numbers nobody may call from now on."""

    numbers: tuple[Annotated[str, StringConstraints(pattern=r"^\+[1-9]\d{6,14}$")], ...] = Field(
        min_length=1
    )


def judging(network: Network) -> APIRouter:
    """The routes about what was expected of the app."""
    router = APIRouter(prefix="/__sim__")

    async def get_asserts(request: Request) -> Response:
        hours = request.query_params.get("hours", "")
        return JSONResponse(findings(network, _hours(hours) if hours else None))

    async def get_expectations(request: Request) -> Response:
        sid = request.path_params["sid"]
        if sid not in network.calls:
            raise NotFound(f"No such call: {sid}; GET /__sim__/calls lists them")
        return JSONResponse(expectations_of(network, network.calls[sid]).model_dump(mode="json"))

    async def get_do_not_call(request: Request) -> Response:
        since = sorted(network.do_not_call.since.items())
        return JSONResponse([{"number": one, "since": when.isoformat()} for one, when in since])

    async def post_do_not_call(request: Request) -> Response:
        given = Numbers.model_validate(await request.json())
        network.do_not_call.add(given.numbers, network.clock.now())
        return await get_do_not_call(request)

    async def delete_do_not_call(request: Request) -> Response:
        network.do_not_call.clear()
        return Response(status_code=204)

    for method, path, handler in (
        ("GET", "/asserts", get_asserts),
        ("GET", "/calls/{sid}/expectations", get_expectations),
        ("GET", "/do-not-call", get_do_not_call),
        ("POST", "/do-not-call", post_do_not_call),
        ("DELETE", "/do-not-call", delete_do_not_call),
    ):
        router.add_api_route(path, shown(handler), methods=[method], response_model=None)
    return router


def _hours(text: str) -> Hours:
    found = re.fullmatch(r"(\d{1,2})-(\d{1,2})", text)
    opens, closes = (int(found.group(1)), int(found.group(2))) if found else (DAY, 0)
    if not opens < closes <= DAY:
        raise wrong("hours", f"{text!r} is no part of a day", "write hours=8-21, or 0-24 for all")
    return opens, closes
