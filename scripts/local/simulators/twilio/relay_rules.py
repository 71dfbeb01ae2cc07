"""What a `<ConversationRelay>` asks for, with Twilio's defaults.

Source: https://www.twilio.com/docs/voice/twiml/connect/conversationrelay
"""

import re
from collections.abc import Iterator, Mapping

from scripts.local.simulators.twilio.relay_messages import LANGUAGE
from scripts.local.simulators.twilio.twiml import Verb
from shared.value import Value

VOICES = {
    "ElevenLabs": r"[A-Za-z0-9]{20}(-[a-z0-9_]+)?(-\d(\.\d+)?_\d(\.\d+)?_\d(\.\d+)?)?",
    "Google": r"[a-z]{2,3}-[A-Z]{2,3}-[A-Za-z0-9-]+",
    "Amazon": r"[A-Z][a-z]+(-(Neural|Generative))?",
}
MODELS = {
    "Deepgram": r"(nova-[23]|flux)(-[a-z-]+)?",
    "Google": r"telephony(_short)?|long|short|latest_(long|short)|chirp(_\w+)?",
}
DEFAULT_VOICES = {
    "ElevenLabs": "UgBBYS2sOqTuMpoF3BR0",
    "Google": "en-US-Journey-O",
    "Amazon": "Joanna-Neural",
}
DEFAULT_MODELS = {"Deepgram": "nova-3-general", "Google": "telephony"}
SENSITIVITY = {"high": 0.0, "medium": 0.3, "low": 0.8}
"""Seconds of talking before it counts as an interruption. Twilio names no figures."""


class Rules(Value):
    """One session's. `by` words are who may interrupt: none, dtmf, speech or any."""

    url: str
    greeting: str
    greeting_interrupted_by: str
    interrupted_by: str
    patience: float
    reported: str
    preemptible: bool
    keys: bool
    partials: bool
    debug: frozenset[str]
    speaks: str
    understands: str
    parameters: Mapping[str, str]


def read_rules(noun: Verb) -> Rules:
    """The attributes and what is nested."""
    language = noun.get("language", "en-US")
    given = [child for child in noun.children if child.name == "Parameter"]
    return Rules(
        url=noun.get("url", ""),
        greeting=noun.get("welcomeGreeting", ""),
        greeting_interrupted_by=_by(noun.get("welcomeGreetingInterruptible", "any")),
        interrupted_by=_by(noun.get("interruptible", "any")),
        patience=SENSITIVITY.get(noun.get("interruptSensitivity", "high"), 0.0),
        reported=_by(noun.get("reportInputDuringAgentSpeech", "none")),
        preemptible=noun.says("preemptible"),
        keys=noun.says("dtmfDetection"),
        partials=noun.says("partialPrompts"),
        debug=frozenset(noun.get("debug", "").split()),
        speaks=noun.get("ttsLanguage", language),
        understands=noun.get("transcriptionLanguage", language),
        parameters={each.get("name", ""): each.get("value", "") for each in given},
    )


def allows(by: str, kind: str) -> bool:
    """Whether `kind` (speech or dtmf) is among those."""
    return by in ("any", kind)


def wrong_settings(noun: Verb) -> str:
    """What is wrong with the voices and recognisers asked for, in the words of error 64101."""
    languages = [child for child in noun.children if child.name == "Language"]
    found = [*_wrong(noun, noun.get("language", "en-US"), noun)]
    for each in languages:
        found += _wrong(each, each.get("code", ""), noun)
    return found[0] if found else ""


def _wrong(asked: Verb, language: str, outer: Verb) -> Iterator[str]:
    """Attributes that are left out are those of the outer element."""
    if not re.fullmatch(LANGUAGE, language):
        yield f"Invalid values ({language}) for language settings"
    provider = _named(VOICES, _own_or(asked, outer, "ttsProvider", "ElevenLabs"))
    inherited = outer.get("voice", "") if "ttsProvider" not in asked.attributes else ""
    voice = asked.get("voice", inherited) or DEFAULT_VOICES.get(provider, "")
    if not re.fullmatch(VOICES.get(provider, "(?!)"), voice):
        yield f"Invalid values ({provider.lower()}/{language}/{voice}) for tts settings"
    recogniser = _named(MODELS, _own_or(asked, outer, "transcriptionProvider", "Deepgram"))
    known = outer.get("speechModel", "") if "transcriptionProvider" not in asked.attributes else ""
    model = asked.get("speechModel", known) or DEFAULT_MODELS.get(recogniser, "")
    if not re.fullmatch(MODELS.get(recogniser, "(?!)"), model):
        yield f"Invalid values ({recogniser.lower()}/{language}/{model}) for stt settings"


def _own_or(asked: Verb, outer: Verb, attribute: str, default: str) -> str:
    return asked.get(attribute, outer.get(attribute, default))


def _named(table: Mapping[str, str], provider: str) -> str:
    """Twilio's own examples write providers in small letters, too."""
    return next((name for name in table if name.lower() == provider.lower()), provider)


def _by(given: str) -> str:
    return {"true": "any", "false": "none"}.get(given, given)
