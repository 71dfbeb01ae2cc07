"""Twilio's webhook for text messages."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import ValidationError

from functions.calls.api import SignedForm
from functions.conversation import texts
from functions.conversation.texted import Meaning, TextMessage
from shared.errors import Invalid
from shared.wiring import Deps, deps

messages = APIRouter(prefix="/twilio/messages", tags=["conversation"])

Wired = Annotated[Deps, Depends(deps)]


@messages.post("/inbound")
async def post_text(form: SignedForm, wired: Wired) -> Response:
    """Somebody texts us."""
    answer = await texts.receive(wired.db, wired.clock, _told(form))
    return Response(answer, media_type="text/xml")


def _told(form: Mapping[str, str]) -> TextMessage:
    try:
        return TextMessage(
            sid=form["MessageSid"],
            phone=form["From"],
            number=form["To"],
            body=form.get("Body", ""),
            sorted_by=Meaning(form["OptOutType"].lower()) if form.get("OptOutType") else None,
        )
    except (KeyError, ValueError, ValidationError) as error:
        raise Invalid(f"This is no text message: {error}") from error
