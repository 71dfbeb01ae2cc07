"""Answers that are written beforehand, in both languages, with places for what differs."""

import re
from typing import Annotated, Self

from pydantic import StringConstraints, model_validator

from shared.value import InBoth, Instant, Spoken, Storable, Value

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), Storable
]
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000), Storable
]

PLACES = ("number", "title", "requester", "agent", "resolution")
_PLACE = re.compile(r"\{([^{}\n]*)\}")


class Wording(Value):
    """What a reply says. Braces hold what differs: `{number}`, `{title}`, `{requester}`."""

    name: Annotated[dict[Spoken, Name], InBoth]
    text: Annotated[dict[Spoken, Words], InBoth]

    @model_validator(mode="after")
    def _its_places_are_known(self) -> Self:
        named = {place for text in self.text.values() for place in _PLACE.findall(text)}
        if unknown := sorted(named - set(PLACES)):
            known = ", ".join(f"{{{place}}}" for place in PLACES)
            raise ValueError(f"text knows no {{{unknown[0]}}}: take one of {known}")
        return self


class Reply(Wording):
    """A reply as it stands, under its key."""

    key: Key
    changed_by: str
    changed_at: Instant
    version: int = 1


class Filled(Value):
    """A reply with its places filled in. `lacks`: those that the ticket has nothing for."""

    language: Spoken
    text: str
    lacks: tuple[str, ...]


def filled(reply: Reply, language: Spoken, values: dict[str, str]) -> Filled:
    """The reply in that language. A place with nothing to fill in keeps its braces."""
    text = reply.text[language]
    lacks = tuple(dict.fromkeys(p for p in _PLACE.findall(text) if not values.get(p)))
    said = _PLACE.sub(lambda place: values.get(place[1]) or place[0], text)
    return Filled(language=language, text=said, lacks=lacks)
