"""The JSON of Twilio's REST API, field for field (twilio-oai, twilio_api_v2010)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.codes import DOCS
from scripts.local.simulators.twilio.config import Account
from scripts.local.simulators.twilio.fields import rfc_2822
from scripts.local.simulators.twilio.network import Network, Notice, Number

VERSION = "2010-04-01"
USUAL_PAGE, LARGEST_PAGE = 50, 1000
BELOW_CALL = (
    "notifications",
    "recordings",
    "payments",
    "events",
    "siprec",
    "streams",
    "transcriptions",
    "user_defined_message_subscriptions",
    "user_defined_messages",
)
BELOW_ACCOUNT = {"calls": "Calls.json", "incoming_phone_numbers": "IncomingPhoneNumbers.json"}

Json = dict[str, Any]


def call_json(network: Network, call: Call) -> Json:
    """A call resource."""
    base = f"/{VERSION}/Accounts/{call.account}/Calls/{call.sid}"
    own = network.number(call.order.to if call.is_inbound else call.order.caller)
    return {
        "sid": call.sid,
        "date_created": rfc_2822(call.created),
        "date_updated": rfc_2822(call.updated),
        "parent_call_sid": call.parent,
        "account_sid": call.account,
        "to": call.order.to,
        "to_formatted": _formatted(call.order.to),
        "from": call.order.caller,
        "from_formatted": _formatted(call.order.caller),
        "phone_number_sid": own.sid if own else None,
        "status": call.status,
        "start_time": _date(call.started),
        "end_time": _date(call.ended),
        "duration": str(call.seconds(network.config.pace)) if call.has_ended else None,
        "price": None,
        "price_unit": "USD",
        "direction": call.direction,
        "answered_by": _answered_by(call),
        "api_version": VERSION,
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": None,
        "queue_time": str(round(call.queue_seconds * 1000)),
        "trunk_sid": None,
        "uri": f"{base}.json",
        "subresource_uris": {name: f"{base}/{_camel(name)}.json" for name in BELOW_CALL},
    }


def number_json(number: Number) -> Json:
    """An incoming phone number."""
    voice, fallback, status = number.voice, number.fallback, number.status
    return {
        "sid": number.sid,
        "account_sid": number.account,
        "address_sid": None,
        "address_requirements": "none",
        "api_version": VERSION,
        "beta": False,
        "bundle_sid": None,
        "capabilities": {"voice": True, "sms": True, "mms": False, "fax": False},
        "date_created": rfc_2822(number.created),
        "date_updated": rfc_2822(number.updated),
        "emergency_address_sid": None,
        "emergency_address_status": "unregistered",
        "emergency_status": "Inactive",
        "friendly_name": number.name,
        "identity_sid": None,
        "origin": "twilio",
        "phone_number": number.number,
        "sms_application_sid": "",
        "sms_fallback_method": "POST",
        "sms_fallback_url": "",
        "sms_method": "POST",
        "sms_url": "",
        "status": "in-use",
        "status_callback": status.url if status else "",
        "status_callback_method": status.method if status else "POST",
        "trunk_sid": None,
        "type": "local",
        "uri": f"/{VERSION}/Accounts/{number.account}/IncomingPhoneNumbers/{number.sid}.json",
        "voice_application_sid": "",
        "voice_caller_id_lookup": False,
        "voice_fallback_method": fallback.method if fallback else "POST",
        "voice_fallback_url": fallback.url if fallback else "",
        "voice_method": voice.method if voice else "POST",
        "voice_receive_mode": "voice",
        "voice_url": voice.url if voice else "",
    }


def notice_json(notice: Notice) -> Json:
    """A notification about a call."""
    call, at = notice.call, rfc_2822(notice.at)
    base = f"/{VERSION}/Accounts/{call.account}/Calls/{call.sid}/Notifications"
    return {
        "sid": notice.sid,
        "account_sid": call.account,
        "api_version": VERSION,
        "call_sid": call.sid,
        "date_created": at,
        "date_updated": at,
        "error_code": str(notice.code),
        "log": "0",
        "message_date": at,
        "message_text": notice.text,
        "more_info": f"{DOCS}{notice.code}",
        "request_method": notice.hook.method,
        "request_url": notice.hook.url,
        "uri": f"{base}/{notice.sid}.json",
    }


def account_json(network: Network, account: Account) -> Json:
    """An account, its token withheld."""
    base = f"/{VERSION}/Accounts/{account.sid}"
    born = rfc_2822(network.clock.now())
    return {
        "sid": account.sid,
        "auth_token": "",
        "date_created": born,
        "date_updated": born,
        "friendly_name": account.friendly_name,
        "owner_account_sid": account.parent or account.sid,
        "status": "active",
        "subresource_uris": {name: f"{base}/{path}" for name, path in BELOW_ACCOUNT.items()},
        "type": "Full",
        "uri": f"{base}.json",
    }


def page_json(name: str, items: Sequence[Json], path: str, query: Mapping[str, str]) -> Json:
    """One page of a list, with the addresses of the others."""
    size = min(max(_whole(query.get("PageSize"), USUAL_PAGE), 1), LARGEST_PAGE)
    page = _whole(query.get("Page"), 0)
    begin = page * size
    shown = list(items[begin : begin + size])

    def address(number: int) -> str:
        kept = {key: value for key, value in query.items() if key not in ("Page", "PageToken")}
        return f"{path}?{urlencode(kept | {'PageSize': str(size), 'Page': str(number)})}"

    more = begin + size < len(items)
    return {
        name: shown,
        "first_page_uri": address(0),
        "next_page_uri": address(page + 1) + f"&PageToken=PA{shown[-1]['sid']}" if more else None,
        "previous_page_uri": address(page - 1) if page else None,
        "uri": address(page),
        "page": page,
        "page_size": size,
        "start": begin,
        "end": begin + max(len(shown) - 1, 0),
    }


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() else default


def _answered_by(call: Call) -> str | None:
    """The resource tells human from machine only; the webhooks tell more."""
    if call.answered_by is None or call.answered_by == "unknown":
        return None
    return "human" if call.answered_by == "human" else "machine"


def _date(instant: datetime | None) -> str | None:
    return rfc_2822(instant) if instant else None


def _formatted(number: str) -> str:
    if number.startswith("+1") and len(number) == len("+12025550100"):
        return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    return number


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
