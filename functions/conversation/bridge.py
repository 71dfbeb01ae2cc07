"""Hands a call over in Twilio's words (twilio.com/docs/voice/twiml/dial, .../number)."""

from xml.etree.ElementTree import Element, SubElement, tostring

from functions.conversation.twiml import LOCALES
from shared.value import Spoken, Value

KEY = "1"
"""Who presses it takes the call. A voicemail presses nothing."""
DECIDE = "6"
"""Seconds to press it once all is told."""


class Ways(Value):
    """Where the network goes on: with the caller, with whoever picks up, and to tell the end."""

    result: str
    whisper: str
    told: str


class Words(Value):
    """A sentence, and the address of its audio if there is one."""

    text: str
    language: Spoken
    audio: str | None = None


def ring(phone: str, seconds: int, caller: str, ways: Ways, words: Words | None) -> str:
    """Ring somebody; the caller hears it ring until the key is pressed (`answerOnBridge`)."""
    response = Element("Response")
    if words:
        _speak(response, words)
    dial = SubElement(
        response,
        "Dial",
        action=ways.result,
        method="POST",
        timeout=str(seconds),
        callerId=caller,
        answerOnBridge="true",
    )
    number = SubElement(
        dial,
        "Number",
        url=ways.whisper,
        method="POST",
        statusCallback=ways.told,
        statusCallbackEvent="completed",
    )
    number.text = phone
    return _written(response)


def whisper(words: Words, action: str) -> str:
    """Tell whoever picked up, and connect nobody who does not press the key."""
    response = Element("Response")
    listen = SubElement(
        response,
        "Gather",
        input="dtmf",
        action=action,
        method="POST",
        numDigits="1",
        timeout=DECIDE,
    )
    _speak(listen, words)
    SubElement(response, "Hangup")
    return _written(response)


def connect() -> str:
    """A document that ends lets them through."""
    return _written(Element("Response"))


def decline() -> str:
    """One that hangs up does not."""
    response = Element("Response")
    SubElement(response, "Hangup")
    return _written(response)


def farewell(words: Words) -> str:
    """A sentence, and the end."""
    response = Element("Response")
    _speak(response, words)
    SubElement(response, "Hangup")
    return _written(response)


def _speak(parent: Element, words: Words) -> None:
    if words.audio:
        SubElement(parent, "Play").text = words.audio
    else:
        SubElement(parent, "Say", language=LOCALES[words.language]).text = words.text


def _written(response: Element) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>' + tostring(response, encoding="unicode")
