"""The message resource over REST: send, list, fetch, redact, delete.

Source: https://www.twilio.com/docs/messaging/api/message-resource
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from mimetypes import guess_type
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from scripts.local.simulators.twilio.codes import DELIVERY, NOTICES, Refusal
from scripts.local.simulators.twilio.config import Account
from scripts.local.simulators.twilio.door import Door, posted, queried
from scripts.local.simulators.twilio.fields import rfc_2822
from scripts.local.simulators.twilio.filters import equal, within
from scripts.local.simulators.twilio.form import Form, checked_url, dialled
from scripts.local.simulators.twilio.holdings import Message
from scripts.local.simulators.twilio.network import TEST_CALLER, Network
from scripts.local.simulators.twilio.order import Hook
from scripts.local.simulators.twilio.pages import Json, page_json
from scripts.local.simulators.twilio.people.directory import is_number, persona_of
from scripts.local.simulators.twilio.segments import segments
from scripts.local.simulators.twilio.texting import LONGEST_QUEUE, Texting
from scripts.local.simulators.twilio.wire import ACCOUNT, ACCOUNTS, VERSION, date

LIST, ONE = f"{ACCOUNT}/Messages.json", f"{ACCOUNT}/Messages/{{sid}}.json"
MEDIA = f"{ACCOUNT}/Messages/{{sid}}/Media.json"
LONGEST_BODY, MOST_MEDIA = 1600, 10
TO = {  # https://www.twilio.com/docs/iam/test-credentials
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
FROM = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}
AS_TEXT = {21215: 21408, 21216: 21612, 21217: 21614, 21214: 21612}
NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")
WORDS = {  # where a message is refused in other words than a call
    21211: "Invalid 'To' Phone Number: {subject}",
    21212: "Invalid 'From' Phone Number: {subject}",
}


@dataclass(frozen=True)
class Media:
    """A file of a message."""

    sid: str
    message: Message
    url: str


class Messages:
    """The handlers of the message resource."""

    def __init__(self, network: Network, texting: Texting) -> None:
        self._network, self._texting = network, texting

    def routes(self, door: Door) -> APIRouter:
        """Where each is found."""
        return door.router(
            (
                (LIST, "POST", self.post_message),
                (LIST, "GET", self.list_messages),
                (ONE, "GET", self.get_message),
                (ONE, "POST", self.update_message),
                (ONE, "DELETE", self.delete_message),
                (MEDIA, "GET", self.list_media),
            )
        )

    async def post_message(self, account: Account, request: Request) -> Response:
        """Send a message."""
        form = await posted(request)
        if account.status != "active":
            raise Refusal(10001)
        to, sender = self._numbers(account, form)
        body, media = _contents(form)
        callback = self._callback(account, form)
        longest = int(LONGEST_QUEUE.total_seconds())
        valid = form.whole("ValidityPeriod", longest, 20001, low=1, high=longest)
        now, prefix = self._network.clock.now(), "MM" if media else "SM"
        sid = self._network.sid(prefix)
        message = Message(sid, account.sid, sender, to, body, "outbound-api", now, now)
        message.media, message.callback = media, callback
        created = JSONResponse(message_json(message), 201)
        self._texting.send(message, valid=timedelta(seconds=valid))
        return created

    async def list_messages(self, account: Account, request: Request) -> Response:
        """The account's messages in both directions, newest first."""
        query = queried(request)
        found = [
            each
            for each in reversed(self._network.held.messages.values())
            if each.account == account.sid
            and equal(query, To=each.to, From=each.sender)
            and within(query, "DateSent", each.sent)
        ]
        path = request.url.path
        return JSONResponse(page_json("messages", found, message_json, path, query))

    async def get_message(self, account: Account, request: Request) -> Response:
        """One message."""
        return JSONResponse(message_json(self._message(account, request)))

    async def update_message(self, account: Account, request: Request) -> Response:
        """Empty the body of a message that has ended. Nothing is scheduled, so nothing cancels."""
        message, form = self._message(account, request), await posted(request)
        if form["Body"] or form["Status"]:
            raise Refusal(20001, "Body may only be emptied, and only what is scheduled canceled")
        if not message.has_ended:
            raise Refusal(20009)
        message.body, message.updated = "", self._network.clock.now()
        return JSONResponse(message_json(message))

    async def delete_message(self, account: Account, request: Request) -> Response:
        """Forget a message that has ended."""
        message = self._message(account, request)
        if not message.has_ended:
            raise Refusal(20009)
        del self._network.held.messages[message.sid]
        return Response(status_code=204)

    async def list_media(self, account: Account, request: Request) -> Response:
        """The files that went with a message."""
        message, query = self._message(account, request), queried(request)
        begun = f"ME{message.sid[2:-1]}"  # one digit is left to count, for ten files at the most
        files = [Media(f"{begun}{n}", message, url) for n, url in enumerate(message.media)]
        path = request.url.path
        return JSONResponse(page_json("media_list", files, _media_json, path, query))

    def _numbers(self, account: Account, form: Form) -> tuple[str, str]:
        if not form["To"]:
            raise Refusal(21604)
        if form["MessagingServiceSid"]:
            raise Refusal(21701, form["MessagingServiceSid"])
        if not form["From"]:
            raise Refusal(21603)
        to, sender = _callee(form["To"]), self._sender(account, form["From"])
        if to == sender:
            raise Refusal(21266, to)
        if (sender, to) in self._network.held.opt_outs:
            raise Refusal(21610)
        if account.type == "Trial" and not self._network.held.is_verified(account.sid, to):
            raise Refusal(21608, to)
        return to, sender

    def _sender(self, account: Account, given: str) -> str:
        """A number of the account's, or a name of up to eleven letters and digits."""
        if NAME.fullmatch(given):
            return given
        sender = dialled(given)
        if sender in FROM:
            raise Refusal(FROM[sender], sender, words=WORDS.get(FROM[sender], ""))
        if not is_number(sender):
            raise Refusal(21212, given, words=WORDS[21212])
        own = self._network.number(sender)
        if own is None and sender != TEST_CALLER:
            raise Refusal(21659, sender)
        if own is not None and own.account != account.sid:
            raise Refusal(21660, sender)
        return sender

    def _callback(self, account: Account, form: Form) -> Hook | None:
        application = self._network.held.application(account.sid, form["ApplicationSid"])
        if form["ApplicationSid"] and application is None:
            raise Refusal(21218, form["ApplicationSid"])
        own = form.hook("StatusCallback", "", 21609)
        return own or (application.hook("MessageStatusCallback", "") if application else None)

    def _message(self, account: Account, request: Request) -> Message:
        found = self._network.held.messages.get(request.path_params["sid"])
        if found is None or found.account != account.sid:
            raise Refusal(20404, request.url.path)
        return found


