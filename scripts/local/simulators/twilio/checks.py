"""What the network can tell went wrong in the app, from what it saw itself."""

import re
from collections.abc import Sequence
from typing import Any

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.timeline import Event

DISCLOSURE = re.compile(
    r"\bAI\b|\bIA\b|artificial|automat|automátic|virtual assistant|asistente virtual|robot",
    re.IGNORECASE,
)
ACCEPTED = range(200, 300)
TOO_MANY_LIVE = 10004
JITTER = 2.0  # seconds in the queue of the network: a pause must be felt within as many

Findings = dict[str, list[dict[str, Any]]]


def findings(network: Network) -> Findings:
    """Every kind of mistake with the cases found; empty lists are what one wants to see."""
    timeline = network.timeline
    placed = [call for call in network.calls.values() if call.direction == "outbound-api"]
    return {
        "double_dials": _double_dials(placed),
        "fallback_hits": _shown(timeline.of(kind="fallback")),
        "application_errors": _shown(timeline.of(kind="application_error")),
        "unsigned_accepted": [
            _row(event)
            for event in timeline.of(kind="webhook")
            if not event.detail["signed"] and event.detail["status"] in ACCEPTED
        ],
        "over_cps": [
            {"call": call.sid, "queued": call.queue_seconds}
            for call in placed
            if call.queue_seconds > JITTER
        ],
        "over_concurrency": [
            _row(event)
            for event in timeline.of(kind="notification")
            if event.detail["code"] == TOO_MANY_LIVE
        ],
        "disclosure_missing": _undisclosed(network, placed),
        "voicemail_before_beep": _early_messages(network, placed),
        "unheard": [_row(event) for event in timeline.of(kind="hear") if not event.detail["met"]],
    }


def _double_dials(placed: Sequence[Call]) -> list[dict[str, Any]]:
    """Pairs of calls to one number of which the second began before the first had ended."""
    pairs = (
        (one, two)
        for i, one in enumerate(placed)
        for two in placed[i + 1 :]
        if one.order.to == two.order.to
    )
    return [
        {"to": one.order.to, "calls": [one.sid, two.sid]}
        for one, two in pairs
        if one.ended is None or two.created < one.ended
    ]


def _undisclosed(network: Network, placed: Sequence[Call]) -> list[dict[str, Any]]:
    """Calls that do not begin by saying that a machine talks (EU AI Act Art. 50, FCC 24-17)."""
    found = []
    for call in placed:
        said = [e.detail["text"] for e in network.timeline.of(call.sid, "bot") if e.detail["text"]]
        if said and not DISCLOSURE.search(said[0]):
            found.append({"call": call.sid, "said": said[0]})
    return found


def _early_messages(network: Network, placed: Sequence[Call]) -> list[dict[str, Any]]:
    """Machines that were talked to before the beep and not after it."""
    found = []
    for call in placed:
        said = [e for e in network.timeline.of(call.sid, "bot") if e.detail["text"]]
        if call.beep_at and said and all(event.detail["before_beep"] for event in said):
            found.append({"call": call.sid, "said": said[-1].detail["text"]})
    return found


def _shown(events: Sequence[Event]) -> list[dict[str, Any]]:
    return [_row(event) for event in events]


def _row(event: Event) -> dict[str, Any]:
    return {"call": event.call, "at": event.at.isoformat(), **event.detail}
