"""What a person's script expects of the app, judged when their call is over."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.checks.finding import Finding, finding
from scripts.local.simulators.twilio.checks.speaking import SOUNDLESS
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.people.manners import spoken_seconds
from scripts.local.simulators.twilio.people.persona import Expectation, is_in
from scripts.local.simulators.twilio.timeline import Event
from shared.value import Value


class Judged(Value):
    """A call beside what was expected of it.

    `violations` are what the network saw itself; `outcome` and `do_not_call` are for the app's own
    tests to compare with what it wrote down.
    """

    call: str
    persona: str
    outcome: str
    do_not_call: bool
    violations: tuple[Finding, ...]


def expectations_of(network: Network, call: Call) -> Judged:
    """The verdict on one call. Before it has been answered and ended there are no violations."""
    persona = call.person.persona
    return Judged(
        call=call.sid,
        persona=persona.name,
        outcome=persona.expect.outcome,
        do_not_call=persona.expect.do_not_call,
        violations=tuple(_violations(network, call)),
    )


def expectations(network: Network, calls: Sequence[Call]) -> Iterator[Finding]:
    """The violations of all calls."""
    for call in calls:
        yield from _violations(network, call)


def _violations(network: Network, call: Call) -> Iterator[Finding]:
    if not call.has_ended or call.answered is None:
        return
    expect, events = call.person.persona.expect, network.timeline.of(call.sid)
    for found in (
        *_too_many_turns(call, expect, events),
        *_too_slow(call, expect, events),
        *_wrong_words(call, expect, events),
        *_wrong_end(call, expect, events),
    ):
        yield {"persona": call.person.persona.name, **found}


def _is_reply(event: Event) -> bool:
    """Whether the person says or presses something for the bot; picking up is no turn."""
    given = event.detail.keys() & {"said", "pressed"}
    other = event.detail.get("greeting") or event.detail.get("bridged")
    return event.kind == "person" and bool(given) and not other


def _too_many_turns(call: Call, expect: Expectation, events: Sequence[Event]) -> Iterator[Finding]:
    replies = [event for event in events if _is_reply(event)]
    if len(replies) > expect.max_turns:
        late = replies[expect.max_turns].at
        yield finding(call, late, f"at most {expect.max_turns} turns", turns=len(replies))


def _too_slow(call: Call, expect: Expectation, events: Sequence[Event]) -> Iterator[Finding]:
    for ended, answered, said in _pauses(events):
        waited = round((answered - ended) / timedelta(milliseconds=1))
        if waited > expect.max_turn_latency_ms:
            expected = f"an answer within {expect.max_turn_latency_ms} ms"
            yield finding(call, answered, expected, waited_ms=waited, after=said)


def _pauses(events: Sequence[Event]) -> Iterator[tuple[datetime, datetime, str]]:
    """From the end of the person's words to the first sound of the bot, and the words."""
    waiting: tuple[datetime, str] | None = None
    for event in events:
        if _is_reply(event):
            said = str(event.detail.get("said") or event.detail.get("pressed"))
            taken = 0 if "pressed" in event.detail else event.detail.get("seconds")
            seconds = spoken_seconds(said) if taken is None else taken
            waiting = event.at + timedelta(seconds=seconds), said
        elif waiting and _is_sound(event) and event.at >= waiting[0]:
            yield waiting[0], event.at, waiting[1]
            waiting = None


def _is_sound(event: Event) -> bool:
    return event.kind == "bot" and not event.detail["via"].startswith(SOUNDLESS)


def _wrong_words(call: Call, expect: Expectation, events: Sequence[Event]) -> Iterator[Finding]:
    language, heard = call.person.language, _heard(events)
    everything, end = " ".join(text for _, text in heard), call.ended or call.created
    for words in expect.heard:
        wanted = words.in_language(language)
        if not is_in(everything, wanted):
            yield finding(call, end, f"to hear {wanted!r}", heard=everything)
    for words in expect.never_heard:
        unwanted = words.in_language(language)
        for at, text in heard:
            if is_in(text, unwanted):
                yield finding(call, at, f"never to hear {unwanted!r}", heard=text)


def _heard(events: Sequence[Event]) -> list[tuple[datetime, str]]:
    """What the bot said, as far as it came before it was cut off."""
    found: list[tuple[datetime, str]] = []
    for event in events:
        if event.kind == "bot":
            found.append((event.at, event.detail["text"]))
        elif found and event.detail.get("over") == found[-1][1] and "heard" in event.detail:
            found[-1] = (found[-1][0], event.detail["heard"])
    return found


def _wrong_end(call: Call, expect: Expectation, events: Sequence[Event]) -> Iterator[Finding]:
    for event in events:
        if event.kind == "hung_up" and expect.hung_up_by:
            by = event.detail["by"]
            if by not in expect.hung_up_by:
                expected = "to be ended by " + " or ".join(expect.hung_up_by)
                yield finding(call, event.at, expected, by=by)
