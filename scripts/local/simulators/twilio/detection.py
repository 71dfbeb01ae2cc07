"""Answering machine detection: listens to how a call is answered and says who did, and when.

The model. A greeting is a row of noises, made from the persona: speech, silence, a beep, a fax
tone, music. Detection follows them as Twilio's documentation describes it, and nothing else of the
persona is known to it:

1. No noise within `SilenceTimeout` of the answer: `unknown`, at that moment.
2. A fax tone of 1.5 s: `fax`.
3. Speech lasts until a silence of `SpeechEndThreshold`; shorter silences belong to it. Ended before
   it was as long as `SpeechThreshold` it was a `human`, known when that silence is over. As soon
   as it is longer, or at a beep, it is a machine: with `Enable` `machine_start`, at once.
4. With `DetectMessageEnd` a machine is heard out: to the end of a beep (`machine_end_beep`), to a
   silence of `SpeechEndThreshold` (`machine_end_silence`), or to one second of music or busy tone
   (`machine_end_other`), whichever comes first.
5. What is not known after `Timeout` is `unknown`.

The real engine is a classifier trained on calls; it errs, this one does not. Its errors are people
here: who greets at length is taken for a machine, who picks up and says nothing is unknown, and
both are understood with other thresholds. A phone that screens calls speaks like a machine.

Source: https://www.twilio.com/docs/voice/answering-machine-detection and its FAQ page
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Literal

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.fields import Fields
from scripts.local.simulators.twilio.order import Detection
from scripts.local.simulators.twilio.people.persona import Answerer, Persona
from shared.value import Value

Kind = Literal["speech", "silence", "beep", "fax", "music"]

BEEP, BEFORE_BEEP = 0.5, 0.4
FAX_SILENCE, FAX_TONE = 0.8, 1.5
LONG_GREETING, LATE_GREETING = 3.2, 6.0
TO_BE_SURE = 0.1
OTHER = 1.0
FOR_EVER = 86_400.0


class Noise(Value):
    """Something heard on the line, in seconds since the answer."""

    kind: Kind
    begin: float
    end: float


def greeting_of(persona: Persona) -> tuple[Noise, ...]:
    """What is heard of whoever answers until the bot speaks; silence follows."""
    seconds, found, place = persona.greeting_seconds, [], 0.0
    for kind, length in PATTERNS.get(persona.answerer, _human)(seconds):
        if length > 0:
            found.append(Noise(kind=kind, begin=place, end=place + length))
        place += max(0, length)
    return tuple(found)


Row = Sequence[tuple[Kind, float]]


def _human(seconds: float) -> Row:
    return [("speech", seconds)]


def _with_beep(seconds: float) -> Row:
    """The machine records from `seconds` on, so its beep is over then."""
    return [
        ("speech", max(0.3, seconds - BEFORE_BEEP - BEEP)),
        ("silence", BEFORE_BEEP),
        ("beep", BEEP),
    ]


def _then_music(seconds: float) -> Row:
    return [("speech", seconds), ("music", FOR_EVER)]


def _fax(seconds: float) -> Row:
    return [("silence", FAX_SILENCE), ("fax", max(FAX_TONE, seconds))]


def _at_length(seconds: float) -> Row:
    return [("speech", max(LONG_GREETING, seconds))]


def _late(seconds: float) -> Row:
    return [("silence", LATE_GREETING), ("speech", seconds)]


PATTERNS: dict[Answerer, Callable[[float], Row]] = {
    Answerer.MACHINE_BEEP: _with_beep,
    Answerer.MAILBOX_FULL: _then_music,
    Answerer.MENU: _then_music,
    Answerer.FAX: _fax,
    Answerer.MISTAKEN: _at_length,
    Answerer.UNKNOWN: _late,
}


def detected(call: Call, detection: Detection) -> tuple[str, float]:
    """The `AnsweredBy` of this call and the seconds after the answer at which it is known."""
    result, seconds = _verdict(greeting_of(call.person.persona), detection)
    if seconds > detection.timeout:
        return "unknown", detection.timeout
    return result, seconds


def told(call: Call, found: Fields) -> Fields:
    """What the callback of asynchronous detection says, whose answer is not looked at."""
    return {"AccountSid": call.account, "CallSid": call.sid, **found}


def _verdict(noises: Sequence[Noise], rules: Detection) -> tuple[str, float]:
    heard = [noise for noise in noises if noise.kind != "silence"]
    if not heard or heard[0].begin >= rules.silence:
        return "unknown", rules.silence
    if heard[0].kind == "fax":
        return "fax", heard[0].begin + FAX_TONE
    known = _machine_at(heard, rules)
    if known is None:
        return "human", _first_end(heard, rules) + rules.speech_end
    is_enough = rules.mode == "Enable"
    return ("machine_start", known) if is_enough else _message_end(heard, rules, known)


def _machine_at(heard: Sequence[Noise], rules: Detection) -> float | None:
    """When it is sure that a machine speaks; never, if somebody stops before that."""
    begin, until = heard[0].begin, _first_end(heard, rules)
    for noise in heard:
        if noise.begin > until:
            return None
        if noise.kind == "beep":
            return noise.end
        if noise.end - begin >= rules.speech:
            return max(noise.begin, begin + rules.speech)
    return None


def _first_end(heard: Sequence[Noise], rules: Detection) -> float:
    """The end of the first activity: what follows within `SpeechEndThreshold` belongs to it."""
    return next(end for end in _ends(heard, rules))


def _ends(heard: Sequence[Noise], rules: Detection) -> Iterator[float]:
    for noise, following in pairwise(heard):
        if following.begin - noise.end >= rules.speech_end:
            yield noise.end
    yield heard[-1].end


def _message_end(heard: Sequence[Noise], rules: Detection, known: float) -> tuple[str, float]:
    """How the message ends, and when: nothing is told before it is `known` that it is one."""
    endings = [("machine_end_silence", end + rules.speech_end) for end in _ends(heard, rules)]
    for noise in heard:
        if noise.kind == "beep":
            endings.append(("machine_end_beep", noise.end + TO_BE_SURE))
        elif noise.kind == "music":
            endings.append(("machine_end_other", noise.begin + OTHER))
    return min(((name, at) for name, at in endings if at >= known), key=lambda ending: ending[1])
