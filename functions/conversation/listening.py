"""Listening to calls over HTTP: to those that somebody sees, and it is written down who did."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from functions.access.api import Agent, Supervisor
from functions.conversation.api import Seen
from functions.recordings import model, service
from functions.recordings.model import Listen, Part, Recording, Unsatisfiable
from functions.recordings.service import MEDIA_TYPE
from shared.value import Value
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/recordings", tags=["recordings"])

Wired = Annotated[Deps, Depends(deps)]


class Wish(Value):
    """What of a file is asked for, and what of it is known already (RFC 9110, 13 and 14)."""

    range: str = ""
    known: str = ""
    if_range: str | None = None

    def part(self, etag: str, size: int) -> Part | None:
        """The part of the file as it stands; nothing for all of it. Raises `Unsatisfiable`."""
        return model.part(self.range, size) if self.if_range in {None, etag} else None


async def wish(request: Request) -> Wish:
    """By the headers of the request."""
    told = request.headers
    return Wish(
        range=told.get("range", ""),
        known=told.get("if-none-match", ""),
        if_range=told.get("if-range"),
    )


@router.get("/{call_id}")
async def get_recording(
    call_id: Seen, who: Agent, wired: Wired, wish: Annotated[Wish, Depends(wish)]
) -> Response:
    """Listen to a call, all of it or a part. Who listens is written down."""
    async with wired.db.transaction() as conn:
        found = await service.playable(conn, call_id)
    headers = _headers(found)
    if headers["etag"] in wish.known:
        await service.hear_again(wired.db, wired.clock, call_id, by=who.name)
        return Response(status_code=304, headers=headers)
    try:
        part = wish.part(headers["etag"], found.size or 0)
    except Unsatisfiable as problem:
        told = {**headers, "content-range": f"bytes */{found.size}"}
        return Response(problem.detail, 416, told, media_type="text/plain")
    data = await service.listen(wired.db, wired.clock, wired.files, call_id, part, by=who.name)
    if part is None:
        return Response(data, headers=headers, media_type=MEDIA_TYPE)
    return Response(data, 206, {**headers, "content-range": str(part)}, media_type=MEDIA_TYPE)


def _headers(recording: Recording) -> dict[str, str]:
    """Kept by nobody on the way, and asked for again each time: who listens is to be known."""
    return {
        "etag": f'"{recording.sha256}"',
        "accept-ranges": "bytes",
        "cache-control": "private, no-cache",
    }


class Listens(Value):
    """Who listened, the newest first."""

    items: list[Listen]


@router.get("/{call_id}/listens")
async def get_listens(who: Supervisor, call_id: Seen, wired: Wired) -> Listens:
    """Who listened to a call."""
    async with wired.db.transaction() as conn:
        return Listens(items=await service.listens(conn, call_id))
