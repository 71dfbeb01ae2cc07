"""Says a reply in Twilio's words (twilio.com/docs/voice/twiml)."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

from functions.conversation.model import Action, Reply
from shared.value import Spoken

LOCALES = {Spoken.EN: "en-US", Spoken.ES: "es-MX"}
"""es-MX and not es-US: the bilingual model hears a Spanish "sí" as "see", or not at all."""


PATIENCE, AFTER_MESSAGE = "5", "3"
"""Seconds of silence that end a turn. A machine should not record many of them."""


def document(reply: Reply, *, audio: str | None, next_url: str) -> str:
    """Speak, then listen for the next turn, or hang up. `audio` is the address of the spoken words.

    Silence comes back as a turn of its own, for it must be answered. Without words we only listen.
    """
    response = Element("Response")
    if reply.is_last:
        _speak(response, reply, audio)
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
        _speak(listen, reply, audio)
    return '<?xml version="1.0" encoding="UTF-8"?>' + tostring(response, encoding="unicode")


def _speak(parent: Element, reply: Reply, audio: str | None) -> None:
    if audio:
        SubElement(parent, "Play").text = audio
    elif reply.say:
        SubElement(parent, "Say", language=LOCALES[reply.language]).text = reply.say


def filler(words: str, language: Spoken, *, audio: str | None, back: str) -> str:
    """Words that bridge the time, then the way back: the network asks at `back` for the answer."""
    response = Element("Response")
    if audio:
        SubElement(response, "Play").text = audio
    else:
        SubElement(response, "Say", language=LOCALES[language]).text = words
    SubElement(response, "Redirect", method="POST").text = back
    return '<?xml version="1.0" encoding="UTF-8"?>' + tostring(response, encoding="unicode")


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
    return '<?xml version="1.0" encoding="UTF-8"?>' + tostring(response, encoding="unicode")


def texted(words: str | None) -> str:
    """The answer to a text message, or none (twilio.com/docs/messaging/twiml)."""
    response = Element("Response")
    if words:
        SubElement(response, "Message").text = words
    return '<?xml version="1.0" encoding="UTF-8"?>' + tostring(response, encoding="unicode")
