"""The requesters' own way in, over HTTP."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Response, UploadFile
from pydantic import Field

from functions.access.api import Requester, Seen, tagged
from functions.attachments.api import handed_out, sent
from functions.portal import model, service
from functions.portal.model import Asking, Comment, File, Mine
from functions.tickets.model import HoldReason, Requested, State, Words
from functions.tickets.service import Act
from shared.value import Instant, Page, Value
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/portal/tickets", tags=["portal"])

Wired = Annotated[Deps, Depends(deps)]
Key = Annotated[str | None, Header(min_length=1, max_length=100, pattern=r"^[!-~]+$")]


class Listed(Value):
    """A ticket of mine as it stands in a list."""

    id: UUID
    number: str
    title: str
    state: State
    hold_reason: HoldReason | None
    opened_at: Instant
    updated_at: Instant


class Asked(Value):
    """Which of my tickets: `after` is the number of the last one already shown."""

    after: Annotated[str, Field(pattern=r"^INC\d{7,12}$")] | None = None
    limit: int = Field(default=25, ge=1, le=100)

    def before(self) -> int:
        """As they are counted."""
        return int(self.after.removeprefix("INC")) if self.after else 2**62


class Said(Value):
    """Something to the desk."""

    text: Words


class Bounds(Value):
    """Which page of comments: `after` is the last one already shown."""

    after: int | None = Field(default=None, ge=1, le=2**62)
    limit: int = Field(default=50, ge=1, le=200)


async def own_act(wired: Wired, who: Requester, ticket_id: UUID, seen: Seen) -> Act:
    """Who acts on a ticket of theirs, and which version of it they have seen."""
    await service.own(wired.db, ticket_id, who)
    return Act(actor=who.name, seen=seen, by_requester=True)


OwnAct = Annotated[Act, Depends(own_act)]
Tickets = Page[Listed, str]
Comments = Page[Comment, int]


@router.post("", status_code=201)
async def post_ticket(
    wired: Wired, who: Requester, asking: Asking, response: Response, idempotency_key: Key = None
) -> Mine:
    """Ask for something; the same request with the same key asks once."""
    ticket = await service.ask(wired.db, wired.clock, asking, who, key=idempotency_key)
    response.headers["location"] = f"{router.prefix}/{ticket.id}"
    return tagged(model.mine(ticket, _window(wired)), response)


@router.get("")
async def get_tickets(wired: Wired, who: Requester, asked: Annotated[Asked, Query()]) -> Tickets:
    """My tickets, the newest first."""
    limit = asked.limit
    found = await service.page(wired.db, who, before=asked.before(), limit=limit + 1)
    return Tickets.of([_listed(each) for each in found], limit, lambda each: each.number)


@router.get("/{ticket_id}")
async def get_ticket(wired: Wired, who: Requester, ticket_id: UUID, response: Response) -> Mine:
    """One of my tickets."""
    ticket = await service.own(wired.db, ticket_id, who)
    return tagged(model.mine(ticket, _window(wired)), response)


@router.get("/{ticket_id}/comments")
async def get_comments(
    wired: Wired, who: Requester, ticket_id: UUID, bounds: Annotated[Bounds, Query()]
) -> Comments:
    """What was said, the newest first."""
    found = await service.comments(
        wired.db, ticket_id, who, before=bounds.after, limit=bounds.limit
    )
    said = [model.comment(each) for each in found]
    return Comments.of(said, bounds.limit, lambda each: each.position)


@router.post("/{ticket_id}/comments", status_code=201)
async def post_comment(wired: Wired, who: Requester, ticket_id: UUID, said: Said) -> Comment:
    """Say something to the desk."""
    return model.comment(await service.answer(wired.db, wired.clock, ticket_id, said.text, who))


@router.post("/{ticket_id}/reopening")
async def post_reopening(
    wired: Wired, act: OwnAct, ticket_id: UUID, said: Said, response: Response
) -> Mine:
    """It is not solved: say what is still wrong."""
    told, window = act.model_copy(update={"comment": said.text}), _window(wired)
    ticket = await service.reopen(wired.db, wired.clock, ticket_id, told, window=window)
    return tagged(model.mine(ticket, window), response)


@router.post("/{ticket_id}/confirmation")
async def post_confirmation(wired: Wired, act: OwnAct, ticket_id: UUID, response: Response) -> Mine:
    """It is solved: close it."""
    ticket = await service.confirm(wired.db, wired.clock, ticket_id, act)
    return tagged(model.mine(ticket, _window(wired)), response)


@router.get("/{ticket_id}/attachments")
async def get_attachments(wired: Wired, who: Requester, ticket_id: UUID) -> list[File]:
    """Files that I sent, or that were sent to me, the oldest first."""
    return [model.file(each) for each in await service.files(wired.db, ticket_id, who)]


@router.post("/{ticket_id}/attachments", status_code=201)
async def post_attachment(wired: Wired, who: Requester, ticket_id: UUID, file: UploadFile) -> File:
    """Send a file."""
    await service.own(wired.db, ticket_id, who)
    came = await sent(file, who.name, is_public=True, by_requester=True)
    return model.file(await service.attach(wired.db, wired.clock, wired.files, ticket_id, came))


@router.get("/{ticket_id}/attachments/{file_id}/content")
async def get_content(wired: Wired, who: Requester, ticket_id: UUID, file_id: UUID) -> Response:
    """Its bytes, once it was found clean."""
    place, scanner = (ticket_id, file_id), wired.settings.tickets.scanner
    return handed_out(*await service.read(wired.db, wired.files, place, who, scanner=scanner))


def _window(wired: Deps) -> timedelta:
    return timedelta(days=wired.settings.tickets.reopen_days)


def _listed(requested: Requested) -> Listed:
    return Listed(**requested.model_dump(include=set(Listed.model_fields)))
