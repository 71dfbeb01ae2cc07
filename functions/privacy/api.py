"""What we hold of a person, and erasing it, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from functions.access.api import Supervisor
from functions.privacy import exporting, retention, service
from functions.privacy.model import Erasure, Export
from functions.privacy.service import NewErasure
from functions.privacy.whom import UNCLEAR, Address, Whom, is_clear
from shared.errors import Invalid
from shared.value import Page, Text, Value
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/privacy", tags=["privacy"])

Wired = Annotated[Deps, Depends(deps)]
Limit = Annotated[int, Query(ge=1, le=200)]
Erasures = Page[Erasure, UUID]


async def whom(
    contact_id: UUID | None = None,
    phone: Annotated[Text | None, Query(min_length=1, max_length=40)] = None,
    email: Address | None = None,
) -> Whom:
    """Who is asked about. Raises `Invalid` unless it is somebody."""
    if not is_clear(contact_id, phone, email):
        raise Invalid(f"contact_id: {UNCLEAR}.")
    return Whom(contact_id=contact_id, phone=phone, email=email)


@router.get("/export")
async def get_export(who: Supervisor, whom: Annotated[Whom, Depends(whom)], wired: Wired) -> Export:
    """All we hold of a person, by number, by address, or by both where a ticket has both."""
    return await exporting.export(wired.db, wired.clock, wired.transcripts, whom, by=who.by)


class Retired(Value):
    """How much is old enough to go at the next look, by kind, up to a batch."""

    due: dict[str, int]


@router.get("/retention")
async def get_retention(who: Supervisor, wired: Wired) -> Retired:
    """What would go by itself now: a dry run, whatever the setting says."""
    days = wired.settings.retention.days
    return Retired(due=await retention.retire(wired.db, wired.clock, days, dry_run=True))


@router.post("/erasures", status_code=202)
async def post_erasure(
    wanted: NewErasure, response: Response, who: Supervisor, wired: Wired
) -> Erasure:
    """Forget a person. 200 with the erasure under way where there is one."""
    erasure, is_new = await service.request(wired.db, wired.clock, wanted, by=who.by)
    response.status_code = 202 if is_new else 200
    response.headers["location"] = f"{router.prefix}/erasures/{erasure.id}"
    return erasure


@router.get("/erasures")
async def get_erasures(
    who: Supervisor, wired: Wired, after: UUID | None = None, limit: Limit = 50
) -> Erasures:
    """The newest first."""
    async with wired.db.transaction() as conn:
        found = await service.page(conn, after=after, limit=limit + 1)
    return Erasures.of(found, limit, lambda each: each.id)


@router.get("/erasures/{erasure_id}")
async def get_erasure(erasure_id: UUID, who: Supervisor, wired: Wired) -> Erasure:
    """How far an erasure is."""
    async with wired.db.transaction() as conn:
        return await service.erasure(conn, erasure_id)
