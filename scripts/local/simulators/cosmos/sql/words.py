"""Takes a query apart into words, and says where it cannot."""

import re
from typing import NamedTuple

from scripts.local.simulators.cosmos.refusals import Refusal

PARTS = re.compile(
    r"""(?P<space>\s+|--[^\n]*)
    |(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    |(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<parameter>@\w+)
    |(?P<name>[A-Za-z_]\w*)
    |(?P<sign><=|>=|!=|<>|[=<>(),.*\[\]{}:])""",
    re.VERBOSE,
)


class Word(NamedTuple):
    """A piece of a query, and where it begins. `kind` is that of the pattern, or `end`."""

    kind: str
    text: str
    at: int

    @property
    def upper(self) -> str:
        """A keyword as it is compared. Texts are none."""
        return self.text.upper() if self.kind in ("name", "sign") else ""


def words(query: str) -> list[Word]:
    """The words in order, with an end. Raises `Refusal` 400 for what is none."""
    found, at = [], 0
    while at < len(query):
        match = PARTS.match(query, at)
        if match is None:
            raise incorrect(Word("", query[at], at))
        if match.lastgroup != "space":
            found.append(Word(str(match.lastgroup), match.group(), at))
        at = match.end()
    return [*found, Word("end", "", at)]


def incorrect(word: Word) -> Refusal:
    """The service's own complaint about a query it cannot read."""
    near = word.text or "end of query"
    place = f'"location":{{"start":{word.at},"end":{word.at + len(word.text)}}}'
    told = f'"code":"SC1001","message":"Syntax error, incorrect syntax near {near!r}."'
    return Refusal(400, f'Message: {{"errors":[{{"severity":"Error",{place},{told}}}]}}')
