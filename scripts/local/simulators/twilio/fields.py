"""The form fields Twilio posts with every request about a call.

Source: https://www.twilio.com/docs/voice/twiml#request-parameters
"""

from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.people.directory import country_of

Fields = dict[str, str]


@lru_cache(10_000)  # everything that happens in an instant is dated alike
def rfc_2822(instant: datetime) -> str:
    """The form of all of Twilio's dates."""
    return format_datetime(instant)


def of_call(call: Call, status: str = "") -> Fields:
    """What every request carries. Places are blank, as they often are in the real ones."""
    to, caller = call.order.to, call.order.caller
    fields = {
        "AccountSid": call.account,
        "ApiVersion": "2010-04-01",
        "CallSid": call.sid,
        "CallStatus": status or call.status,
        "Called": to,
        "Caller": caller,
        "Direction": call.direction,
        "From": caller,
        "To": to,
    }
    for side, number in (("From", caller), ("Caller", caller), ("To", to), ("Called", to)):
        fields |= {f"{side}City": "", f"{side}State": "", f"{side}Zip": ""}
        fields[f"{side}Country"] = country_of(number)
    if call.parent:
        fields["ParentCallSid"] = call.parent
    if call.is_inbound:
        fields |= {"StirVerstat": "TN-Validation-Passed-A", "CallToken": f"simulated-{call.sid}"}
    return fields


def of_progress(call: Call, status: str, now: datetime) -> Fields:
    """What a status callback adds; its number in the sequence is used up."""
    fields = of_call(call, status) | {
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(call.sequence),
        "Timestamp": rfc_2822(now),
    }
    call.sequence += 1
    if status in ("ringing", "in-progress"):
        fields["StirStatus"] = "A"
    if call.answered_by:
        fields["AnsweredBy"] = call.answered_by
    if call.has_ended:
        seconds = call.seconds()
        fields |= {
            "CallDuration": str(seconds),
            "Duration": str(-(-seconds // 60)),
            "SipResponseCode": str(call.sip),
        }
    return fields
