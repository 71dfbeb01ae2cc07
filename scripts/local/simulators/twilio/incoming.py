"""The numbers an account owns, over REST: buy, list, configure, give back.

Source: https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource
"""

from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from scripts.local.simulators.twilio.codes import Refusal
from scripts.local.simulators.twilio.config import Account
from scripts.local.simulators.twilio.door import Door, posted, queried
from scripts.local.simulators.twilio.fields import rfc_2822
from scripts.local.simulators.twilio.form import Form, dialled
from scripts.local.simulators.twilio.network import Network, Number
from scripts.local.simulators.twilio.numbering import line_type
from scripts.local.simulators.twilio.order import Hook
from scripts.local.simulators.twilio.pages import Json, page_json
from scripts.local.simulators.twilio.people.directory import is_number
from scripts.local.simulators.twilio.wire import ACCOUNT, ACCOUNTS, VERSION

LIST = f"{ACCOUNT}/IncomingPhoneNumbers"
LONGEST_NAME, LOWEST_AREA, HIGHEST_AREA = 64, 200, 999
TAKEN, INVALID = "+15005550000", "+15005550001"  # docs/iam/test-credentials
KINDS = {"Local": "local", "Mobile": "mobile", "TollFree": "toll-free"}
WEB = {  # field of the form -> what of the number it sets
    "Voice": "voice",
    "VoiceFallback": "fallback",
    "Sms": "sms",
    "SmsFallback": "sms_fallback",
}


class Numbers:
    """The handlers of the number resource."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def routes(self, door: Door) -> APIRouter:
        """Where each is found. The three kinds come before a number called by its sid."""
        one = f"{LIST}/{{sid}}.json"
        lists = [f"{LIST}.json", *(f"{LIST}/{kind}.json" for kind in KINDS)]
        return door.router(
            (
                *((path, "GET", self.list_numbers) for path in lists),
                *((path, "POST", self.post_number) for path in lists),
                (one, "GET", self.get_number),
                (one, "POST", self.update_number),
                (one, "DELETE", self.delete_number),
            )
        )

    async def post_number(self, account: Account, request: Request) -> Response:
        """Buy a number."""
        form = await posted(request)
        wanted = self._wanted(form)
        configured = self._configured(account, form)
        own = self._network.buy(account.sid, wanted)
        _apply(own, configured)
        return JSONResponse(_shown_in(request)(own), 201)

    async def list_numbers(self, account: Account, request: Request) -> Response:
        """The account's numbers, newest first."""
        query = queried(request)
        kind = _kind_in(request)
        found = [
            own
            for own in reversed(self._network.numbers.values())
            if own.account == account.sid
            and kind in ("", _kind(own.number))
            and query.get("PhoneNumber", "").strip("*") in own.number
            and query.get("FriendlyName", own.name) == own.name
            and query.get("Beta", "false") == "false"
            and query.get("Origin", "twilio") == "twilio"
        ]
        shown, path = _shown_in(request), request.url.path
        return JSONResponse(page_json("incoming_phone_numbers", found, shown, path, query))

    async def get_number(self, account: Account, request: Request) -> Response:
        """One number."""
        return JSONResponse(number_json(self._number(account, request)))

    async def update_number(self, account: Account, request: Request) -> Response:
        """Say who answers it, or hand it to another account of ours."""
        own, form = self._number(account, request), await posted(request)
        configured = self._configured(account, form)
        if form["AccountSid"]:
            configured["account"] = self._heir(account, form["AccountSid"])
        _apply(own, configured)
        own.updated = self._network.clock.now()
        return JSONResponse(number_json(own))

    async def delete_number(self, account: Account, request: Request) -> Response:
        """Give a number back."""
        del self._network.numbers[self._number(account, request).sid]
        return Response(status_code=204)

    def _wanted(self, form: Form) -> str:
        if form["AreaCode"] and not form["PhoneNumber"]:
            return self._free_in(form["AreaCode"])
        wanted = dialled(form["PhoneNumber"])
        if not is_number(wanted) or wanted == INVALID:
            raise Refusal(21421, form["PhoneNumber"])
        if self._network.number(wanted) or wanted == TAKEN:
            raise Refusal(21422, wanted)
        return wanted

    def _free_in(self, area: str) -> str:
        """The first number of the area code's block for fiction that nobody has."""
        if not area.isdecimal() or not LOWEST_AREA <= int(area) <= HIGHEST_AREA:
            raise Refusal(21451, area)
        for last in range(100):
            number = f"+1{area}55501{last:02}"
            if is_number(number) and not self._network.number(number):
                return number
        raise Refusal(21452, area)

    def _configured(self, account: Account, form: Form) -> dict[str, object]:
        """What the form sets, all of it checked before any of it counts."""
        found: dict[str, object] = {}
        if "FriendlyName" in form:
            found["name"] = form["FriendlyName"][:LONGEST_NAME]
        for name, attribute in WEB.items():
            if f"{name}Url" in form:
                found[attribute] = form.hook(f"{name}Url", f"{name}Method", 21402, wrong=21403)
        if "StatusCallback" in form:
            hook = form.hook("StatusCallback", "StatusCallbackMethod", 21402, wrong=21403)
            found["status"] = hook
        if "VoiceCallerIdLookup" in form:
            found["looks_callers_up"] = form.is_true("VoiceCallerIdLookup")
        return found | self._of_applications(account, form)

    def _of_applications(self, account: Account, form: Form) -> dict[str, object]:
        """The addresses of an application take the place of the number's own."""
        found: dict[str, object] = {}
        for name, (attribute, hooks) in {
            "VoiceApplicationSid": (
                "voice_application",
                {"voice": "Voice", "fallback": "VoiceFallback"},
            ),
            "SmsApplicationSid": ("sms_application", {"sms": "Sms", "sms_fallback": "SmsFallback"}),
        }.items():
            if name not in form:
                continue
            found[attribute] = form[name]
            application = self._network.held.application(account.sid, form[name])
            if form[name] and application is None:
                raise Refusal(21218, form[name])
            if application is not None:
                for field, part in hooks.items():
                    found[field] = application.hook(f"{part}Url", f"{part}Method")
        return found

    def _heir(self, account: Account, sid: str) -> str:
        heir = self._network.accounts.get(sid)
        family = {account.sid, account.parent or account.sid}
        if heir is None or not family & {heir.sid, heir.parent}:
            raise Refusal(20404, f"{ACCOUNTS}/{sid}.json")
        return heir.sid

    def _number(self, account: Account, request: Request) -> Number:
        own = self._network.numbers.get(request.path_params["sid"])
        if own is None or own.account != account.sid:
            raise Refusal(20404, request.url.path)
        return own


