"""One change to many tickets, over HTTP: look first, then do, then perhaps undo."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Response
from pydantic import Field

from functions.access.api import Agent
from functions.bulk import service
from functions.bulk.model import Asked, Job, NewJob, Preview, Result, Row
from shared.value import Page, Value
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/bulk-jobs", tags=["bulk"])

Wired = Annotated[Deps, Depends(deps)]
Key = Annotated[str | None, Header(min_length=1, max_length=200, pattern=r"^[!-~]+$")]
Rows = Page[Row, UUID]


async def seen(wired: Wired, who: Agent, job_id: UUID) -> UUID:
    """The job, if it is for them to see. Raises `NotFound`."""
    await service.check_seen(wired.db, job_id, who)
    return job_id


Seen = Annotated[UUID, Depends(seen)]


class Wanted(Value):
    """Which rows: `after` is the ticket of the last one already shown."""

    result: Result | None = None
    after: UUID | None = None
    limit: int = Field(default=100, ge=1, le=1000)


@router.post("/preview")
async def post_preview(wired: Wired, who: Agent, asked: Asked) -> Preview:
    """What would happen to each of up to 1,000 tickets. Nothing is kept."""
    return await service.preview(wired.db, wired.clock, asked, who.sight)


@router.post("", status_code=202, response_model_exclude_unset=True)
async def post_job(
    wired: Wired, who: Agent, new: NewJob, response: Response, idempotency_key: Key = None
) -> Job:
    """Do it, to each ticket as the preview showed it; one changed since is refused by itself."""
    job = await service.start(
        wired.db, wired.clock, new, who.name, key=idempotency_key, sight=who.sight
    )
    response.headers["location"] = f"{router.prefix}/{job.id}"
    return job


@router.get("/{job_id}", response_model_exclude_unset=True)
async def get_job(wired: Wired, job_id: Seen) -> Job:
    """How far it is, and how it went with how many."""
    return await service.job(wired.db, job_id)


@router.get("/{job_id}/rows")
async def get_rows(wired: Wired, job_id: Seen, wanted: Annotated[Wanted, Query()]) -> Rows:
    """What became of each ticket."""
    limit = wanted.limit
    found = await service.rows(
        wired.db, job_id, result=wanted.result, after=wanted.after, limit=limit + 1
    )
    return Rows.of(found, limit, lambda each: each.ticket_id)


@router.post("/{job_id}/undo", status_code=202, response_model_exclude_unset=True)
async def post_undo(wired: Wired, who: Agent, job_id: Seen) -> Job:
    """Take it back within 24 hours of its end; what was changed since is left alone."""
    return await service.undo(wired.db, wired.clock, job_id, who.name)
