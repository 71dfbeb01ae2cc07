"""The text messages as people and tests see them: `/__sim__/sms`."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from scripts.local.simulators.problems import shown
from scripts.local.simulators.twilio.holdings import Message
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.pages import Json
from scripts.local.simulators.twilio.people.directory import is_number
from scripts.local.simulators.twilio.texting import Texting
from shared.errors import Conflict, Invalid
from shared.value import Text, Value

PATH = "/__sim__/sms"


class Inbound(Value):
    """Somebody texts a number of ours. JSON has `from`, which Python keeps for itself."""

    sender: str = Field(alias="from")
    to: str
    body: Text = Field(max_length=1600)


class Textbox:
    """The handlers."""

    def __init__(self, network: Network, texting: Texting) -> None:
        self._network, self._texting = network, texting

    def routes(self) -> APIRouter:
        """Where each is found."""
        router = APIRouter()
        router.add_route(PATH, shown(self.get_messages), methods=["GET"])
        router.add_route(PATH, shown(self.post_message), methods=["POST"])
        return router

    async def get_messages(self, request: Request) -> Response:
        """Every message in both directions, newest first; `?number=` those of one person."""
        number = request.query_params.get("number", "").replace(" ", "+")
        found = reversed(self._network.held.messages.values())
        return JSONResponse([_seen(m) for m in found if number in ("", m.sender, m.to)])

    async def post_message(self, request: Request) -> Response:
        """Let somebody text one of our numbers. Answers before the app does."""
        given = Inbound.model_validate(await request.json())
        own = self._network.number(given.to)
        if own is None:
            raise Conflict(f"Nobody owns {given.to}: buy it first (IncomingPhoneNumbers)")
        if not is_number(given.sender):
            told = {"field": "from", "problem": "is no number", "hint": "write it in E.164"}
            raise Invalid(f"from is no number: {given.sender}", errors=[told])
        message = self._texting.receive(own, given.sender, given.body)
        return JSONResponse({"sid": message.sid}, 201)


def _seen(message: Message) -> Json:
    return {
        "sid": message.sid,
        "at": message.created.isoformat(),
        "direction": "in" if message.direction == "inbound" else "out",
        "from": message.sender,
        "to": message.to,
        "body": message.body,
        "status": message.status,
        "error": message.error,
        "by_twilio": message.by_twilio,
    }
