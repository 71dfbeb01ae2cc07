"""The attributes of a `<Gather>`: what they mean, and what Twilio's debugger says of wrong ones.

Source: https://www.twilio.com/docs/voice/twiml/gather, /docs/api/errors/13310 to 13335
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin

from scripts.local.simulators.twilio.order import Hook
from scripts.local.simulators.twilio.twiml import Verb

AUTOMATIC_SILENCE = 1.0
MOST_HINTS, LONGEST_HINT = 500, 100
FINISH_KEYS = frozenset("0123456789#*")
INPUTS = frozenset({"dtmf", "speech"})
GENERIC_MODELS = frozenset(
    {
        "default",
        "numbers_and_commands",
        "phone_call",
        "experimental_conversations",
        "experimental_utterances",
    }
)
PROVIDER_MODELS = re.compile(
    r"googlev2_(long|short|telephony|telephony_short|chirp\w*)|deepgram_nova-[23][\w-]*"
)
LANGUAGE = re.compile(  # those Twilio can recognise, with the country they are spoken in
    r"(?:a[fmrz]|b[gn]|c[as]|cmn|d[ae]|e[lnstu]|f[air]|fil|g[lu]|h[eiruy]|i[dst]|j[av]|k[akmno]|"
    r"l[otv]|m[klnrsy]|n[bel]|p[alt]|r[ou]|s[iklqruvw]|t[aehr]|u[krz]|vi|yue|z[hu])"
    r"(?:-[A-Z][a-z]{3})?-(?:[A-Z]{2}|\d{3})|multi"
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a Gather accepts and how long it waits, in seconds."""

    speech: bool
    keys: bool
    action: Hook
    partial: Hook | None
    timeout: float
    silence: float
    longest: float
    most_keys: int
    finish_key: str
    even_when_empty: bool
    barge_in: bool
    language: str


class _Reader:
    """Reads attributes one by one; `wrong` collects what is not as it should be."""

    def __init__(self, verb: Verb) -> None:
        self._given = verb.attributes
        self.wrong: list[tuple[int, str]] = []

    def text(self, name: str, default: str, code: int, pattern: str) -> str:
        given = self._given.get(name, default)
        if re.fullmatch(pattern, given):
            return given
        self.wrong.append((code, f"{name}={given!r}"))
        return default

    def number(self, name: str, default: float, code: int) -> float:
        return float(self.text(name, f"{default:g}", code, r"\d{1,6}(\.\d+)?"))

    def flag(self, name: str, default: str, code: int) -> bool:
        return self.text(name, default, code, "true|false") == "true"

    def method(self, name: str, code: int) -> str:
        return self.text(name, "POST", code, "(?i:get|post)").upper()

    def hook(self, name: str, page_url: str, default: str, code: int) -> Hook | None:
        """The address in one attribute by the method in another, which may be wrong (`code`)."""
        address = self._given.get(name, default)
        method = self.method("method" if name == "action" else f"{name}Method", code)
        return Hook(url=urljoin(page_url, address), method=method) if address else None


@lru_cache(1_000)  # keyed by the verb itself, of which there is one while its document is kept
def read_rules(verb: Verb, page_url: str) -> tuple[Rules, tuple[tuple[int, str], ...]]:
    """The rules, and every wrong attribute with its code; in its place stands the default."""
    reader = _Reader(verb)
    accepts = _inputs(reader)
    timeout = reader.number("timeout", 5, 13313)
    model = _model(reader)
    rules = Rules(
        speech="speech" in accepts,
        keys="dtmf" in accepts,
        action=reader.hook("action", page_url, page_url, 13312) or Hook(url=""),
        partial=reader.hook("partialResultCallback", page_url, "", 13329),
        timeout=timeout,
        silence=_silence(reader, timeout, model),
        longest=reader.number("maxSpeechTime", 60, 13328),
        most_keys=int(reader.number("numDigits", 0, 13314)),
        finish_key=_finish_key(reader),
        even_when_empty=reader.flag("actionOnEmptyResult", "false", 12200),
        barge_in=reader.flag("bargeIn", "true", 13332),
        language=reader.text("language", "en-US", 13331, LANGUAGE.pattern),
    )
    _check_hints(reader, verb.get("hints", ""))
    return rules, tuple(reader.wrong)


def _inputs(reader: _Reader) -> frozenset[str]:
    names = reader.text("input", "dtmf", 13326, "[a-z]+( +[a-z]+)?").split()
    if INPUTS.issuperset(names):
        return frozenset(names)
    reader.wrong.append((13326, f"input={' '.join(names)!r}"))
    return frozenset({"dtmf"})


def _model(reader: _Reader) -> str:
    generic = "|".join(sorted(GENERIC_MODELS))
    return reader.text("speechModel", "default", 13334, f"{generic}|{PROVIDER_MODELS.pattern}")


def _silence(reader: _Reader, timeout: float, model: str) -> float:
    """Which models end speech by themselves is theirs: those of one provider do not."""
    given = reader.text("speechTimeout", f"{timeout:g}", 13327, r"auto|\d{1,6}(\.\d+)?")
    if given != "auto":
        return float(given)
    if model in GENERIC_MODELS:
        return AUTOMATIC_SILENCE
    reader.wrong.append((13335, f"speechTimeout='auto' with speechModel={model!r}"))
    return timeout


def _finish_key(reader: _Reader) -> str:
    """One key, or none at all: an empty value, also one that is itself two quotation marks."""
    given = reader.text("finishOnKey", "#", 13310, r"[0-9#*]?|\"\"|''")
    return given if given in FINISH_KEYS else ""


def _check_hints(reader: _Reader, hints: str) -> None:
    phrases = [phrase.strip() for phrase in hints.split(",")] if hints else []
    if len(phrases) > MOST_HINTS or any(len(phrase) > LONGEST_HINT for phrase in phrases):
        reader.wrong.append(
            (13330, f"hints: {len(phrases)} phrases, at most 500 of 100 characters")
        )
