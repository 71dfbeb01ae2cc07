"""Templates of tickets over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response

from functions.access.api import Agent, Seen, SeenOrNone, Supervisor, tagged
from functions.fields.model import Key
from functions.templates import service
from functions.templates.model import Filling, Pattern, Template
from functions.templates.service import Asking
from functions.tickets.model import Ticket
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/ticket-templates", tags=["templates"])

Wired = Annotated[Deps, Depends(deps)]
RequestKey = Annotated[str | None, Header(min_length=1, max_length=200, pattern=r"^[!-~]+$")]


async def asks(who: Agent, idempotency_key: RequestKey = None) -> Asking:
    """Who opens a ticket, and the key of their request."""
    return Asking(actor=who.name, key=idempotency_key)


@router.get("")
async def get_templates(wired: Wired, who: Agent) -> list[Template]:
    """All of them, by key. `version` is the ETag of each."""
    return await service.every(wired.db)


@router.put("/{key}")
async def put_template(
    wired: Wired, who: Supervisor, key: Key, pattern: Pattern, seen: SeenOrNone, response: Response
) -> Template:
    """Make a template (`If-None-Match: *`, 201), or change one (`If-Match`)."""
    template = await service.put(wired.db, wired.clock, key, pattern, by=who.by, seen=seen)
    response.status_code = 200 if seen else 201
    return tagged(template, response)


@router.delete("/{key}", status_code=204)
async def delete_template(wired: Wired, who: Supervisor, key: Key, seen: Seen) -> None:
    """Drop a template."""
    await service.remove(wired.db, wired.clock, key, seen=seen, by=who.by)


@router.post("/{key}/tickets", status_code=201)
async def post_ticket(
    wired: Wired,
    asking: Annotated[Asking, Depends(asks)],
    key: Key,
    filling: Filling,
    response: Response,
) -> Ticket:
    """Open a ticket from it, with its tasks; the same `Idempotency-Key` opens it once."""
    ticket = await service.open_ticket(wired.db, wired.clock, key, filling, asking)
    response.headers["location"] = f"/api/v1/tickets/{ticket.id}"
    return tagged(ticket, response)
