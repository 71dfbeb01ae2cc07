"""Answering machine detection: what it says about each kind of answerer, and when.

Source: https://www.twilio.com/docs/voice/answering-machine-detection
"""

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.order import Detection
from scripts.local.simulators.twilio.people.persona import Answerer

START = {
    Answerer.HUMAN: ("human", 2.5),
    Answerer.MACHINE_BEEP: ("machine_start", 4.0),
    Answerer.MACHINE_SILENCE: ("machine_start", 4.0),
    Answerer.MAILBOX_FULL: ("machine_start", 4.0),
    Answerer.FAX: ("fax", 2.0),
    Answerer.MENU: ("machine_start", 4.0),
    Answerer.UNKNOWN: ("unknown", 5.0),
    Answerer.MISTAKEN: ("machine_start", 4.0),
}
END = {
    Answerer.MACHINE_BEEP: ("machine_end_beep", 0.3),
    Answerer.MACHINE_SILENCE: ("machine_end_silence", 1.0),
    Answerer.MAILBOX_FULL: ("machine_end_other", 1.0),
    Answerer.MENU: ("machine_end_other", 1.0),
    Answerer.MISTAKEN: ("machine_end_silence", 3.0),
}


def detected(call: Call, detection: Detection) -> tuple[str, float]:
    """The `AnsweredBy` of this call and the seconds after the answer at which it is known."""
    who = call.person.persona.answerer
    result, seconds = START[who]
    if detection.mode == "DetectMessageEnd" and who in END:
        result, after = END[who]
        seconds = call.person.persona.greeting_seconds + after
    if seconds > detection.timeout:
        return "unknown", detection.timeout
    return result, seconds
