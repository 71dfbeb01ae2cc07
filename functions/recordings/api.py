"""What the network tells of recordings. Listening to them is `conversation/listening.py`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from functions.calls.api import OurCall, SignedForm
from functions.recordings import service
from shared.errors import Invalid
from shared.ports import NetworkRecording
from shared.wiring import Deps, deps

callbacks = APIRouter(prefix="/twilio/recordings", tags=["recordings"])

Wired = Annotated[Deps, Depends(deps)]


@callbacks.post("/{call_id}/status", status_code=204)
async def post_recording_status(call_id: OurCall, form: SignedForm, wired: Wired) -> Response:
    """The network tells how a recording goes on."""
    try:
        seen = NetworkRecording(
            sid=form["RecordingSid"],
            call_sid=form["CallSid"],
            status=form["RecordingStatus"],
            seconds=int(form.get("RecordingDuration") or 0),
        )
    except (KeyError, ValueError) as error:
        raise Invalid(f"This is no recording callback: {error}") from error
    await service.heed(wired.db, wired.clock, call_id, seen)
    return Response(status_code=204)
