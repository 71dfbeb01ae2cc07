"""Tickets as CSV over HTTP: a small file at once, a large one when it is made."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import ValidationError

from functions.access.api import Agent
from functions.exports import service
from functions.exports.model import Export, Sheet
from functions.tickets.ordering import NEWEST_FIRST
from shared.errors import Invalid
from shared.value import Text
from shared.wiring import Deps, deps

export_csv = APIRouter(prefix="/api/v1/tickets/export.csv", tags=["exports"])
router = APIRouter(prefix="/api/v1/exports", tags=["exports"])

Wired = Annotated[Deps, Depends(deps)]
MEDIA_TYPE = "text/csv; charset=utf-8"
CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}}
}


async def sheet(
    q: Annotated[Text, Query(max_length=2000)] = "",
    order: Annotated[Text, Query(max_length=20)] = NEWEST_FIRST,
    columns: Annotated[Text | None, Query(max_length=2000)] = None,
    separator: Annotated[Text, Query(max_length=20)] = "comma",
    bom: Annotated[bool, Query()] = True,
) -> Sheet:
    """Which tickets, and how the file looks; `columns` stand with commas between them."""
    told = {"q": q, "order": order, "separator": separator, "bom": bom}
    if columns is not None:
        told["columns"] = tuple(each.strip() for each in columns.split(","))
    try:
        return Sheet.model_validate(told)
    except ValidationError as error:
        raise _unfit(error) from error


def _unfit(error: ValidationError) -> Invalid:
    wrong = error.errors(include_url=False, include_input=False, include_context=False)
    errors = [
        {"field": str(each["loc"][0]), "problem": each["msg"].removeprefix("Value error, ")}
        for each in wrong
    ]
    named = ", ".join(dict.fromkeys(each["field"] for each in errors))
    return Invalid(f"Correct and send again: {named}.", errors=errors)


Asked = Annotated[Sheet, Depends(sheet)]


@export_csv.get("", response_class=StreamingResponse, responses=CSV)
async def get_csv(wired: Wired, who: Agent, asked: Asked) -> StreamingResponse:
    """The tickets in sight that fulfil conditions, in their order, if they are 10,000 at most."""
    wanted = service.asked(asked, wired.clock.now())
    await service.check_size(wired.db, wanted, who.sight)
    rows = service.streamed(wired.db, asked, wanted, who.sight)
    return StreamingResponse(rows, media_type=MEDIA_TYPE, headers=_named("tickets"))


@router.post("", status_code=202)
async def post_export(wired: Wired, who: Agent, asked: Sheet, response: Response) -> Export:
    """Have a file made of all tickets that fulfil conditions, however many."""
    made = await service.begin(wired.db, wired.clock, asked, who)
    response.headers["location"] = f"{router.prefix}/{made.id}"
    return made


@router.get("/{export_id}")
async def get_export(wired: Wired, who: Agent, export_id: UUID) -> Export:
    """How far it is. It is gone a day later, and earlier where somebody was erased."""
    return await service.export(wired.db, export_id, who)


@router.get("/{export_id}/content", response_class=StreamingResponse, responses=CSV)
async def get_content(wired: Wired, who: Agent, export_id: UUID) -> StreamingResponse:
    """The file, once it is done."""
    parts = await service.content(wired.db, wired.files, export_id, who)
    return StreamingResponse(parts, media_type=MEDIA_TYPE, headers=_named(f"tickets-{export_id}"))


def _named(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}.csv"'}
