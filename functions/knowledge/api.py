"""Search over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from functions.access.api import Agent
from functions.knowledge import service
from functions.knowledge.asked import facets_in_sight
from functions.knowledge.model import Found, Question
from shared import telemetry
from shared.wiring import Deps, deps

search = APIRouter(prefix="/api/v1/search", tags=["knowledge"])

Wired = Annotated[Deps, Depends(deps)]


@search.get("")
async def get_search(wired: Wired, who: Agent, asked: Annotated[Question, Query()]) -> Found:
    """What answers a question best, and who found it."""
    among = facets_in_sight(who.sight)
    found = await service.search(wired.db, wired.vectors, wired.embeddings, asked, among)
    telemetry.counted("search.answered", 1, served_by=found.served_by)
    return found
