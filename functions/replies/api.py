"""Canned replies over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from functions.access.api import Agent, Seen, SeenOrNone, Supervisor, tagged
from functions.replies import service
from functions.replies.model import Filled, Key, Reply, Wording
from functions.tickets.api import IN_SIGHT
from shared.value import Spoken
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/replies", tags=["replies"], dependencies=IN_SIGHT)

Wired = Annotated[Deps, Depends(deps)]


@router.get("")
async def get_replies(wired: Wired, who: Agent) -> list[Reply]:
    """All of them, by key. `version` is the ETag of each."""
    return await service.every(wired.db)


@router.put("/{key}")
async def put_reply(
    wired: Wired, who: Supervisor, key: Key, wording: Wording, seen: SeenOrNone, response: Response
) -> Reply:
    """Write a reply (`If-None-Match: *`, 201), or change one (`If-Match`)."""
    reply = await service.put(wired.db, wired.clock, key, wording, by=who.by, seen=seen)
    response.status_code = 200 if seen else 201
    return tagged(reply, response)


@router.delete("/{key}", status_code=204)
async def delete_reply(wired: Wired, who: Supervisor, key: Key, seen: Seen) -> None:
    """Drop a reply."""
    await service.remove(wired.db, wired.clock, key, seen=seen, by=who.by)


@router.get("/{key}/text")
async def get_text(
    wired: Wired, who: Agent, key: Key, ticket_id: UUID, language: Spoken | None = None
) -> Filled:
    """How it reads on a ticket. Nothing is sent: the agent looks it over first."""
    return await service.fill(wired.db, key, ticket_id, who.name, language=language)
