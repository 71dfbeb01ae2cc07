"""The files of a ticket over HTTP."""

import re
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Response, UploadFile

from functions.access.api import Admin, Agent
from functions.attachments import service
from functions.attachments.model import MOST_BYTES, Attachment, Scan, named
from functions.attachments.service import Sent
from functions.tickets.api import IN_SIGHT
from shared.errors import TooLarge
from shared.value import Value
from shared.wiring import Deps, deps

router = APIRouter(
    prefix="/api/v1/tickets/{ticket_id}/attachments", tags=["attachments"], dependencies=IN_SIGHT
)

Wired = Annotated[Deps, Depends(deps)]


class Verdict(Value):
    """What a scanner found, or that somebody blocked it."""

    scan: Scan


async def sent(file: UploadFile, sender: str, *, is_public: bool, by_requester: bool) -> Sent:
    """A file as it came. Raises `TooLarge` before all of it is read."""
    if (file.size or 0) > MOST_BYTES:
        raise TooLarge(f"A file has {MOST_BYTES // 1024**2} MiB at most.", most=MOST_BYTES)
    return Sent(
        name=named(file.filename or ""),
        data=await file.read(),
        sender=sender,
        is_public=is_public,
        by_requester=by_requester,
    )


def handed_out(file: Attachment, data: bytes) -> Response:
    """A file to be saved, never to be shown: what is in it is a stranger's."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", file.name)
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}"
    headers = {"content-disposition": disposition, "x-content-type-options": "nosniff"}
    return Response(data, media_type=file.media_type, headers=headers)


@router.get("")
async def get_attachments(wired: Wired, who: Agent, ticket_id: UUID) -> list[Attachment]:
    """All of them, the oldest first."""
    return await service.of_ticket(wired.db, ticket_id)


@router.post("", status_code=201)
async def post_attachment(
    wired: Wired,
    who: Agent,
    ticket_id: UUID,
    file: UploadFile,
    is_public: Annotated[bool, Form()] = False,
) -> Attachment:
    """Add a file. `is_public`: the requester sees it too. Sent again, it is kept once."""
    came = await sent(file, who.name, is_public=is_public, by_requester=False)
    return await service.attach(wired.db, wired.clock, wired.files, ticket_id, came)


@router.get("/{file_id}/content")
async def get_content(wired: Wired, who: Agent, ticket_id: UUID, file_id: UUID) -> Response:
    """Its bytes, once it was found clean."""
    scanner = wired.settings.tickets.scanner
    found = await service.read(wired.db, wired.files, ticket_id, file_id, scanner=scanner)
    return handed_out(*found)


@router.put("/{file_id}/scan")
async def put_scan(
    wired: Wired, who: Admin, ticket_id: UUID, file_id: UUID, verdict: Verdict
) -> Attachment:
    """Say what was found in it."""
    found = verdict.scan
    return await service.judge(wired.db, wired.clock, ticket_id, file_id, found, who.name)


@router.delete("/{file_id}", status_code=204)
async def delete_attachment(wired: Wired, who: Agent, ticket_id: UUID, file_id: UUID) -> None:
    """Take it away for good."""
    await service.remove(wired.db, wired.clock, ticket_id, file_id, who.name)
