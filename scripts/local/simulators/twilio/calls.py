"""The call resource over REST: create, list, fetch, update, delete.

Source: https://www.twilio.com/docs/voice/api/call-resource
"""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from scripts.local.simulators.faults.wire import served
from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.codes import Refusal
from scripts.local.simulators.twilio.config import Account
from scripts.local.simulators.twilio.creation import Creations
from scripts.local.simulators.twilio.door import Door, posted, queried
from scripts.local.simulators.twilio.engine import Engine
from scripts.local.simulators.twilio.filters import Query, equal, within
from scripts.local.simulators.twilio.form import Form, dialled
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Document, Hook, Order
from scripts.local.simulators.twilio.ordering import (
    DAY,
    read_document,
    read_order,
    unknown_events,
)
from scripts.local.simulators.twilio.pages import page_json
from scripts.local.simulators.twilio.wire import ACCOUNT, call_json

LIST, ONE = f"{ACCOUNT}/Calls.json", f"{ACCOUNT}/Calls/{{sid}}.json"
TOKEN = "simulated-"  # noqa: S105  how the CallToken of an inbound call begins (fields.py)


class Calls:
    """The handlers of the call resource."""

    def __init__(self, network: Network, engine: Engine) -> None:
        self._network, self._engine = network, engine
        self._creations = Creations(network)

    def routes(self, door: Door) -> APIRouter:
        """Where each is found."""
        self._door = door
        routes = (
            (LIST, "POST", self.post_call),
            (LIST, "GET", self.list_calls),
            (ONE, "GET", self.get_call),
            (ONE, "POST", self.update_call),
            (ONE, "DELETE", self.delete_call),
        )
        return door.router(routes, own_faults=(self.post_call,))

    async def post_call(self, account: Account, request: Request) -> Response:
        """Place a call, or fail to in one of the ways a person or a fault prescribes."""
        form = await posted(request)
        fault = self._creations.fault(dialled(form["To"]))

        async def work() -> Response:
            call = self._placed(account, form)
            created = JSONResponse(call_json(self._network, call), 201)
            self._engine.start(call)
            await self._creations.early(call)
            return created

        return await served(fault, request, work, self._door.spoilt)

    async def list_calls(self, account: Account, request: Request) -> Response:
        """The account's calls, newest first, filtered. What was not dialled has no start time."""
        query, calls = queried(request), self._network.calls.values()
        found = [
            call for call in reversed(calls) if call.account == account.sid and _fits(call, query)
        ]

        def shown(call: Call) -> dict[str, object]:
            return call_json(self._network, call)

        return JSONResponse(page_json("calls", found, shown, request.url.path, query))

    async def get_call(self, account: Account, request: Request) -> Response:
        """One call."""
        return JSONResponse(call_json(self._network, self._call(account, request)))

    async def update_call(self, account: Account, request: Request) -> Response:
        """Cancel or end a call, or send a live one to another document.

        `canceled` leaves alone what has been answered already.
        """
        call, form = self._call(account, request), await posted(request)
        if form["Url"] and form["Twiml"]:
            raise Refusal(20001, "Url and Twiml cannot both be given")
        if call.has_ended:
            raise Refusal(21220)
        changes, seconds = _changes(form), form.whole("TimeLimit", DAY, 21208, low=1, high=DAY)
        status = form.one_of("Status", "", "canceled", "completed")
        if form["Url"] or form["Twiml"]:
            self._redirect(call, form)
        call.order = call.order.model_copy(update=changes)
        call.updated = self._network.clock.now()
        if form["TimeLimit"]:
            call.limit_to(seconds)
        if status == "completed" or (status == "canceled" and call.status != "in-progress"):
            call.ask_to_end("api")
        return JSONResponse(call_json(self._network, call))

    async def delete_call(self, account: Account, request: Request) -> Response:
        """Forget a call that has ended."""
        call = self._call(account, request)
        if not call.has_ended:
            raise Refusal(20009)
        del self._network.calls[call.sid]
        return Response(status_code=204)

    def _placed(self, account: Account, form: Form) -> Call:
        if account.status != "active":
            raise Refusal(10001)
        network = self._network
        order = read_order(form, lambda sid: network.held.application(account.sid, sid))
        self._check_numbers(account, order, form)
        waiting = network.pacing.queue(account.sid, network.clock.now(), account.calls_per_second)
        call = network.new_call(account.sid, order, "outbound-api")
        call.queue_seconds = waiting
        network.timeline.record("created", call.sid, to=order.to, queued=waiting)
        for event in unknown_events(form):
            hook = order.status or Hook(url="")
            network.notify(call, 21626, hook, f"Invalid statusCallbackEvents: {event}")
        return call

    def _check_numbers(self, account: Account, order: Order, form: Form) -> None:
        sid, held = account.sid, self._network.held
        if refused := self._network.cast.who(order.to).refused:
            raise Refusal(refused, order.to)
        ours = self._network.owns(sid, order.caller) or held.is_verified(sid, order.caller)
        if not ours and not self._is_passed_on(account, order, form["CallToken"]):
            raise Refusal(21210, order.caller)
        if account.type == "Trial" and not held.is_verified(sid, order.to):
            raise Refusal(21219, order.to)

    def _is_passed_on(self, account: Account, order: Order, token: str) -> bool:
        """Whether the token is that of a call from this caller to the account."""
        call = self._network.calls.get(token.removeprefix(TOKEN))
        if call is None or not call.is_inbound or call.account != account.sid:
            return False
        return token.startswith(TOKEN) and call.order.caller == order.caller

    def _redirect(self, call: Call, form: Form) -> None:
        document: Document = read_document(form)
        if call.status != "in-progress":
            raise Refusal(21220)
        call.ask_to_go_on(document)
        self._network.timeline.record("redirected", call.sid, url=form["Url"])

    def _call(self, account: Account, request: Request) -> Call:
        found = self._network.calls.get(request.path_params["sid"])
        if found is None or found.account != account.sid:
            raise Refusal(20404, request.url.path)
        return found


def _changes(form: Form) -> dict[str, Hook | None]:
    changes: dict[str, Hook | None] = {}
    if form["FallbackUrl"]:
        changes["fallback"] = form.hook("FallbackUrl", "FallbackMethod")
    if form["StatusCallback"]:
        changes["status"] = form.hook("StatusCallback", "StatusCallbackMethod", 21609)
    return changes


def _fits(call: Call, query: Query) -> bool:
    fields = {
        "To": call.order.to,
        "From": call.order.caller,
        "Status": call.status,
        "ParentCallSid": call.parent,
    }
    started, ended = call.started, call.ended
    return (
        equal(query, **fields)
        and within(query, "StartTime", started)
        and within(query, "EndTime", ended)
    )