def _callee(given: str) -> str:
    to = dialled(given)
    refused = persona_of(to).refused
    code = TO.get(to) or AS_TEXT.get(refused, refused)
    if not code and not is_number(to):
        code = 21211
    if code:
        raise Refusal(code, to, words=WORDS.get(code, ""))
    return to


def _contents(form: Form) -> tuple[str, tuple[str, ...]]:
    body, media = form["Body"], tuple(form.all("MediaUrl"))
    if not body and not media:
        raise Refusal(21602)
    if len(body) > LONGEST_BODY:
        raise Refusal(21617)
    if len(media) > MOST_MEDIA:
        raise Refusal(21623)
    return body, tuple(checked_url(url, 21620) for url in media)


def message_json(message: Message) -> Json:
    """A message resource."""
    base = f"{ACCOUNTS}/{message.account}/Messages/{message.sid}"
    error = message.error
    return {
        "sid": message.sid,
        "account_sid": message.account,
        "api_version": VERSION,
        "body": message.body,
        "date_created": rfc_2822(message.created),
        "date_sent": date(message.sent),
        "date_updated": rfc_2822(message.updated),
        "direction": message.direction,
        "error_code": error,
        "error_message": (DELIVERY.get(error) or NOTICES.get(error)) if error else None,
        "from": message.sender,
        "messaging_service_sid": None,
        "num_media": str(len(message.media)),
        "num_segments": str(segments(message.body)),
        "price": None,
        "price_unit": "USD",
        "status": message.status,
        "subresource_uris": {"media": f"{base}/Media.json"},
        "to": message.to,
        "uri": f"{base}.json",
    }


def _media_json(file: Media) -> Json:
    kept, of = rfc_2822(file.message.created), file.message
    media_type = guess_type(urlsplit(file.url).path)[0] or "application/octet-stream"
    return {
        "sid": file.sid,
        "account_sid": of.account,
        "parent_sid": of.sid,
        "content_type": media_type,
        "date_created": kept,
        "date_updated": kept,
        "uri": f"{ACCOUNTS}/{of.account}/Messages/{of.sid}/Media/{file.sid}.json",
    }
