"""Twilio's webhooks about a caller on the way to a person, and whoever is to take them over."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from functions.calls.api import OurCall, SignedForm
from functions.calls.model import ENDS
from functions.conversation import takeover, transfer
from functions.conversation.api import OurDesk
from functions.conversation.transfer import Leg
from shared.wiring import Deps, deps

transferring = APIRouter(prefix="/twilio/transfers", tags=["conversation"])

Wired = Annotated[Deps, Depends(deps)]


def _twiml(document: str) -> Response:
    return Response(document, media_type="text/xml")


@transferring.post("/{call_id}/{n}")
async def post_transfer(
    call_id: OurCall, n: int, form: SignedForm, wired: Wired, desk: OurDesk
) -> Response:
    """The caller has heard that we look for somebody."""
    return _twiml(await transfer.begin(wired.db, desk, call_id, n))


@transferring.post("/{call_id}/takeover/{takeover_id}")
async def post_takeover(
    call_id: OurCall, takeover_id: UUID, form: SignedForm, wired: Wired, desk: OurDesk
) -> Response:
    """One of ours takes over, and the caller was led here."""
    return _twiml(await takeover.begin(wired.db, desk, call_id, takeover_id))


@transferring.post("/{call_id}/{n}/result/{place}")
async def post_result(
    call_id: OurCall, n: int, place: int, form: SignedForm, wired: Wired, desk: OurDesk
) -> Response:
    """A ring came to something: nobody took it, or both have talked."""
    bridged = {"true": True, "false": False}.get(form.get("DialBridged", "").lower())
    gone = form.get("CallStatus") in {each.value for each in ENDS}
    leg = Leg(call_id, n, place)
    return _twiml(await transfer.result(wired.db, desk, leg, bridged=bridged, gone=gone))


@transferring.post("/{call_id}/{n}/whisper/{place}")
async def post_whisper(
    call_id: OurCall, n: int, place: int, form: SignedForm, wired: Wired, desk: OurDesk
) -> Response:
    """Somebody of ours picked up, or their voicemail."""
    return _twiml(await transfer.whisper(wired.db, desk, Leg(call_id, n, place)))


@transferring.post("/{call_id}/{n}/accept/{place}")
async def post_accept(
    call_id: OurCall, n: int, place: int, form: SignedForm, wired: Wired
) -> Response:
    """They pressed a key."""
    leg, digits = Leg(call_id, n, place), form.get("Digits", "")
    return _twiml(await transfer.accept(wired.db, wired.clock, leg, digits))


@transferring.post("/{call_id}/{n}/legs/{place}", status_code=204)
async def post_leg(
    call_id: OurCall, n: int, place: int, form: SignedForm, wired: Wired
) -> Response:
    """Their telephone is on the hook again."""
    seconds = int(form["CallDuration"]) if form.get("CallDuration", "").isdigit() else None
    await transfer.told(wired.db, wired.clock, Leg(call_id, n, place), seconds)
    return Response(status_code=204)
