"""What somebody was told, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from functions.access.api import Agent
from functions.watching import service
from functions.watching.model import Notification
from shared.value import Page, Value
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/notifications", tags=["watching"])

Wired = Annotated[Deps, Depends(deps)]
Place = Annotated[int, Field(ge=1, le=2**62)]


class Asked(Value):
    """Which of them: `after` is the last one already shown."""

    unread: bool = False
    after: Place = 2**62
    limit: int = Field(default=50, ge=1, le=200)


class Reading(Value):
    """The newest that somebody has seen."""

    up_to: Place


class Read(Value):
    """How many were new."""

    count: int


Notifications = Page[Notification, int]


@router.get("")
async def get_notifications(
    wired: Wired, who: Agent, asked: Annotated[Asked, Query()]
) -> Notifications:
    """Where I was named, and what happened on tickets I follow or have, the newest first."""
    found = await service.notifications(
        wired.db, who.name, unread=asked.unread, before=asked.after, limit=asked.limit + 1
    )
    return Notifications.of(found, asked.limit, lambda each: each.id)


@router.post("/reading")
async def post_reading(wired: Wired, who: Agent, reading: Reading) -> Read:
    """I have seen all up to that one."""
    return Read(count=await service.read(wired.db, wired.clock, who.name, up_to=reading.up_to))
