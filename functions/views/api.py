"""Saved views over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from functions.access.api import Agent, Seen
from functions.views import service
from functions.views.model import View, Wording
from functions.views.service import Change, Count
from shared.value import Value
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/views", tags=["views"])

Wired = Annotated[Deps, Depends(deps)]


async def _change(who: Agent, seen: Seen) -> Change:
    return Change(who=who, seen=seen)


Changing = Annotated[Change, Depends(_change)]


class Views(Value):
    """All views that somebody may see: their own, their groups', everybody's."""

    items: list[View]


@router.post("", status_code=201)
async def post_view(wired: Wired, who: Agent, wording: Wording, response: Response) -> View:
    """Keep conditions on tickets, for oneself, for a group or for all."""
    view = await service.keep(wired.db, wired.clock, wording, who)
    response.headers["location"] = f"{router.prefix}/{view.id}"
    return _tagged(view, response)


@router.get("")
async def get_views(wired: Wired, who: Agent) -> Views:
    """All that there are for whoever asks."""
    return Views(items=await service.views(wired.db, who))


@router.get("/{view_id}")
async def get_view(wired: Wired, who: Agent, view_id: UUID, response: Response) -> View:
    """One view."""
    return _tagged(await service.view(wired.db, view_id, who), response)


@router.get("/{view_id}/count")
async def get_count(wired: Wired, who: Agent, view_id: UUID) -> Count:
    """How many tickets it shows now."""
    return await service.count(wired.db, wired.clock, view_id, who)


@router.put("/{view_id}")
async def put_view(
    wired: Wired, change: Changing, view_id: UUID, wording: Wording, response: Response
) -> View:
    """Let it read like that."""
    view = await service.rewrite(wired.db, wired.clock, view_id, wording, change)
    return _tagged(view, response)


@router.delete("/{view_id}", status_code=204)
async def delete_view(wired: Wired, change: Changing, view_id: UUID) -> None:
    """Drop it."""
    await service.drop(wired.db, wired.clock, view_id, change)


def _tagged(view: View, response: Response) -> View:
    response.headers["etag"] = f'"{view.version}"'
    return view
