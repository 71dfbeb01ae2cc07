"""Where mail to the desk comes in: signed JSON of whoever takes it for us."""

import asyncio
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from pydantic import ValidationError

from functions.mail import enclosures, service
from functions.mail.model import Desk, Inbound, Kind
from shared.errors import Invalid, TooLarge
from shared.value import Spoken, Value
from shared.wiring import Deps, deps

inbound = APIRouter(prefix="/mail", tags=["mail"])

Wired = Annotated[Deps, Depends(deps)]
KEY = "mail-key"
MOST_BYTES, MOST_WITH_FILES = 2 * 1024**2, 40 * 1024**2
"""Of a mail without its files, and with them: Base64 makes 27 of 36 MiB."""


class Taken(Value):
    """What became of a mail."""

    kind: Kind


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
