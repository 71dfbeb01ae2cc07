"""What is heard on a call and when, put together from the timeline once somebody asks for it.

Everything here is seconds since the call was answered, as an unhurried network would count them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Literal

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.detection import greeting_of
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.people.manners import spoken_seconds
from scripts.local.simulators.twilio.prompts import DIALLED
from scripts.local.simulators.twilio.recordings.model import Recording, Span
from scripts.local.simulators.twilio.timeline import Event

Side = Literal["inbound", "outbound"]

KEY_SECONDS = 0.2
BEEP_HZ, FAX_HZ, BUSY_HZ = 1000, 2100, 440
TONES = {"beep": BEEP_HZ, "fax": FAX_HZ, "music": BUSY_HZ}
CUTS = frozenset({"barge_in", "cut", "redirected", "hung_up"})


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing to be heard: words in a voice, a file, keys or a tone (Hz).

    `side` is Twilio's: inbound is what comes from the person, outbound what the bot says.
    `seconds` is how long it takes uncut, `since` the clock's time when it began.
    """

    side: Side
    begin: float
    end: float
    seconds: float
    since: datetime
    words: str = ""
    voice: str = ""
    file: str = ""
    keys: str = ""
    tone: int = 0


def heard_on(network: Network, call: Call) -> list[Heard]:
    """Everything on this call so far, in the order in which it begins."""
    if call.answered is None:
        return []
    events = network.timeline.of(call.sid)
    found = [*_greeting(network, call), *_bot(network, call, events)]
    found += _person(network, call, events, side="inbound", above=call)
    found += _beeps(network, call, events)
    for other, there in _others(network, events):
        found += _person(network, other, there, side="outbound", above=call)
    now = _end(network, call)
    clipped = [replace(each, end=min(each.end, now)) for each in found]
    return sorted((h for h in clipped if h.end > h.begin), key=lambda h: (h.begin, h.side))


def trimmed(network: Network, recording: Recording) -> tuple[Span, ...]:
    """The stretches of the call the file holds, cut to where something is heard if so wanted."""
    spans = recording.spans()
    if not recording.wanted.trim:
        return spans
    start, heard = started(recording), []
    for each in heard_on(network, recording.call):
        if recording.wanted.track in ("both", each.side):
            heard += [
                (max(span.begin, each.begin - start), min(span.end, each.end - start))
                for span in spans
                if not span.muted
            ]
    sounding = [(begin, end) for begin, end in heard if end > begin]
    if not sounding:
        return ()
    first, last = min(begin for begin, _ in sounding), max(end for _, end in sounding)
    return tuple(cut for span in spans if (cut := _cut(span, first, last)).seconds > 0)


def started(recording: Recording) -> float:
    """When the recording began."""
    answered = recording.call.answered or recording.began
    return (recording.began - answered).total_seconds()


def _cut(span: Span, first: float, last: float) -> Span:
    begin, end = max(span.begin, first), min(span.end, last)
    return span.model_copy(update={"begin": begin, "end": max(begin, end)})


def _greeting(network: Network, call: Call) -> Iterator[Heard]:
    """The noises that detection hears too."""
    persona = call.person.persona
    words = persona.greeting.in_language(call.person.language)
    for noise in greeting_of(persona):
        if noise.kind != "silence" and call.answered:
            yield Heard(
                side="inbound",
                begin=noise.begin,
                end=noise.end,
                seconds=noise.end - noise.begin,
                since=call.answered,
                words=words if noise.kind == "speech" else "",
                voice=_voice(call),
                tone=TONES.get(noise.kind, 0),
            )


def _bot(network: Network, call: Call, events: Sequence[Event]) -> Iterator[Heard]:
    """What the bot lets be heard; the next sound, an interruption or the end cuts it."""
    turning = [event for event in events if event.kind == "bot" or event.kind in CUTS]
    for event, following in pairwise([*turning, None]):
        if event is None or event.kind != "bot" or event.detail["via"] == "pause":
            continue
        via, seconds = event.detail["via"], event.detail["seconds"]
        begin = _at(network, call, event)
        until = _at(network, call, following) if following else begin + seconds
        yield Heard(
            side="outbound",
            begin=begin,
            end=min(begin + seconds, until),
            seconds=seconds,
            since=event.at,
            words=event.detail["text"],
            voice="say",
            file=via if "://" in via else "",
            keys=via.removeprefix(DIALLED) if via.startswith(DIALLED) else "",
        )


def _person(
    network: Network, call: Call, events: Sequence[Event], *, side: Side, above: Call
) -> Iterator[Heard]:
    """What somebody on `call` says and presses, in the time of the call `above`."""
    for event in events:
        if event.kind != "person" or (event.detail.get("greeting") and call is above):
            continue
        keys, words = str(event.detail.get("pressed", "")), str(event.detail.get("said", ""))
        begin, length = _at(network, above, event), KEY_SECONDS * len(keys)
        if words:
            length = event.detail.get("seconds") or spoken_seconds(words)
        yield Heard(
            side=side,
            begin=begin,
            end=begin + length,
            seconds=length,
            since=event.at,
            words=words,
            voice=_voice(call),
            keys=keys,
        )


def _others(network: Network, events: Sequence[Event]) -> Iterator[tuple[Call, Sequence[Event]]]:
    """Whoever was connected with this call, and what happened on their side meanwhile."""
    for event in events:
        other = network.calls.get(event.detail["other"]) if event.kind == "bridged" else None
        if other is not None:
            ends = [e.at for e in events if e.kind == "parted" and e.at >= event.at]
            there = network.timeline.of(other.sid)
            yield other, [e for e in there if event.at <= e.at <= min(ends, default=e.at)]


def _beeps(network: Network, call: Call, events: Sequence[Event]) -> Iterator[Heard]:
    """The tone before a `<Record>`."""
    for event in events:
        if event.kind == "beep":
            begin, seconds = _at(network, call, event), event.detail["seconds"]
            yield Heard(
                side="outbound",
                begin=begin,
                end=begin + seconds,
                seconds=seconds,
                since=event.at,
                tone=BEEP_HZ,
            )


def _voice(call: Call) -> str:
    return f"{call.person.persona.name} at {call.order.to}"


def _at(network: Network, call: Call, event: Event) -> float:
    answered = call.answered or event.at
    return (event.at - answered).total_seconds()


def _end(network: Network, call: Call) -> float:
    until = call.ended or network.clock.now()
    return (until - (call.answered or until)).total_seconds()
