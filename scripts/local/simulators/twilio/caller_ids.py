"""Numbers that are not ours, verified to be shown as the caller, over REST.

Source: https://www.twilio.com/docs/voice/api/outgoing-caller-ids
"""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from scripts.local.simulators.twilio.codes import Failed, Refusal
from scripts.local.simulators.twilio.config import Account
from scripts.local.simulators.twilio.door import Door, posted, queried
from scripts.local.simulators.twilio.fields import Fields, rfc_2822
from scripts.local.simulators.twilio.filters import equal
from scripts.local.simulators.twilio.form import dialled
from scripts.local.simulators.twilio.holdings import CallerId, Verification
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.pages import Json, page_json
from scripts.local.simulators.twilio.people.directory import is_number, persona_of
from scripts.local.simulators.twilio.people.persona import Answerer
from scripts.local.simulators.twilio.webhooks import Webhooks
from scripts.local.simulators.twilio.wire import ACCOUNT, ACCOUNTS

LIST = f"{ACCOUNT}/OutgoingCallerIds"
VERIFIER = "+14157234000"  # the number Twilio verifies from
LONGEST_DELAY, TYPING_SECONDS, CODE_DIGITS = 60, 10, 6


class CallerIds:
    """The handlers of caller ids and of the requests that verify them."""

    def __init__(self, network: Network, webhooks: Webhooks) -> None:
        self._network, self._webhooks = network, webhooks

    def routes(self, door: Door) -> APIRouter:
        """Where each is found."""
        one = f"{LIST}/{{sid}}.json"
        return door.router(
            (
                (f"{LIST}.json", "POST", self.post_request),
                (f"{LIST}.json", "GET", self.list_ids),
                (one, "GET", self.get_id),
                (one, "POST", self.update_id),
                (one, "DELETE", self.delete_id),
            )
        )

    async def post_request(self, account: Account, request: Request) -> Response:
        """Ask somebody to type a code. People who answer do; then the number may be shown."""
        form = await posted(request)
        number = dialled(form["PhoneNumber"])
        if not is_number(number):
            raise Refusal(21401, form["PhoneNumber"])
        if self._network.held.is_verified(account.sid, number):
            raise Refusal(21450, number)
        delay = form.whole("CallDelay", 0, 20001, low=0, high=LONGEST_DELAY)
        hook = form.hook("StatusCallback", "StatusCallbackMethod", 21609)
        sid = self._network.sid("CA")
        code = f"{int.from_bytes(sid.encode()) % 10**CODE_DIGITS:0{CODE_DIGITS}}"
        name = form["FriendlyName"] or number
        asked = Verification(sid, account.sid, number, name, code, hook)
        self._network.spawn(self._verify(asked, delay))
        return JSONResponse(
            {
                "account_sid": account.sid,
                "call_sid": sid,
                "friendly_name": name,
                "phone_number": number,
                "validation_code": code,
            }
        )

    async def list_ids(self, account: Account, request: Request) -> Response:
        """The account's caller ids, newest first."""
        query = queried(request)
        found = [
            each
            for each in reversed(self._network.held.caller_ids.values())
            if each.account == account.sid
            and equal(query, PhoneNumber=each.number, FriendlyName=each.name)
        ]
        path = request.url.path
        return JSONResponse(page_json("outgoing_caller_ids", found, _id_json, path, query))

    async def get_id(self, account: Account, request: Request) -> Response:
        """One caller id."""
        return JSONResponse(_id_json(self._found(account, request)))

    async def update_id(self, account: Account, request: Request) -> Response:
        """Rename one."""
        found, form = self._found(account, request), await posted(request)
        found.name = form["FriendlyName"] or found.name
        found.updated = self._network.clock.now()
        return JSONResponse(_id_json(found))

    async def delete_id(self, account: Account, request: Request) -> Response:
        """Forget one."""
        del self._network.held.caller_ids[self._found(account, request).sid]
        return Response(status_code=204)

    async def _verify(self, asked: Verification, delay: int) -> None:
        persona = persona_of(asked.number)
        typed = persona.ring.result == "answer" and persona.answerer is Answerer.HUMAN
        seconds = delay + persona.ring.seconds + TYPING_SECONDS
        await self._network.clock.sleep(seconds)
        verified = self._keep(asked).sid if typed else ""
        self._network.timeline.record("verified", asked.sid, number=asked.number, typed=typed)
        if asked.hook is None:
            return
        try:
            fields = _fields(asked, verified)
            await self._webhooks.ask(asked, asked.hook, fields, "webhook.status")
        except Failed as failure:
            self._network.notify(asked, failure.code, asked.hook, failure.detail)

    def _keep(self, asked: Verification) -> CallerId:
        now, sid = self._network.clock.now(), self._network.sid("PN", asked)
        kept = CallerId(sid, asked.account, asked.number, asked.name, now, now)
        self._network.held.caller_ids[sid] = kept
        return kept

    def _found(self, account: Account, request: Request) -> CallerId:
        found = self._network.held.caller_ids.get(request.path_params["sid"])
        if found is None or found.account != account.sid:
            raise Refusal(20404, request.url.path)
        return found


def _fields(asked: Verification, verified: str) -> Fields:
    fields = {
        "AccountSid": asked.account,
        "CallSid": asked.sid,
        "Called": asked.number,
        "Caller": VERIFIER,
        "From": VERIFIER,
        "To": asked.number,
        "VerificationStatus": "success" if verified else "failed",
    }
    return fields | ({"OutgoingCallerIdSid": verified} if verified else {})


def _id_json(each: CallerId) -> Json:
    return {
        "sid": each.sid,
        "account_sid": each.account,
        "date_created": rfc_2822(each.created),
        "date_updated": rfc_2822(each.updated),
        "friendly_name": each.name,
        "phone_number": each.number,
        "uri": f"{ACCOUNTS}/{each.account}/OutgoingCallerIds/{each.sid}.json",
    }