def number_json(own: Number) -> Json:
    """An incoming phone number."""
    return {
        "sid": own.sid,
        "account_sid": own.account,
        "address_sid": None,
        "address_requirements": "none",
        "api_version": VERSION,
        "beta": False,
        "bundle_sid": None,
        "capabilities": {"voice": True, "sms": True, "mms": False, "fax": False},
        "date_created": rfc_2822(own.created),
        "date_updated": rfc_2822(own.updated),
        "emergency_address_sid": None,
        "emergency_address_status": "unregistered",
        "emergency_status": "Inactive",
        "friendly_name": own.name,
        "identity_sid": None,
        "origin": "twilio",
        "phone_number": own.number,
        **_web("sms", own.sms),
        **_web("sms_fallback", own.sms_fallback),
        "sms_application_sid": own.sms_application or None,
        "status": "in-use",
        "status_callback": own.status.url if own.status else "",
        "status_callback_method": own.status.method if own.status else "POST",
        "trunk_sid": None,
        "type": _kind(own.number),
        "uri": f"{ACCOUNTS}/{own.account}/IncomingPhoneNumbers/{own.sid}.json",
        "voice_application_sid": own.voice_application or None,
        "voice_caller_id_lookup": own.looks_callers_up,
        **_web("voice", own.voice),
        **_web("voice_fallback", own.fallback),
        "voice_receive_mode": "voice",
    }


def _kind_in(request: Request) -> str:
    return KINDS.get(request.url.path.rpartition("/")[2].removesuffix(".json"), "")


def _shown_in(request: Request) -> Callable[[Number], Json]:
    """In the lists of one kind Twilio leaves the kind out."""
    left_out = "type" if _kind_in(request) else ""

    def shown(own: Number) -> Json:
        return {name: value for name, value in number_json(own).items() if name != left_out}

    return shown


def _web(name: str, hook: Hook | None) -> Json:
    return {
        f"{name}_url": hook.url if hook else "",
        f"{name}_method": hook.method if hook else "POST",
    }


def _kind(number: str) -> str:
    if line_type(number) == "tollFree":
        return "toll-free"
    mixed = number.startswith("+1")  # where mobile numbers look like any other, Twilio says local
    return "mobile" if line_type(number) == "mobile" and not mixed else "local"


def _apply(own: Number, configured: dict[str, object]) -> None:
    for name, value in configured.items():
        setattr(own, name, value)
