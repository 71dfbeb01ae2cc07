"""What the bot should have said, and when."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.checks.finding import Finding, finding
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.timeline import Event

DISCLOSURE = re.compile(  # EU AI Act Art. 50(1), FCC 24-17
    r"""
    \b(AI|IA)\b
    | artificial\ intelligence | inteligencia\ artificial
    | (automat(ed|ic) | virtual | digital | computer) \s (voice\s)?
      (assistant | agent | caller | call | system | voice | message)
    | (asistente | agente | llamada | sistema | voz | mensaje) \s
      (virtual | digital | autom[aá]tic[oa] | automatizad[oa])
    | (?<!not\ a\ )(?<!no\ soy\ un\ ) \b(ro)?bot\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
LONGEST_WAIT = timedelta(seconds=2)  # 47 CFR 64.1200(a)(7): abandoned after two seconds
SOUNDLESS = ("pause", "keys")  # how the `via` of what is no word begins


def disclosure_missing(network: Network, calls: Sequence[Call]) -> Iterator[Finding]:
    """Calls in which the first utterance does not say that a machine talks."""
    for call in calls:
        first = _first_utterance(network.timeline.of(call.sid))
        said = " ".join(event.detail["text"] for event in first)
        if said and not DISCLOSURE.search(said):
            expected = "an AI that says so in its first utterance"
            yield finding(call, first[0].at, expected, said=said)


def _first_utterance(events: Sequence[Event]) -> list[Event]:
    """The words until the bot listens for the first time, or the person speaks."""
    found: list[Event] = []
    for event in events:
        if event.kind == "bot" and event.detail["text"]:
            found.append(event)
        elif found and event.kind in ("gather", "person"):
            break
    return found


def voicemail_before_beep(network: Network, placed: Sequence[Call]) -> Iterator[Finding]:
    """Machines that were talked to before the beep and not after it."""
    for call in placed:
        if call.beep_at is None or not call.person.persona.answerer.takes_messages:
            continue
        said = [e for e in network.timeline.of(call.sid, "bot") if e.detail["text"]]
        if said and all(event.detail["before_beep"] for event in said):
            expected = f"the message after the beep at {call.beep_at.isoformat()}"
            yield finding(call, said[-1].at, expected, said=said[-1].detail["text"])


def abandoned(network: Network, placed: Sequence[Call]) -> tuple[list[Finding], float]:
    """Humans who heard nothing within two seconds of their greeting, and their share of all."""
    found, answered = [], 0
    for call in placed:
        until = _deadline(network, call)
        if until is None:
            continue
        answered += 1
        first = _first_sound(network.timeline.of(call.sid, "bot"))
        if first is None or first > until:
            expected = f"a word within {LONGEST_WAIT.total_seconds():g} s of the greeting"
            spoke = first.isoformat() if first else None
            found.append(finding(call, until, expected, first_word=spoke))
    return found, round(len(found) / answered, 4) if answered else 0.0


def _deadline(network: Network, call: Call) -> datetime | None:
    """When a human must have heard something; nothing where nobody waits, or not so long."""
    if call.answered is None or call.beep_at is not None:
        return None
    greeting = call.person.persona.greeting_seconds
    until = call.answered + timedelta(seconds=greeting) + LONGEST_WAIT
    if call.ended is None:
        return until if network.clock.now() > until else None
    left = any(e.detail["by"] == "callee" for e in network.timeline.of(call.sid, "hung_up"))
    return None if left and call.ended <= until else until


def _first_sound(spoken: Sequence[Event]) -> datetime | None:
    return next((e.at for e in spoken if not e.detail["via"].startswith(SOUNDLESS)), None)
