"""Files of contacts over HTTP: look into one, send it, see how far it is, take it back."""

import json
import re
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Response, UploadFile
from pydantic import BeforeValidator, Field

from functions.access.api import Supervisor
from functions.imports import service
from functions.imports.model import Import, ImportRow, Mapping, Result
from functions.imports.preview import Preview, preview
from functions.imports.service import NewImport
from functions.imports.withdrawal import withdraw
from functions.people.service import ListName
from shared.value import Page
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/imports", tags=["imports"])

Wired = Annotated[Deps, Depends(deps)]
Limit = Annotated[int, Query(ge=1, le=200)]


def _parsed(mapping: object) -> object:
    """A form has texts only: this one holds JSON."""
    if not isinstance(mapping, str):
        return mapping
    try:
        return json.loads(mapping)
    except ValueError as error:
        raise ValueError('is no JSON object: {"phone": "name of a column"}') from error


class ImportForm(NewImport):
    """The form that carries a file. Its name travels with the file."""

    file_name: str = ""
    list_name: ListName = Field(alias="list")
    mapping: Annotated[Mapping | None, BeforeValidator(_parsed)] = None
    file: UploadFile

    def told(self) -> NewImport:
        """What it says of the file."""
        name = re.split(r"[/\\]", self.file.filename or "")[-1].replace("\0", "")
        told = {name: getattr(self, name) for name in NewImport.model_fields}
        return NewImport(**{**told, "file_name": name[:255]})


Sent = Annotated[ImportForm, Form(media_type="multipart/form-data")]


@router.post("/preview")
async def post_preview(form: Sent, who: Supervisor, wired: Wired) -> Preview:
    """What is in a file and what its first rows would come to. Nothing is kept."""
    return await preview(wired.db, form.told(), await form.file.read())


@router.post("", status_code=202, responses={200: {"description": "The file is known."}})
async def post_import(form: Sent, response: Response, who: Supervisor, wired: Wired) -> Import:
    """Read a file into a list. The same file for the same list is answered with its import."""
    import_, is_new = await service.take(
        wired.db, wired.clock, form.told(), await form.file.read(), by=who.name
    )
    response.status_code = 202 if is_new else 200
    response.headers["location"] = f"{router.prefix}/{import_.id}"
    return import_


Imports = Page[Import, UUID]


@router.get("")
async def get_imports(
    who: Supervisor, wired: Wired, after: UUID | None = None, limit: Limit = 50
) -> Imports:
    """The newest first."""
    async with wired.db.transaction() as conn:
        found = await service.page(conn, after=after, limit=limit + 1)
    return Imports.of(found, limit, lambda each: each.id)


@router.get("/{import_id}")
async def get_import(import_id: UUID, who: Supervisor, wired: Wired) -> Import:
    """How far an import is, and how its rows ended."""
    async with wired.db.transaction() as conn:
        return await service.get(conn, import_id)


@router.post("/{import_id}/withdrawal")
async def post_withdrawal(import_id: UUID, who: Supervisor, wired: Wired) -> Import:
    """Take an import back, also while it is read. Again is harmless."""
    return await withdraw(wired.db, wired.clock, import_id, by=who.name)


ImportRows = Page[ImportRow, int]


@router.get("/{import_id}/rows")
async def get_rows(
    import_id: UUID,
    who: Supervisor,
    wired: Wired,
    result: Result | None = None,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Limit = 50,
) -> ImportRows:
    """What became of each row, in the order of the file."""
    async with wired.db.transaction() as conn:
        found = await service.rows(conn, import_id, result=result, after=after, limit=limit + 1)
    return ImportRows.of(found, limit, lambda each: each.row)


@router.get("/{import_id}/report.csv")
async def get_report(
    import_id: UUID, who: Supervisor, wired: Wired, result: Result | None = None
) -> Response:
    """The rows with what became of them, as a file for a spreadsheet."""
    async with wired.db.transaction() as conn:
        text = await service.report(conn, import_id, result=result)
    return Response(
        text.encode("utf-8-sig"),  # by that mark spreadsheets know the encoding
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="import-{import_id}.csv"'},
    )
