"""The fields of tickets over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from functions.access.api import Admin, Agent, SeenOrNone, tagged
from functions.fields import service
from functions.fields.model import Definition, Key, KnownField
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/ticket-fields", tags=["fields"])

Wired = Annotated[Deps, Depends(deps)]


@router.get("")
async def get_fields(wired: Wired, who: Agent) -> list[KnownField]:
    """All of them, the retired too, by key. `version` is the ETag of each."""
    async with wired.db.transaction() as conn:
        return await service.every(conn)


@router.put("/{key}")
async def put_field(
    wired: Wired, who: Admin, key: Key, wanted: Definition, seen: SeenOrNone, response: Response
) -> KnownField:
    """Define a field (`If-None-Match: *`, 201), or change one (`If-Match`)."""
    field = await service.define(wired.db, wired.clock, key, wanted, by=who.by, seen=seen)
    response.status_code = 200 if seen else 201
    return tagged(field, response)
