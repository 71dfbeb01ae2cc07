"""Every kind of mistake the network can see, with the cases found."""

from collections.abc import Callable, Iterator
from typing import Any

from scripts.local.simulators.twilio.checks.dialling import (
    Hours,
    dialed_dnc,
    double_dials,
    out_of_window,
    over_cps,
)
from scripts.local.simulators.twilio.checks.expected import expectations
from scripts.local.simulators.twilio.checks.finding import Finding, of_event
from scripts.local.simulators.twilio.checks.speaking import (
    abandoned,
    disclosure_missing,
    voicemail_before_beep,
)
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.timeline import Event

ACCEPTED = range(200, 300)
TOO_MANY_LIVE = 10004


def findings(network: Network, hours: Hours | None = None) -> dict[str, Any]:
    """Every kind of mistake; empty lists, and an `abandoned_rate` of 0, are what one wants to see.

    `hours` are from when to when people may be called, by their own clocks.
    """
    calls = list(network.calls.values())
    placed = [call for call in calls if call.direction == "outbound-api"]
    ours = [call for call in calls if call.direction != "outbound-dial"]
    quiet, rate = abandoned(network, placed)
    return {
        "double_dials": list(double_dials(placed)),
        "out_of_window": list(out_of_window(placed, hours or network.config.calling_hours)),
        "dialed_dnc": list(dialed_dnc(network, placed)),
        "over_concurrency": list(_over_concurrency(network)),
        "over_cps": list(over_cps(placed)),
        "fallback_hits": list(_told(network, "fallback", "a first answer that works")),
        "application_errors": list(_told(network, "application_error", "TwiML to the end")),
        "unsigned_accepted": list(_unsigned(network)),
        "disclosure_missing": list(disclosure_missing(network, ours)),
        "voicemail_before_beep": list(voicemail_before_beep(network, placed)),
        "abandoned": quiet,
        "abandoned_rate": rate,
        "unheard": list(_unheard(network)),
        "expectations": list(expectations(network, ours)),
    }


def _told(
    network: Network, kind: str, expected: str, wrong: Callable[[Event], bool] = lambda _: True
) -> Iterator[Finding]:
    for event in network.timeline.of(kind=kind):
        if wrong(event):
            yield of_event(network.calls.get(event.call), event, expected)


def _over_concurrency(network: Network) -> Iterator[Finding]:
    expected = "no more calls at once than the account may have"
    return _told(network, "notification", expected, lambda e: e.detail["code"] == TOO_MANY_LIVE)


def _unsigned(network: Network) -> Iterator[Finding]:
    def taken(event: Event) -> bool:
        return not event.detail.get("signed", True) and event.detail["status"] in ACCEPTED

    return _told(network, "webhook", "a request with a wrong signature to be refused", taken)


def _unheard(network: Network) -> Iterator[Finding]:
    expected = "what the script says must be heard by then"
    return _told(network, "hear", expected, lambda event: not event.detail["met"])
