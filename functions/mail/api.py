"""Mail over HTTP: where it comes in, signed by whoever takes it for us, and what is held of it."""

import asyncio
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request
from pydantic import Field, ValidationError

from functions.access.api import Supervisor
from functions.mail import enclosures, holding, service
from functions.mail.model import Desk, Held, Inbound, Kind
from functions.mail.shelf import Sender
from shared.errors import Invalid, TooLarge
from shared.value import Page, Spoken, Text, Value
from shared.wiring import Deps, deps

inbound = APIRouter(prefix="/mail", tags=["mail"])
router = APIRouter(prefix="/api/v1/held-mail", tags=["mail"])

Wired = Annotated[Deps, Depends(deps)]
Limit = Annotated[int, Query(ge=1, le=200)]
KEY = "mail-key"
MOST_BYTES, MOST_WITH_FILES = 2 * 1024**2, 40 * 1024**2
"""Of a mail without its files, and with them: Base64 makes 27 of 36 MiB."""


class Taken(Value):
    """What became of a mail."""

    kind: Kind


class HeldMails(Value):
    """Some of it, the newest first, and whose all of it is, up to a hundred people."""

    items: list[Held]
    next: UUID | None
    senders: list[Sender]


class From(Value):
    """Whose mail."""

    address: Annotated[Text, Field(min_length=3, max_length=320)]


class Moved(Value):
    """How many mails."""

    count: int


async def desk(wired: Deps) -> Desk:
    """Who we are in mail."""
    return Desk(
        address=wired.settings.mail.sender,
        organisation=wired.settings.organisation,
        key=await wired.secrets.secret(KEY),
        language=Spoken(wired.settings.mail.language),
    )


@inbound.post("/inbound", status_code=202)
async def post_mail(
    request: Request, wired: Wired, x_mailbox_signature: Annotated[str | None, Header()] = None
) -> Taken:
    """Somebody writes to the desk. Only who knows the secret `mail-key` may say so."""
    body = await request.body()
    _check_size(len(body), MOST_WITH_FILES)
    us, now = await desk(wired), wired.clock.now()
    # Forty MiB take a while to be looked through, and others are waiting.
    mail = await asyncio.to_thread(_opened, us, x_mailbox_signature, body, now)
    _check_size(len(body) - sum(len(each.content) for each in mail.files), MOST_BYTES)
    kind = await enclosures.receive(wired.db, wired.clock, wired.files, mail, us)
    return Taken(kind=kind)


def _check_size(size: int, most: int) -> None:
    if size > most:
        with_files = f"{MOST_BYTES // 1024**2} MiB, and {MOST_WITH_FILES // 1024**2} with its files"
        raise TooLarge(f"A mail has {with_files}, at most.", most=most)


def _opened(us: Desk, signature: str | None, body: bytes, now: datetime) -> Inbound:
    service.check_signature(us.key, signature, body, now)
    try:
        return Inbound.model_validate_json(body)
    except ValidationError as error:
        errors = [
            {"field": ".".join(map(str, each["loc"])), "problem": each["msg"]}
            for each in error.errors(include_url=False, include_input=False, include_context=False)
        ]
        named = ", ".join(each["field"] or "the body" for each in errors)
        raise Invalid(f"Correct and send again: {named}.", errors=errors) from error


@router.get("")
async def get_held(
    wired: Wired, who: Supervisor, after: UUID | None = None, limit: Limit = 50
) -> HeldMails:
    """What came as more than twenty mails an hour, and waits for somebody to look at it."""
    found, senders = await holding.held(wired.db, after=after, limit=limit + 1)
    page = Page.of(found, limit, lambda each: each.id)
    return HeldMails(items=page.items, next=page.next, senders=senders)


@router.post("/admissions", status_code=202)
async def post_admissions(wired: Wired, who: Supervisor, whose: From) -> Moved:
    """Let in all that is held of somebody, within minutes."""
    return Moved(count=await holding.admit_all(wired.db, wired.clock, whose.address, who))


@router.post("/removals")
async def post_removals(wired: Wired, who: Supervisor, whose: From) -> Moved:
    """Throw away all that is held of somebody."""
    return Moved(count=await holding.discard_all(wired.db, wired.clock, whose.address, who))


@router.post("/{mail_id}/admission", status_code=202)
async def post_admission(wired: Wired, who: Supervisor, mail_id: UUID) -> Moved:
    """Let one in, within a minute: it answers its ticket, or opens one."""
    return Moved(count=await holding.admit(wired.db, wired.clock, [mail_id], who))


@router.delete("/{mail_id}", status_code=204)
async def delete_held(wired: Wired, who: Supervisor, mail_id: UUID) -> None:
    """Throw one away, with its files."""
    await holding.discard(wired.db, wired.clock, [mail_id], who)
