"""What there is to see: the calls, and what happened, as soon as it does."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.timeline import Event
from shared.value import Value

LONGEST_WAIT = 25


class Wanted(Value):
    """Which events: of a `call`, of a `kind`, with a number above `after`; at most `limit`.

    Where there is none yet, the answer `wait`s for it, so many of the wall's seconds.
    """

    call: str = ""
    kind: str = ""
    after: Annotated[int, Field(ge=0)] = 0
    wait: Annotated[float, Field(ge=0, le=LONGEST_WAIT)] = 0
    limit: Annotated[int, Field(ge=1)] | None = None


class Some(Value):
    """How many calls."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 200


class Watching:
    """The handlers."""

    def __init__(self, network: Network) -> None:
        self._network = network

    async def get_calls(self, request: Request) -> Response:
        """The latest calls, newest first."""
        wanted = Some.model_validate(dict(request.query_params))
        latest = list(reversed(self._network.calls.values()))[: wanted.limit]
        return JSONResponse([_shown(call) for call in latest])

    async def get_timeline(self, request: Request) -> Response:
        """What happened."""
        wanted = Wanted.model_validate(dict(request.query_params))
        events = (await self._events(wanted))[: wanted.limit]
        return JSONResponse([event.shown() for event in events])

    async def _events(self, wanted: Wanted) -> Sequence[Event]:
        timeline = self._network.timeline
        found = timeline.of(wanted.call, wanted.kind, wanted.after)
        try:
            async with asyncio.timeout(wanted.wait):
                while not found and wanted.wait:
                    await timeline.news()
                    found = timeline.of(wanted.call, wanted.kind, wanted.after)
        except TimeoutError:
            return []
        return found


def _shown(call: Call) -> dict[str, Any]:
    return {
        "sid": call.sid,
        "direction": call.direction,
        "from": call.order.caller,
        "to": call.order.to,
        "status": call.status,
        "persona": call.person.persona.name,
        "attended": call.person.persona.attended,
        "created": _written(call.created),
        "started": _written(call.started),
        "answered": _written(call.answered),
        "ended": _written(call.ended),
    }


def _written(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
