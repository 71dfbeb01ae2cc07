"""Hands a call over in Twilio's words (twilio.com/docs/voice/twiml/dial, .../number)."""

from xml.etree.ElementTree import Element, SubElement

from functions.conversation.model import Action, Reply
from functions.conversation.twiml import document, speak, written
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
    """Sentences, and where their audio is found if there is any."""

    text: str
    language: Spoken
    audio: tuple[str, ...] = ()


def ring(phone: str, seconds: int, caller: str, ways: Ways, words: Words | None) -> str:
    """Ring somebody; the caller hears it ring until the key is pressed (`answerOnBridge`)."""
    response = Element("Response")
    if words:
        speak(response, words.text, words.language, words.audio)
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
    return written(response)


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
    speak(listen, words.text, words.language, words.audio)
    SubElement(response, "Hangup")
    return written(response)


def connect() -> str:
    """A document that ends lets them through."""
    return written(Element("Response"))


def decline() -> str:
    """One that hangs up does not."""
    response = Element("Response")
    SubElement(response, "Hangup")
    return written(response)


def back(words: Words, next_url: str) -> str:
    """A sentence, and the bot listens again: what it hears goes to `next_url`."""
    reply = Reply(
        say=words.text,
        action=Action.CONTINUE,
        language=words.language,
        outcome=None,
        ticket=None,
        note=None,
    )
    return document(reply, audio=words.audio, next_url=next_url)


def farewell(words: Words) -> str:
    """A sentence, and the end."""
    response = Element("Response")
    speak(response, words.text, words.language, words.audio)
    SubElement(response, "Hangup")
    return written(response)
