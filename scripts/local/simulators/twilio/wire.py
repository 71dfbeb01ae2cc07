"""The JSON of a call over REST, field for field (twilio-oai, twilio_api_v2010)."""

from datetime import UTC, datetime

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.codes import Refusal
from scripts.local.simulators.twilio.fields import rfc_2822
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.pages import Json

VERSION = "2010-04-01"
ACCOUNTS = f"/{VERSION}/Accounts"
ACCOUNT = f"{ACCOUNTS}/{{account}}"
BELOW_CALL = {
    "notifications": "Notifications.json",
    "recordings": "Recordings.json",
    "payments": "Payments.json",
    "events": "Events.json",
    "siprec": "Siprec.json",
    "streams": "Streams.json",
    "transcriptions": "Transcriptions.json",
    "user_defined_message_subscriptions": "UserDefinedMessageSubscriptions.json",
    "user_defined_messages": "UserDefinedMessages.json",
}
DAY = len("2026-01-01")


def call_json(network: Network, call: Call) -> Json:
    """A call resource."""
    base = f"{ACCOUNTS}/{call.account}/Calls/{call.sid}"
    order = call.order
    own = network.number(order.to if call.is_inbound else order.caller)
    return {
        "sid": call.sid,
        "date_created": rfc_2822(call.created),
        "date_updated": rfc_2822(call.updated),
        "parent_call_sid": call.parent,
        "account_sid": call.account,
        "to": order.to,
        "to_formatted": formatted(order.to),
        "from": order.caller,
        "from_formatted": formatted(order.caller),
        "phone_number_sid": own.sid if own else None,
        "status": call.status,
        "start_time": date(call.started),
        "end_time": date(call.ended),
        "duration": str(call.seconds()) if call.has_ended else None,
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
        "subresource_uris": {name: f"{base}/{path}" for name, path in BELOW_CALL.items()},
    }


def date(instant: datetime | None) -> str | None:
    """The form of all dates, or nothing where there is none yet."""
    return rfc_2822(instant) if instant else None


def formatted(number: str) -> str:
    """A number for people, as Twilio writes those of North America."""
    if number.startswith("+1") and len(number) == len("+12025550100"):
        return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    return number


def instant(text: str) -> datetime:
    """A date of a filter: a day, or an instant, in UTC. Raises `Refusal` 20001."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise Refusal(20001, f"{text} is no date") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def is_day(text: str) -> bool:
    """Whether a date of a filter names a whole day."""
    return len(text.strip()) == DAY


def _answered_by(call: Call) -> str | None:
    """The resource tells human from machine only; the webhooks tell more."""
    if call.answered_by is None or call.answered_by == "unknown":
        return None
    return "human" if call.answered_by == "human" else "machine"
