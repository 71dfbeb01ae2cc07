"""Who follows a ticket, and who is named in what is written on it."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from enum import StrEnum
from uuid import UUID

from shared.value import Instant, Value

MOST_MENTIONS = 20
_MENTION = re.compile(
    r"(?<![\w@.])@(?:\[(?P<whole>[^\[\]\n]{1,200})\]|(?P<word>[\w.+-]+(?:@[\w-]+(?:\.[\w-]+)+)?))"
)


class Reason(StrEnum):
    """Why somebody is told. Who has a ticket is as if they followed it."""

    MENTIONED = "mentioned"
    WATCHING = "watching"


class Watcher(Value):
    """Somebody who follows a ticket."""

    person: str
    since: Instant


class Heard(Value):
    """What happened on a ticket that `assignee` has; `position` is that of the journal's entry."""

    ticket_id: UUID
    position: int
    actor: str
    assignee: str | None
    at: Instant


class Notification(Value):
    """Something that somebody should know of. How it reaches them is not decided here."""

    id: int
    ticket_id: UUID
    position: int
    reason: Reason
    actor: str
    at: Instant
    read_at: Instant | None


def mentioned(text: str, actor: str) -> list[str]:
    """Those whom a text names, each once, without its writer: `@ana`, or `@[Ana María]`."""
    found = [
        each["whole"].strip() if each["whole"] else each["word"].rstrip(".+-")
        for each in _MENTION.finditer(text)
    ]
    people = {folded(person): person for person in reversed(found) if person}
    people.pop(folded(actor), None)
    return list(reversed(people.values()))[:MOST_MENTIONS]


def folded(name: str) -> str:
    """What two ways to write one name have in common: the letters, not their case and accents."""
    apart = unicodedata.normalize("NFKD", name)
    return "".join(each for each in apart if not unicodedata.combining(each)).casefold()


def meant(named: Iterable[str], known: Collection[str]) -> list[str]:
    """Whom these names mean, as those known sign in. What nobody has is left as it is."""
    alike: dict[str, list[str]] = {}
    for person in sorted(known):
        alike.setdefault(folded(person), []).append(person)
    found = [[name] if name in known else alike.get(folded(name), [name]) for name in named]
    return list(dict.fromkeys(person for people in found for person in people))
