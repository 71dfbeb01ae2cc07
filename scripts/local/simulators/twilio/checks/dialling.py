"""Calls that should not have been placed, or not then."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from operator import attrgetter
from zoneinfo import ZoneInfo

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.checks.finding import Finding, finding, number_of
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.optout import START, STOP
from scripts.local.simulators.twilio.people.directory import zones_of
from scripts.local.simulators.twilio.timeline import Event

JITTER = 2.0  # seconds in the queue of the network: a pause must be felt within as many
STOP_WORDS, START_WORDS = STOP | {"BAJA", "ALTO", "PARAR"}, START | {"ALTA"}
Hours = tuple[int, int]


def double_dials(placed: Sequence[Call]) -> Iterator[Finding]:
    """Calls to a number while an earlier one to it was not over; each is told once."""
    longest: dict[str, Call] = {}
    for call in sorted(placed, key=attrgetter("created")):
        before = longest.get(call.order.to)
        if before and (before.ended is None or call.created < before.ended):
            expected = "one call at a time to a number"
            calls = [before.sid, call.sid]
            yield finding(call, call.created, expected, to=call.order.to, calls=calls)
        if before is None or _ends_later(call, before):
            longest[call.order.to] = call


def _ends_later(call: Call, other: Call) -> bool:
    return other.ended is not None and (call.ended is None or call.ended > other.ended)


def out_of_window(placed: Sequence[Call], hours: Hours) -> Iterator[Finding]:
    """Calls created, or let out of Twilio's queue, when it was too early or late at the callee's.

    A number of several zones must be called when it is neither in any of them, and one of no known
    zone never (docs/scenarios.md, 62 to 65).
    """
    opens, closes = hours
    for call in placed:
        zones = zones_of(call.order.to)
        for instant in sorted({call.created, call.started or call.created}):
            local = {zone: instant.astimezone(ZoneInfo(zone)) for zone in zones}
            if not local or not all(opens <= time.hour < closes for time in local.values()):
                expected = f"calls from {opens:02}:00 to {closes:02}:00 in every zone of the callee"
                shown = {zone: f"{time:%a %H:%M}" for zone, time in local.items()}
                yield finding(call, instant, expected, zones=shown)
                break


def dialed_dnc(network: Network, placed: Sequence[Call]) -> Iterator[Finding]:
    """Calls created after the callee had been put on the list, opted out, or texted STOP."""
    since = _opted_out(network)
    for call in placed:
        when, why = since.get(call.order.to, (None, ""))
        if when is not None and call.created > when:
            expected = f"no call after {when.isoformat()}: {why}"
            yield finding(call, call.created, expected, since=when.isoformat(), why=why)


def _opted_out(network: Network) -> dict[str, tuple[datetime, str]]:
    """The first instant from which each number must be left alone."""
    told = [(when, number, "on the list") for number, when in network.do_not_call.since.items()]
    for event in network.timeline.of(kind="opted_out"):
        if event.call in network.calls and _reached(network, event):
            number = number_of(network.calls[event.call])
            told.append((event.at, number, f"said {event.detail['said']!r}"))
    told += _stopped(network.timeline.of(kind="sms"))
    return {number: (when, why) for when, number, why in sorted(told, reverse=True)}


def _reached(network: Network, event: Event) -> bool:
    """Whether the app was told of it, whatever it answered: else it cannot know.

    A request without a connection is no webhook in the timeline. What is asked at the fallback
    then says where we failed, not what was said; and where that fails too, the call ends.
    """
    after = network.timeline.of(event.call, after=event.number)
    told = any(e.kind == "webhook" and _is_of_a_turn(e) for e in after)
    return told or not any(e.kind in ("fallback", "application_error") for e in after)


def _is_of_a_turn(event: Event) -> bool:
    return event.detail["where"] == "webhook.voice" and "ErrorCode" not in event.detail["fields"]


def _stopped(texts: Sequence[Event]) -> list[tuple[datetime, str, str]]:
    """Who texted STOP and not START since."""
    found: dict[str, tuple[datetime, str, str]] = {}
    for event in texts:
        words, number = event.detail["body"], event.detail["sender"]
        word = words.strip().rstrip(".!").upper()
        if event.detail["direction"] == "inbound" and word in STOP_WORDS:
            found.setdefault(number, (event.at, number, f"texted {words!r}"))
        elif word in START_WORDS:
            found.pop(number, None)
    return list(found.values())


def over_cps(placed: Sequence[Call]) -> Iterator[Finding]:
    """Calls that came faster than the account may place them, and waited in Twilio's queue."""
    for call in placed:
        if call.queue_seconds > JITTER:
            expected = f"pacing of our own: at most {JITTER:g} s in Twilio's queue"
            yield finding(call, call.created, expected, queued=call.queue_seconds)
