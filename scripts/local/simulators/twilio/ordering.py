"""Reads a create-call request into an order, refusing what Twilio refuses, with its codes.

Source: https://www.twilio.com/docs/voice/api/call-resource#create-a-call
"""

import re
from collections.abc import Callable

from scripts.local.simulators.twilio.codes import Refusal
from scripts.local.simulators.twilio.form import Form, dialled
from scripts.local.simulators.twilio.holdings import Application
from scripts.local.simulators.twilio.numbering import PREMIUM, line_type
from scripts.local.simulators.twilio.order import (
    LONGEST_TALK,
    Detection,
    Document,
    Hook,
    Order,
    Recorded,
)
from scripts.local.simulators.twilio.people.directory import REFUSED_BY_TWILIO, is_number

LONGEST_TWIML, LONGEST_REASON = 4000, 50
LONGEST_RING, DAY = 600, 86_400
EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})
RECORDING_EVENTS = frozenset({"in-progress", "completed", "absent"})
DIGITS = re.compile(r"[0-9A-Da-d#*wW]{0,32}")
INVALID_CALLER = "+15005550001"  # https://www.twilio.com/docs/iam/test-credentials

Find = Callable[[str], Application | None]


def read_order(form: Form, application: Find) -> Order:
    """The order in a create-call form. Raises `Refusal`."""
    to, caller = read_numbers(form)
    if not DIGITS.fullmatch(form["SendDigits"]):
        raise Refusal(21206, form["SendDigits"])
    if len(form["CallReason"]) > LONGEST_REASON:
        raise Refusal(32115)
    document, fallback, status = _addresses(form, application)
    return Order(
        to=to,
        caller=caller,
        document=document,
        fallback=fallback,
        status=status,
        events=_known(form, "StatusCallbackEvent", EVENTS),
        ring_seconds=form.whole("Timeout", 60, 21208, low=1, high=LONGEST_RING),
        talk_seconds=form.whole("TimeLimit", LONGEST_TALK, 21208, low=1, high=DAY),
        detection=_detection(form),
        recorded=_recorded(form),
        send_digits=form["SendDigits"],
        reason=form["CallReason"],
    )


def read_numbers(form: Form) -> tuple[str, str]:
    """Who is called, and whom they see calling. Raises `Refusal`."""
    if not form["To"]:
        raise Refusal(21201)
    if not form["From"]:
        raise Refusal(21213)
    to, caller = dialled(form["To"]), dialled(form["CallerId"] or form["From"])
    if refused := REFUSED_BY_TWILIO.get(to):
        raise Refusal(refused, to)
    if line_type(to) == PREMIUM:
        raise Refusal(21202, to)
    if not is_number(to) or to == caller:
        raise Refusal(21211, to)
    if not is_number(caller) or caller == INVALID_CALLER:
        raise Refusal(21212, caller)
    return to, caller


def unknown_events(form: Form) -> list[str]:
    """The status events asked for that there are none of: they are warned of, and left out."""
    return [event for event in form.all("StatusCallbackEvent") if event not in EVENTS]


def read_document(form: Form) -> Document:
    """Url, or else Twiml."""
    if form["Url"]:
        return Document(hook=form.hook("Url", "Method"))
    if len(form["Twiml"]) > LONGEST_TWIML:
        raise Refusal(32018)
    if not form["Twiml"]:
        raise Refusal(21205, words="Url parameter is required.")
    return Document(twiml=form["Twiml"])


def _addresses(form: Form, application: Find) -> tuple[Document, Hook | None, Hook | None]:
    """An application's addresses stand in for those of the request."""
    if not form["ApplicationSid"]:
        fallback = form.hook("FallbackUrl", "FallbackMethod")
        status = form.hook("StatusCallback", "StatusCallbackMethod", 21609)
        return read_document(form), fallback, status
    found = application(form["ApplicationSid"])
    voice = found.hook("VoiceUrl", "VoiceMethod") if found else None
    if found is None or voice is None:
        raise Refusal(21218, form["ApplicationSid"])
    fallback = found.hook("VoiceFallbackUrl", "VoiceFallbackMethod")
    return Document(hook=voice), fallback, found.hook("StatusCallback", "StatusCallbackMethod")


def _known(form: Form, name: str, known: frozenset[str]) -> frozenset[str]:
    return known.intersection(form.all(name)) or frozenset({"completed"})


def _recorded(form: Form) -> Recorded | None:
    channels = form.one_of("RecordingChannels", "mono", "dual")
    track = form.one_of("RecordingTrack", "both", "inbound", "outbound")
    trim = form.one_of("Trim", "trim-silence", "do-not-trim")
    hook = form.hook("RecordingStatusCallback", "RecordingStatusCallbackMethod")
    if not form.is_true("Record"):
        return None
    given = " ".join(form.all("RecordingStatusCallbackEvent")).split()  # spaces separate these
    events = RECORDING_EVENTS.intersection(given) or frozenset({"completed"})
    return Recorded(channels=channels, track=track, trim=trim, hook=hook, events=events)


def _detection(form: Form) -> Detection | None:
    """Nothing where digits are sent: those switch detection off."""

    def tuned(name: str, default: int, low: int, high: int) -> int:
        return form.whole(f"MachineDetection{name}", default, 21263, low=low, high=high)

    hook = form.hook("AsyncAmdStatusCallback", "AsyncAmdStatusCallbackMethod")
    if form.is_true("AsyncAmd") and hook is None:
        raise Refusal(21262)
    if not form["MachineDetection"]:
        return None
    detection = Detection(
        mode=form.one_of("MachineDetection", "Enable", "DetectMessageEnd", code=21263),
        hook=hook if form.is_true("AsyncAmd") else None,
        timeout=tuned("Timeout", 30, 3, 59),
        speech=tuned("SpeechThreshold", 2400, 1000, 6000) / 1000,
        speech_end=tuned("SpeechEndThreshold", 1200, 500, 5000) / 1000,
        silence=tuned("SilenceTimeout", 5000, 2000, 10_000) / 1000,
    )
    return None if form["SendDigits"] else detection
