"""Boards over HTTP: figures, what they mean, and how they came about."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from functions.access.api import Agent, Supervisor
from functions.board import service
from functions.board.model import Board, Whose
from functions.tickets.api import IN_SIGHT
from shared.errors import Forbidden, Invalid
from shared.value import Instant
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/board", tags=["board"], dependencies=IN_SIGHT)

Wired = Annotated[Deps, Depends(deps)]


async def whose(
    who: Agent,
    ticket_id: UUID | None = None,
    contact_id: UUID | None = None,
    before: Instant | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Whose:
    """Whose timeline is asked for. Raises `Invalid` unless it is one's, and `Forbidden`."""
    if (ticket_id is None) == (contact_id is None):
        problem = "give ticket_id or contact_id, and not both"
        raise Invalid(f"ticket_id: {problem}.", errors=[{"field": "ticket_id", "problem": problem}])
    if contact_id and who.sight:
        raise Forbidden("What happened with somebody may stand on tickets of other groups.")
    return Whose(ticket_id=ticket_id, contact_id=contact_id, before=before, limit=limit)


@router.get("/home")
async def get_home(wired: Wired, who: Agent) -> Board:
    """What waits for me, and for all, of the tickets I see."""
    return await service.home(wired.db, wired.clock, who.name, who.sight)


@router.get("/campaigns/{campaign_id}")
async def get_campaign(wired: Wired, who: Agent, campaign_id: UUID) -> Board:
    """How far a campaign is, what came of it and what it cost."""
    return await service.campaign(wired.db, wired.clock, campaign_id)


@router.get("/calls")
async def get_calls(wired: Wired, who: Agent) -> Board:
    """What went on at the telephone in the last 24 hours."""
    return await service.calls(wired.db, wired.clock)


@router.get("/cost")
async def get_cost(
    wired: Wired, who: Supervisor, days: Annotated[int, Query(ge=1, le=90)] = 7
) -> Board:
    """What calls and voices cost, and what a result and a solution cost."""
    return await service.cost(wired.db, wired.clock, days)


@router.get("/timeline")
async def get_timeline(wired: Wired, who: Agent, asked: Annotated[Whose, Depends(whose)]) -> Board:
    """What happened on a ticket or with a contact, the newest first; `before` turns the page."""
    return await service.timeline(wired.db, wired.clock, asked)
