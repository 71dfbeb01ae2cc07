"""The tasks of a ticket over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Response

from functions.access.api import Agent, Seen, tagged
from functions.tasks import service
from functions.tasks.model import NewTask, Task, TaskEdit
from functions.tasks.service import Hand
from functions.tickets.api import IN_SIGHT
from shared.wiring import Deps, deps

router = APIRouter(
    prefix="/api/v1/tickets/{ticket_id}/tasks", tags=["tasks"], dependencies=IN_SIGHT
)

Wired = Annotated[Deps, Depends(deps)]
Checklist = Annotated[list[NewTask], Body(min_length=1, max_length=100)]


async def has_seen(who: Agent, seen: Seen) -> Hand:
    """Who changes a task, and which version of it they have seen."""
    return Hand(actor=who.name, seen=seen)


async def one_task(ticket_id: UUID, task_id: UUID) -> tuple[UUID, UUID]:
    """Which ticket, and which of its tasks."""
    return ticket_id, task_id


HasSeen = Annotated[Hand, Depends(has_seen)]


@router.get("")
async def get_tasks(wired: Wired, who: Agent, ticket_id: UUID) -> list[Task]:
    """All of them, in their places. `version` is the ETag of each."""
    return await service.of_ticket(wired.db, ticket_id)


@router.post("", status_code=201)
async def post_tasks(wired: Wired, who: Agent, ticket_id: UUID, new: Checklist) -> list[Task]:
    """Add tasks, a whole checklist at once if you like."""
    return await service.add(wired.db, wired.clock, ticket_id, new, who.name)


@router.patch("/{task_id}")
async def patch_task(
    wired: Wired,
    hand: HasSeen,
    place: Annotated[tuple[UUID, UUID], Depends(one_task)],
    change: TaskEdit,
    response: Response,
) -> Task:
    """Tick one, or change it; what is not given stays."""
    return tagged(await service.edit(wired.db, wired.clock, place, change, hand), response)


@router.delete("/{task_id}", status_code=204)
async def delete_task(
    wired: Wired, hand: HasSeen, place: Annotated[tuple[UUID, UUID], Depends(one_task)]
) -> None:
    """Drop one."""
    await service.remove(wired.db, wired.clock, place, hand)
