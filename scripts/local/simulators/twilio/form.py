"""The posted fields of a REST request, read as Twilio reads them."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from scripts.local.simulators.twilio.codes import Refusal
from scripts.local.simulators.twilio.order import Hook

LONGEST_URL = 4000
DIGITS_OF_NORTH_AMERICA = 10
SPACE = re.compile(r"\s")
PUNCTUATION = str.maketrans("", "", " -.()\u00a0")


class Form:
    """The fields, each with all its values. One that is missing reads as an empty text."""

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

    def is_true(self, name: str) -> bool:
        """Whether a yes-or-no field says yes."""
        return self[name].lower() == "true"

    def hook(self, url: str, method: str, code: int = 21205, *, wrong: int = 21209) -> Hook | None:
        """The address in one field with the method in another. Raises `Refusal` of those codes."""
        if not self[url]:
            return None
        return Hook(url=checked_url(self[url], code), method=self.method(method, wrong))

    def method(self, name: str, code: int = 21209) -> str:
        """GET or POST, which it is where nothing is said."""
        given = (self[name] or "POST").upper()
        if given not in ("GET", "POST"):
            raise Refusal(code, self[name])
        return given

    def whole(self, name: str, default: int, code: int, *, low: int, high: int) -> int:
        """A whole number between two others."""
        text = self[name] or str(default)
        if not (text.isascii() and text.isdecimal() and low <= int(text) <= high):
            raise Refusal(code, f"{name} {text}")
        return int(text)

    def one_of(self, name: str, *choices: str, code: int = 20001) -> str:
        """One of these words, the first where nothing is said."""
        given = self[name] or choices[0]
        if given not in choices:
            raise Refusal(code, f"{name} {given}")
        return given


def checked_url(url: str, code: int = 21205) -> str:
    """The address, unless Twilio would not ask it (a host with an underscore, say)."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError as error:
        raise Refusal(code, url) from error
    wrong = parts.scheme not in ("http", "https") or not host or "_" in host
    if wrong or len(url) > LONGEST_URL or SPACE.search(url):
        raise Refusal(code, url)
    return url


def dialled(text: str) -> str:
    """A number as Twilio takes it down: punctuation goes, and ten digits are North American."""
    if text.startswith("+") and text[1:].isdecimal():
        return text
    bare = text.translate(PUNCTUATION)
    if not bare.isascii() or not bare.isdecimal():
        return text if not bare.removeprefix("+").isdecimal() else bare
    return f"+1{bare}" if len(bare) == DIGITS_OF_NORTH_AMERICA else f"+{bare}"
