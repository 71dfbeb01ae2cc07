"""Says a reply in Twilio's words (twilio.com/docs/voice/twiml)."""

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from functions.conversation.model import Action, Reply
from functions.speech.spoken import aloud
from shared.value import Spoken

LOCALES = {Spoken.EN: "en-US", Spoken.ES: "es-MX"}
"""es-MX and not es-US: the bilingual model hears a Spanish "sí" as "see", or not at all."""


PATIENCE, AFTER_MESSAGE = "5", "3"
"""Seconds of silence that end a turn. A machine should not record many of them."""


def document(reply: Reply, *, audio: Sequence[str], next_url: str) -> str:
    """Speak, then listen for the next turn, hang up, or look for a person at `next_url`.

    `audio` is where the spoken words are found. Silence comes back as a turn of its own, for it
    must be answered. Without words we only listen.
    """
    response = Element("Response")
    if reply.action is Action.TRANSFER:
        speak(response, reply.say, reply.language, audio)
        SubElement(response, "Redirect", method="POST").text = next_url
    elif reply.is_last:
        speak(response, reply.say, reply.language, audio)
        SubElement(response, "Hangup")
    else:
        listen = SubElement(
            response,
            "Gather",
            input="dtmf speech",
            action=next_url,
            method="POST",
            language=LOCALES[reply.language],
            timeout=AFTER_MESSAGE if reply.action is Action.LEAVE_MESSAGE else PATIENCE,
            speechTimeout="auto",
            numDigits="1",
            actionOnEmptyResult="true",
        )
        speak(listen, reply.say, reply.language, audio)
    return written(response)


def speak(parent: Element, words: str, language: Spoken, audio: Sequence[str]) -> None:
    """Play the audio of the words, or have the network say them where there is none."""
    for address in audio:
        SubElement(parent, "Play").text = address
    if words and not audio:
        SubElement(parent, "Say", language=LOCALES[language]).text = aloud(words, language)


def written(response: Element) -> str:
    """The document as it goes over the wire."""
    return '<?xml version="1.0" encoding="UTF-8"?>' + tostring(response, encoding="unicode")


def filler(words: str, language: Spoken, *, audio: Sequence[str], back: str) -> str:
    """Words that bridge the time, then the way back: the network asks at `back` for the answer."""
    response = Element("Response")
    speak(response, words, language, audio)
    SubElement(response, "Redirect", method="POST").text = back
    return written(response)


def relay(url: str, language: Spoken, voices: Mapping[Spoken, str], *, after: str) -> str:
    """Lead the call to a socket; `after` is asked when that is over (`<ConversationRelay>`).

    The network speaks there with the voices of ElevenLabs, in whichever language the app names, and
    tells what it hears while it does: who is in the midst of a sentence is not silent.
    """
    response = Element("Response")
    connect = SubElement(response, "Connect", action=after, method="POST")
    session = SubElement(
        connect,
        "ConversationRelay",
        url=url,
        language=LOCALES[language],
        interruptible="any",
        dtmfDetection="true",
        partialPrompts="true",
    )
    for spoken, voice in voices.items():
        given = {"code": LOCALES[spoken], "ttsProvider": "ElevenLabs", "voice": voice}
        SubElement(session, "Language", given)
    SubElement(session, "Parameter", name="language", value=language)
    return written(response)


def texted(words: str | None) -> str:
    """The answer to a text message, or none (twilio.com/docs/messaging/twiml)."""
    response = Element("Response")
    if words:
        SubElement(response, "Message").text = words
    return written(response)
