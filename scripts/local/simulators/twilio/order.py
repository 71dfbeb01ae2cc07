"""What a create-call request asks for, checked as Twilio checks it.

Source: https://www.twilio.com/docs/voice/api/call-resource#create-a-call
"""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from scripts.local.simulators.twilio.codes import Refusal
from scripts.local.simulators.twilio.people.directory import (
    REFUSED_BY_TWILIO,
    is_number,
    persona_of,
)
from shared.value import Value

LONGEST_TWIML = 4000
EVENTS = ("initiated", "ringing", "answered", "completed")
DAY = 86_400


class Hook(Value):
    """An address that is asked by a method."""

    url: str
    method: str = "POST"


class Document(Value):
    """Where the TwiML comes from: an address to ask, or the text itself."""

    hook: Hook | None = None
    twiml: str = ""


class Detection(Value):
    """Answering machine detection: `hook` is told the result while the call goes on (async)."""

    mode: str
    hook: Hook | None = None
    timeout: float = 30


class Order(Value):
    """A call that was asked for. Times are seconds."""

    to: str
    caller: str
    document: Document
    fallback: Hook | None = None
    status: Hook | None = None
    events: frozenset[str] = frozenset({"completed"})
    ring_seconds: int = 60
    talk_seconds: int = 4 * 3600
    detection: Detection | None = None


class Form:
    """The posted fields of a request."""

    def __init__(self, fields: Mapping[str, Sequence[str]]) -> None:
        self._fields = fields

    def all(self, name: str) -> Sequence[str]:
        """Every value given under that name."""
        return self._fields.get(name, ())

    def __getitem__(self, name: str) -> str:
        values = self.all(name)
        return values[-1] if values else ""

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def hook(self, url: str, method: str, code: int = 21205) -> Hook | None:
        """The address in one field with the method in another."""
        if not self[url]:
            return None
        return Hook(url=checked_url(self[url], code), method=(self[method] or "POST").upper())

    def whole(self, name: str, default: int, code: int, *, low: int, high: int) -> int:
        """A whole number between two others."""
        text = self[name] or str(default)
        if not text.isdecimal() or not low <= int(text) <= high:
            raise Refusal(code, text)
        return int(text)


def checked_url(url: str, code: int = 21205) -> str:
    """The address, unless Twilio would not ask it (a host with an underscore, say)."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host or "_" in host:
        raise Refusal(code, url)
    return url


def read_order(form: Form) -> Order:
    """The order in a create-call form. Raises `Refusal`."""
    to, caller = _numbers(form)
    _check_digits(form["SendDigits"])
    return Order(
        to=to,
        caller=caller,
        document=read_document(form),
        fallback=form.hook("FallbackUrl", "FallbackMethod"),
        status=form.hook("StatusCallback", "StatusCallbackMethod", 21609),
        events=frozenset(form.all("StatusCallbackEvent")) or frozenset({"completed"}),
        ring_seconds=form.whole("Timeout", 60, 21208, low=1, high=600),
        talk_seconds=form.whole("TimeLimit", 4 * 3600, 21208, low=1, high=DAY),
        detection=None if form["SendDigits"] else _detection(form),
    )


def _numbers(form: Form) -> tuple[str, str]:
    to, caller = form["To"], form["From"]
    if not to:
        raise Refusal(21201)
    if not caller:
        raise Refusal(21213)
    refused = persona_of(to).refused or REFUSED_BY_TWILIO.get(to, 0)
    if refused:
        raise Refusal(refused, to)
    if not is_number(to) or to == caller:
        raise Refusal(21211, to)
    if not is_number(caller):
        raise Refusal(21212, caller)
    return to, caller


def read_document(form: Form) -> Document:
    """Url, or else Twiml. An application is none we know."""
    if form["ApplicationSid"]:
        raise Refusal(21218, form["ApplicationSid"])
    if form["Url"]:
        return Document(hook=form.hook("Url", "Method"))
    if len(form["Twiml"]) > LONGEST_TWIML:
        raise Refusal(32018)
    if not form["Twiml"]:
        raise Refusal(21205, "")
    return Document(twiml=form["Twiml"])


def _check_digits(digits: str) -> None:
    if not re.fullmatch(r"[0-9A-D#*wW]{0,32}", digits):
        raise Refusal(21206)


def _detection(form: Form) -> Detection | None:
    mode = form["MachineDetection"]
    if not mode:
        return None
    if mode not in ("Enable", "DetectMessageEnd"):
        raise Refusal(21263, mode)
    timeout = form.whole("MachineDetectionTimeout", 30, 21263, low=3, high=59)
    hook = form.hook("AsyncAmdStatusCallback", "AsyncAmdStatusCallbackMethod")
    if form["AsyncAmd"] != "true":
        return Detection(mode=mode, timeout=timeout)
    if hook is None:
        raise Refusal(21262)
    return Detection(mode=mode, hook=hook, timeout=timeout)
