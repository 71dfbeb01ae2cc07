"""What Twilio tells of a call afterwards: the debugger's notifications, and requests made for it.

Sources: https://www.twilio.com/docs/voice/api/call-notification-resource,
https://www.twilio.com/docs/voice/api/call-event-resource
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from scripts.local.simulators.twilio.codes import DOCS, Refusal, level
from scripts.local.simulators.twilio.config import Account
from scripts.local.simulators.twilio.door import Door, queried
from scripts.local.simulators.twilio.fields import of_call, rfc_2822
from scripts.local.simulators.twilio.filters import within
from scripts.local.simulators.twilio.network import Network, Notice
from scripts.local.simulators.twilio.pages import Json, page_json
from scripts.local.simulators.twilio.timeline import Event
from scripts.local.simulators.twilio.wire import ACCOUNT, ACCOUNTS, VERSION

OF_CALL = f"{ACCOUNT}/Calls/{{sid}}"


@dataclass(frozen=True)
class Numbered:
    """An event of a call's timeline, under the name the pages know it by."""

    sid: str
    event: Event


class Events:
    """The handlers of notifications and events. None of them changes anything."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def routes(self, door: Door) -> APIRouter:
        """Where each is found."""
        return door.router(
            (
                (f"{ACCOUNT}/Notifications.json", "GET", self.list_notices),
                (f"{ACCOUNT}/Notifications/{{notice}}.json", "GET", self.get_notice),
                (f"{OF_CALL}/Notifications.json", "GET", self.list_notices),
                (f"{OF_CALL}/Notifications/{{notice}}.json", "GET", self.get_notice),
                (f"{OF_CALL}/Events.json", "GET", self.list_events),
            )
        )

    async def list_notices(self, account: Account, request: Request) -> Response:
        """What the debugger has to say about a call, or about all of the account."""
        query, call = queried(request), self._call(account, request)
        found = [
            notice
            for notice in reversed(self._network.notices)
            if notice.call.account == account.sid
            and call in ("", notice.call.sid)
            and query.get("Log", level(notice.code)) == level(notice.code)
            and within(query, "MessageDate", notice.at)
        ]
        shown, path = _shown_in(account, call), request.url.path
        return JSONResponse(page_json("notifications", found, shown, path, query))

    async def get_notice(self, account: Account, request: Request) -> Response:
        """One notification, with what was sent."""
        call, wanted = self._call(account, request), request.path_params["notice"]
        for notice in self._network.notices:
            about = notice.call
            if notice.sid == wanted and about.account == account.sid and call in ("", about.sid):
                return JSONResponse(_shown_in(account, call)(notice) | self._exchange(notice))
        raise Refusal(20404, request.url.path)

    async def list_events(self, account: Account, request: Request) -> Response:
        """The requests made for a call, oldest first."""
        call, query = self._call(account, request), queried(request)
        asked = self._network.timeline.of(call, "webhook")
        found = [Numbered(f"EV{number}", event) for number, event in enumerate(asked)]
        return JSONResponse(page_json("events", found, _event_json, request.url.path, query))

    def _call(self, account: Account, request: Request) -> str:
        sid: str = request.path_params.get("sid", "")
        call = self._network.calls.get(sid)
        if sid and (call is None or call.account != account.sid):
            raise Refusal(20404, request.url.path)
        return sid

    def _exchange(self, notice: Notice) -> Json:
        call = self._network.calls.get(notice.call.sid)
        sent = urlencode(of_call(call)) if call else ""
        return {"request_variables": sent, "response_headers": "", "response_body": ""}


def _shown_in(account: Account, call: str) -> Callable[[Notice], Json]:
    base = f"{ACCOUNTS}/{account.sid}" + (f"/Calls/{call}" if call else "")

    def shown(notice: Notice) -> Json:
        at = rfc_2822(notice.at)
        is_call = notice.call.sid.startswith("CA")
        return {
            "sid": notice.sid,
            "account_sid": account.sid,
            "api_version": VERSION,
            "call_sid": notice.call.sid if is_call else None,
            "date_created": at,
            "date_updated": at,
            "error_code": str(notice.code),
            "log": level(notice.code),
            "message_date": at,
            "message_text": notice.text,
            "more_info": f"{DOCS}{notice.code}",
            "request_method": notice.hook.method,
            "request_url": notice.hook.url,
            "uri": f"{base}/Notifications/{notice.sid}.json",
        }

    return shown


def _event_json(numbered: Numbered) -> Json:
    event, detail = numbered.event, numbered.event.detail
    return {
        "request": {
            "method": detail.get("method", "POST"),
            "url": detail["url"],
            "parameters": detail.get("fields", {}),
        },
        "response": {
            "response_code": detail["status"],
            "request_duration": round(1000 * detail.get("wall_seconds", 0)),
            "content_type": detail.get("media_type", ""),
            "response_body": detail.get("body", ""),
            "date_created": rfc_2822(event.at),
        },
    }
