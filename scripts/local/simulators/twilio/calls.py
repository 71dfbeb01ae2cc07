"""The call resource over REST: create, list, fetch, update, delete.

Source: https://www.twilio.com/docs/voice/api/call-resource
"""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.codes import Refusal
from scripts.local.simulators.twilio.config import Account
from scripts.local.simulators.twilio.creation import Creations
from scripts.local.simulators.twilio.door import Door, posted
from scripts.local.simulators.twilio.engine import Engine
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Form, read_document, read_order
from scripts.local.simulators.twilio.wire import VERSION, call_json, notice_json, page_json

BASE = f"/{VERSION}/Accounts/{{account}}"


class Calls:
    """The handlers of the call resource."""

    def __init__(self, network: Network, engine: Engine) -> None:
        self._network, self._engine = network, engine
        self._creations = Creations(network)

    def routes(self, door: Door) -> APIRouter:
        """Where each is found."""
        router = APIRouter()
        one = f"{BASE}/Calls/{{sid}}"
        for path, method, handler in (
            (f"{BASE}/Calls.json", "POST", self.post_call),
            (f"{BASE}/Calls.json", "GET", self.list_calls),
            (f"{one}.json", "GET", self.get_call),
            (f"{one}.json", "POST", self.update_call),
            (f"{one}.json", "DELETE", self.delete_call),
            (f"{one}/Notifications.json", "GET", self.list_notices),
        ):
            endpoint = door.guarded(handler)
            router.add_api_route(path, endpoint, methods=[method], response_model=None)
        return router

    async def post_call(self, account: Account, request: Request) -> Response:
        """Place a call, or fail to in one of the ways a person or a fault prescribes."""
        form = await posted(request)
        fault = self._creations.fault(form["To"])
        await self._creations.before(fault)
        order = read_order(form)
        if not self._network.owns(account.sid, order.caller):
            raise Refusal(21210, order.caller)
        now, rate = self._network.clock.now(), account.calls_per_second
        waiting = self._network.pacing.queue(account.sid, now, rate)
        call = self._network.new_call(account.sid, order, "outbound-api")
        call.queue_seconds = waiting
        self._network.timeline.record("created", call.sid, to=order.to, queued=waiting)
        created = JSONResponse(call_json(self._network, call), 201)
        self._engine.start(call)
        await self._creations.after(fault, call, request)
        return created

    async def list_calls(self, account: Account, request: Request) -> Response:
        """The account's calls, newest first, filtered. What was not dialled has no start time."""
        query = dict(request.query_params)
        found = [
            call_json(self._network, call)
            for call in reversed(self._network.calls.values())
            if call.account == account.sid and _matches(call, query)
        ]
        return JSONResponse(page_json("calls", found, request.url.path, query))

    async def get_call(self, account: Account, request: Request) -> Response:
        """One call."""
        return JSONResponse(call_json(self._network, self._call(account, request)))

    async def update_call(self, account: Account, request: Request) -> Response:
        """Cancel or end a call, or send a live one to another document."""
        call, form = self._call(account, request), await posted(request)
        if form["Url"] and form["Twiml"]:
            raise Refusal(20001)
        if call.has_ended:
            raise Refusal(21220)
        if form["Status"]:
            _end(call, form["Status"])
        if form["Url"] or form["Twiml"]:
            self._redirect(call, form)
        if form["TimeLimit"]:
            call.order = call.order.model_copy(update={"talk_seconds": int(form["TimeLimit"])})
        return JSONResponse(call_json(self._network, call))

    async def delete_call(self, account: Account, request: Request) -> Response:
        """Forget a call that has ended."""
        call = self._call(account, request)
        if not call.has_ended:
            raise Refusal(20009)
        del self._network.calls[call.sid]
        return Response(status_code=204)

    async def list_notices(self, account: Account, request: Request) -> Response:
        """What the debugger has to say about a call."""
        call = self._call(account, request)
        found = [notice_json(n) for n in self._network.notices if n.call is call]
        query = dict(request.query_params)
        return JSONResponse(page_json("notifications", found, request.url.path, query))

    def _redirect(self, call: Call, form: Form) -> None:
        if call.status != "in-progress":
            raise Refusal(21220)
        call.ask_to_go_on(read_document(form))
        self._network.timeline.record("redirected", call.sid, url=form["Url"])

    def _call(self, account: Account, request: Request) -> Call:
        return self._network.call(account.sid, request.path_params["sid"])


def _end(call: Call, status: str) -> None:
    if status not in ("canceled", "completed"):
        raise Refusal(20001)
    if status == "canceled" and call.status == "in-progress":
        raise Refusal(21220)
    call.ask_to_end("api")


def _matches(call: Call, query: Mapping[str, str]) -> bool:
    exact = {
        "To": call.order.to,
        "From": call.order.caller,
        "Status": call.status,
        "ParentCallSid": call.parent,
    }
    return all(query.get(name, value) == value for name, value in exact.items()) and all(
        _within(query, name, instant)
        for name, instant in (("StartTime", call.started), ("EndTime", call.ended))
    )


def _within(query: Mapping[str, str], name: str, instant: datetime | None) -> bool:
    later, earlier, day = (query.get(name + sign) for sign in (">", "<", ""))
    if not (later or earlier or day):
        return True
    if instant is None:
        return False
    return (
        (not later or instant >= _instant(later))
        and (not earlier or instant <= _instant(earlier))
        and (not day or timedelta() <= instant - _instant(day) < timedelta(days=1))
    )


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refusal(20001) from error
    return datetime.combine(found, time(), UTC) if len(text) == len("2026-01-01") else found
