"""What the telephone network tells of our calls."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import ValidationError

from functions.calls import service
from functions.calls.line import Line, our_line
from functions.calls.model import CallStatus
from functions.calls.service import StatusTold
from shared.errors import Forbidden, Invalid
from shared.wiring import Deps, deps

callbacks = APIRouter(prefix="/twilio/calls", tags=["calls"])

Wired = Annotated[Deps, Depends(deps)]


async def line(wired: Wired) -> Line:
    """Our end of the line, with the key that marks our addresses."""
    return our_line(wired.settings, await wired.secrets.secret("callback-key"))


OurLine = Annotated[Line, Depends(line)]


async def signed_form(request: Request, wired: Wired) -> Mapping[str, str]:
    """The form the network posted, if it signed it. Raises `Forbidden` otherwise.

    The signature covers the public address, not the one this request came in by, and blank fields
    belong to it (twilio.com/docs/usage/webhooks/webhooks-security).
    """
    body = (await request.body()).decode(errors="replace")  # which no signature fits
    form = dict(parse_qsl(body, keep_blank_values=True))
    query = f"?{request.url.query}" if request.url.query else ""
    url = f"{str(wired.settings.public_url).rstrip('/')}{request.url.path}{query}"
    if not await wired.signatures.valid(url, form, request.headers.get("x-twilio-signature")):
        raise Forbidden("The signature does not fit this request.")
    return form


SignedForm = Annotated[Mapping[str, str], Depends(signed_form)]


async def our_call(call_id: UUID, t: str, line: OurLine) -> UUID:
    """The call an address of ours is about. Raises `Forbidden` if we did not make that address."""
    if not line.knows(call_id, t):
        raise Forbidden("This address was not made by us.")
    return call_id


OurCall = Annotated[UUID, Depends(our_call)]


@callbacks.post("/inbound/status", status_code=204)
async def post_inbound_status(form: SignedForm, wired: Wired) -> Response:
    """The network tells how a call that somebody made to us goes on."""
    told = _told(form)
    async with wired.db.transaction() as conn:
        call_id = await service.call_of_sid(conn, told.sid)
    await service.heed_status(wired.db, wired.clock, call_id, told)
    return Response(status_code=204)


@callbacks.post("/{call_id}/status", status_code=204)
async def post_status(call_id: OurCall, form: SignedForm, wired: Wired) -> Response:
    """The network tells how the call goes on."""
    await service.heed_status(wired.db, wired.clock, call_id, _told(form))
    return Response(status_code=204)


def _told(form: Mapping[str, str]) -> StatusTold:
    try:
        return StatusTold(
            sid=form["CallSid"],
            sequence=int(form["SequenceNumber"]),
            status=CallStatus(form["CallStatus"]),
            seconds=int(form["CallDuration"]) if form.get("CallDuration") else None,
            sip_code=form.get("SipResponseCode"),
        )
    except (KeyError, ValueError, ValidationError) as error:
        raise Invalid(f"This is no status callback: {error}") from error


@callbacks.post("/{call_id}/machine", status_code=204)
async def post_machine(call_id: OurCall, form: SignedForm, wired: Wired) -> Response:
    """The network tells whether a person or a machine answered."""
    if not form.get("AnsweredBy"):
        raise Invalid("AnsweredBy is missing.")
    await service.heed_machine(wired.db, wired.clock, call_id, form["AnsweredBy"])
    return Response(status_code=204)
