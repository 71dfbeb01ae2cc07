"""What was done by whom, and the chain that shows whether anything of it was changed since."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from shared.value import Instant, Value

BEGINNING = bytes(32)
"""What the first entry is chained to."""


class By(Value):
    """Who did it: how the sign-in tells them apart, and what colleagues call them."""

    id: str
    name: str


class Deed(Value):
    """Something that was done, as a word for programs: `token.revoked`. `subject` is an id."""

    action: str
    subject: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


class Written(Value):
    """Something that people write and rewrite: a word for programs, and which one of them."""

    what: str
    subject: str


class Entry(Deed):
    """A deed as it is kept. `number` and `digest` are empty until it is sealed."""

    position: int
    at: Instant
    actor_id: str
    actor: str
    number: int | None = None
    digest: str | None = None


class Seal(Value):
    """One link of the chain."""

    number: int
    position: int
    digest: bytes


class Wanted(Value):
    """Which entries, the newest first: `before` is the position of the last one already seen."""

    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    before: int | None = None
    limit: int = 50


class Verification(Value):
    """Whether the chain holds. `head` is its last digest: noted elsewhere, it shows a lost end.

    `broken_at` is the number of the first link that does not hold; `missing` counts entries that
    are neither sealed nor wait for it, or seals without an entry.
    """

    intact: bool
    sealed: int
    waiting: int
    missing: int
    broken_at: int | None
    head: str | None


def sealed(entries: Sequence[Entry], last: Seal | None) -> list[Seal]:
    """The links that these entries make, in their order, after the last one."""
    number, digest = (last.number, last.digest) if last else (0, BEGINNING)
    links = list[Seal]()
    for entry in entries:
        number, digest = number + 1, link(digest, number + 1, entry)
        links.append(Seal(number=number, position=entry.position, digest=digest))
    return links


def link(before: bytes, number: int, entry: Entry) -> bytes:
    """What stands for an entry and for all before it (SHA-256)."""
    told = entry.model_dump(mode="json", exclude={"number", "digest"})
    text = json.dumps({**told, "number": number}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(before + text.encode()).digest()


def broken(entries: Sequence[Entry], last: Seal | None) -> int | None:
    """The number of the first of these sealed entries that does not follow from those before."""
    found = zip(sealed(entries, last), entries, strict=True)
    return next((made.number for made, kept in found if not _same(made, kept)), None)


def _same(made: Seal, kept: Entry) -> bool:
    return (made.number, made.digest.hex()) == (kept.number, kept.digest)
