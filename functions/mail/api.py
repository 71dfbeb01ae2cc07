"""Where mail to the desk comes in: signed JSON of whoever takes it for us."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from pydantic import ValidationError

from functions.mail import service
from functions.mail.model import Desk, Inbound, Kind
from shared.errors import Invalid, TooLarge
from shared.value import Spoken, Value
from shared.wiring import Deps, deps

inbound = APIRouter(prefix="/mail", tags=["mail"])

Wired = Annotated[Deps, Depends(deps)]
KEY = "mail-key"
MOST_BYTES = 2 * 1024**2


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
    if len(body) > MOST_BYTES:
        raise TooLarge(f"A mail has {MOST_BYTES // 1024**2} MiB at most.", most=MOST_BYTES)
    us = await desk(wired)
    service.check_signature(us.key, x_mailbox_signature, body, wired.clock.now())
    return Taken(kind=await service.receive(wired.db, wired.clock, _read(body), us))


def _read(body: bytes) -> Inbound:
    try:
        return Inbound.model_validate_json(body)
    except ValidationError as error:
        errors = [
            {"field": ".".join(map(str, each["loc"])), "problem": each["msg"]}
            for each in error.errors(include_url=False, include_input=False, include_context=False)
        ]
        named = ", ".join(each["field"] or "the body" for each in errors)
        raise Invalid(f"Correct and send again: {named}.", errors=errors) from error
