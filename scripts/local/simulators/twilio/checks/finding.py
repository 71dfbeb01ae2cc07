"""One mistake that was found, with all it takes to look it up."""

from datetime import datetime
from typing import Any

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.timeline import Event

Finding = dict[str, Any]


def number_of(call: Call) -> str:
    """The number of the person at the other end."""
    return call.order.caller if call.is_inbound else call.order.to


def finding(call: Call, at: datetime, expected: str, **more: Any) -> Finding:
    """What was expected of this call at that instant, and what was seen instead."""
    where = {"call": call.sid, "number": number_of(call), "at": at.isoformat()}
    return {**where, "expected": expected, **more}


def of_event(call: Call | None, event: Event, expected: str) -> Finding:
    """The same, from what the timeline has; a webhook's form stays there."""
    seen = {name: value for name, value in event.detail.items() if name != "fields"}
    number = number_of(call) if call else ""
    where = {"call": event.call, "number": number, "at": event.at.isoformat()}
    return {**where, "expected": expected, **seen}
