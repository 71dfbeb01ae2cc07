"""TwiML applications: addresses under one name, which calls and numbers refer to.

Source: https://www.twilio.com/docs/usage/api/applications
"""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from scripts.local.simulators.twilio.codes import Refusal
from scripts.local.simulators.twilio.config import Account
from scripts.local.simulators.twilio.door import Door, posted, queried
from scripts.local.simulators.twilio.fields import rfc_2822
from scripts.local.simulators.twilio.filters import equal
from scripts.local.simulators.twilio.form import Form
from scripts.local.simulators.twilio.holdings import Application
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.pages import Json, page_json
from scripts.local.simulators.twilio.wire import ACCOUNT, ACCOUNTS, VERSION

LIST = f"{ACCOUNT}/Applications"
ADDRESSES = {
    "VoiceUrl": "VoiceMethod",
    "VoiceFallbackUrl": "VoiceFallbackMethod",
    "StatusCallback": "StatusCallbackMethod",
    "SmsUrl": "SmsMethod",
    "SmsFallbackUrl": "SmsFallbackMethod",
    "SmsStatusCallback": "",
    "MessageStatusCallback": "",
}


class Applications:
    """The handlers of the application resource."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def routes(self, door: Door) -> APIRouter:
        """Where each is found."""
        one = f"{LIST}/{{sid}}.json"
        return door.router(
            (
                (f"{LIST}.json", "POST", self.post_application),
                (f"{LIST}.json", "GET", self.list_applications),
                (one, "GET", self.get_application),
                (one, "POST", self.update_application),
                (one, "DELETE", self.delete_application),
            )
        )

    async def post_application(self, account: Account, request: Request) -> Response:
        """Make one."""
        settings, now = _settings(await posted(request)), self._network.clock.now()
        made = Application(self._network.sid("AP"), account.sid, now, now, settings)
        self._network.held.applications[made.sid] = made
        return JSONResponse(_application_json(made), 201)

    async def list_applications(self, account: Account, request: Request) -> Response:
        """The account's applications, newest first."""
        query = queried(request)
        found = [
            each
            for each in reversed(self._network.held.applications.values())
            if each.account == account.sid
            and equal(query, FriendlyName=each.settings.get("FriendlyName"))
        ]
        path = request.url.path
        return JSONResponse(page_json("applications", found, _application_json, path, query))

    async def get_application(self, account: Account, request: Request) -> Response:
        """One application."""
        return JSONResponse(_application_json(self._application(account, request)))

    async def update_application(self, account: Account, request: Request) -> Response:
        """Change what is given."""
        found = self._application(account, request)
        found.settings |= _settings(await posted(request))
        found.updated = self._network.clock.now()
        return JSONResponse(_application_json(found))

    async def delete_application(self, account: Account, request: Request) -> Response:
        """Remove one."""
        del self._network.held.applications[self._application(account, request).sid]
        return Response(status_code=204)

    def _application(self, account: Account, request: Request) -> Application:
        found = self._network.held.application(account.sid, request.path_params["sid"])
        if found is None:
            raise Refusal(20404, request.url.path)
        return found


def _settings(form: Form) -> dict[str, str]:
    settings = {"FriendlyName": form["FriendlyName"]} if "FriendlyName" in form else {}
    for url, method in ADDRESSES.items():
        if url in form:
            hook = form.hook(url, method, 21402, wrong=21403)
            settings |= {url: form[url]}
            settings |= {method: hook.method} if method and hook else {}
    return settings


def _application_json(made: Application) -> Json:
    given = made.settings

    def url(name: str) -> str | None:
        return given.get(name) or None

    def method(name: str) -> str:
        return given.get(name) or "POST"

    return {
        "sid": made.sid,
        "account_sid": made.account,
        "api_version": VERSION,
        "date_created": rfc_2822(made.created),
        "date_updated": rfc_2822(made.updated),
        "friendly_name": given.get("FriendlyName", ""),
        "message_status_callback": url("MessageStatusCallback"),
        "sms_fallback_method": method("SmsFallbackMethod"),
        "sms_fallback_url": url("SmsFallbackUrl"),
        "sms_method": method("SmsMethod"),
        "sms_status_callback": url("SmsStatusCallback"),
        "sms_url": url("SmsUrl"),
        "status_callback": url("StatusCallback"),
        "status_callback_method": method("StatusCallbackMethod"),
        "uri": f"{ACCOUNTS}/{made.account}/Applications/{made.sid}.json",
        "voice_caller_id_lookup": False,
        "voice_fallback_method": method("VoiceFallbackMethod"),
        "voice_fallback_url": url("VoiceFallbackUrl"),
        "voice_method": method("VoiceMethod"),
        "voice_url": url("VoiceUrl"),
        "public_application_connect_enabled": False,
    }
