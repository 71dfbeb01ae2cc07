"""Incoming phone numbers and accounts over REST.

Source: https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource
"""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from scripts.local.simulators.twilio.codes import Refusal
from scripts.local.simulators.twilio.config import Account
from scripts.local.simulators.twilio.door import Door, posted
from scripts.local.simulators.twilio.network import Network, Number
from scripts.local.simulators.twilio.order import Form
from scripts.local.simulators.twilio.people.directory import is_number
from scripts.local.simulators.twilio.wire import VERSION, account_json, number_json, page_json

BASE = f"/{VERSION}/Accounts/{{account}}"


class Numbers:
    """The handlers of the number resource."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def routes(self, door: Door) -> APIRouter:
        """Where each is found."""
        router = APIRouter()
        one = f"{BASE}/IncomingPhoneNumbers/{{sid}}.json"
        for path, method, handler in (
            (f"{BASE}.json", "GET", self.get_account),
            (f"{BASE}/IncomingPhoneNumbers.json", "POST", self.post_number),
            (f"{BASE}/IncomingPhoneNumbers.json", "GET", self.list_numbers),
            (one, "GET", self.get_number),
            (one, "POST", self.update_number),
            (one, "DELETE", self.delete_number),
        ):
            endpoint = door.guarded(handler)
            router.add_api_route(path, endpoint, methods=[method], response_model=None)
        return router

    async def get_account(self, account: Account, request: Request) -> Response:
        """The account itself."""
        return JSONResponse(account_json(self._network, account))

    async def post_number(self, account: Account, request: Request) -> Response:
        """Buy a number."""
        form = await posted(request)
        wanted = form["PhoneNumber"]
        if not is_number(wanted):
            raise Refusal(21421, wanted)
        if self._network.number(wanted):
            raise Refusal(21422, wanted)
        own = self._network.buy(account.sid, wanted)
        self._configure(own, form)
        return JSONResponse(number_json(own), 201)

    async def list_numbers(self, account: Account, request: Request) -> Response:
        """The account's numbers."""
        query = dict(request.query_params)
        found = [
            number_json(own)
            for own in self._network.numbers.values()
            if own.account == account.sid
            and query.get("PhoneNumber", own.number) in own.number
            and query.get("FriendlyName", own.name) == own.name
        ]
        return JSONResponse(page_json("incoming_phone_numbers", found, request.url.path, query))

    async def get_number(self, account: Account, request: Request) -> Response:
        """One number."""
        return JSONResponse(number_json(self._number(account, request)))

    async def update_number(self, account: Account, request: Request) -> Response:
        """Say who answers it."""
        own = self._number(account, request)
        self._configure(own, await posted(request))
        own.updated = self._network.clock.now()
        return JSONResponse(number_json(own))

    async def delete_number(self, account: Account, request: Request) -> Response:
        """Give a number back."""
        del self._network.numbers[self._number(account, request).sid]
        return Response(status_code=204)

    def _configure(self, own: Number, form: Form) -> None:
        if "FriendlyName" in form:
            own.name = form["FriendlyName"]
        if "VoiceUrl" in form:
            own.voice = form.hook("VoiceUrl", "VoiceMethod")
        if "VoiceFallbackUrl" in form:
            own.fallback = form.hook("VoiceFallbackUrl", "VoiceFallbackMethod")
        if "StatusCallback" in form:
            own.status = form.hook("StatusCallback", "StatusCallbackMethod", 21609)

    def _number(self, account: Account, request: Request) -> Number:
        own = self._network.numbers.get(request.path_params["sid"])
        if own is None or own.account != account.sid:
            raise Refusal(20404, request.url.path)
        return own
