"""What can be found: documents, their vectors, and how an answer came about."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from shared.ports import Near
from shared.value import Instant, Spoken, Storable, Value

# A model takes 8,191 tokens a text (platform.openai.com/docs/guides/embeddings). A letter may
# cost more than one token, and the gist of a long mail stands at its beginning.
EMBEDDED_LETTERS = 6_000


class Kind(StrEnum):
    """What a document is."""

    TICKET = "ticket"
    ARTICLE = "article"


class Document(Value):
    """A ticket or an article, as search knows it."""

    id: UUID
    kind: Kind
    number: str
    title: str
    text: str
    language: Spoken
    resolved: bool
    version: int


class Unread(Value):
    """A document whose text, as of that version, has no vector yet."""

    id: UUID
    kind: Kind
    title: str
    text: str
    text_version: int

    @property
    def gist(self) -> str:
        """What of it is turned into a vector."""
        return gist(self.title, self.text)


class Space(Value):
    """Where vectors can be compared: those of one model and one length."""

    model: str
    dimensions: int

    def __str__(self) -> str:
        return f"{self.model}/{self.dimensions}"


class Vector(Value):
    """The place of one text, as of that version, in a space."""

    document_id: UUID
    kind: Kind
    text_version: int
    vector: tuple[float, ...]


class ServedBy(StrEnum):
    """Who found it: the serving copy, the truth, words instead of meaning, or the number itself."""

    VECTORS = "vectors"
    PGVECTOR = "pgvector"
    TEXT = "text"
    NUMBER = "number"


class Hit(Value):
    """A document that was found. Scores compare only within one answer."""

    id: UUID
    kind: Kind
    number: str
    title: str
    language: Spoken
    resolved: bool
    score: float = 0


class Found(Value):
    """What a search came to, the best first."""

    served_by: ServedBy
    items: tuple[Hit, ...]


class ArticleDraft(Value):
    """An article before it has a number."""

    title: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), Storable
    ]
    text: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60_000), Storable
    ]
    language: Spoken = Spoken.EN


class Article(ArticleDraft):
    """Something that somebody wrote down for all who will ask."""

    id: UUID
    number: str
    version: int
    written_by: str
    written_at: Instant

    def as_document(self) -> Document:
        """How search knows it."""
        return Document(
            id=self.id,
            kind=Kind.ARTICLE,
            number=self.number,
            title=self.title,
            text=self.text,
            language=self.language,
            resolved=False,
            version=self.version,
        )


def gist(title: str, text: str) -> str:
    """The part of a text that is turned into a vector."""
    return f"{title}\n{text}".strip()[:EMBEDDED_LETTERS]


def numbers(text: str) -> list[str]:
    """The numbers somebody may mean who typed this: inc10001 or 10001 mean INC0010001."""
    typed = re.fullmatch(r"(inc|kb)?(\d{5,12})", text.strip().lower())
    if typed is None:
        return []
    prefixes = [typed[1].upper()] if typed[1] else ["INC", "KB"]
    return [f"{prefix}{int(typed[2]):07}" for prefix in prefixes]


def best(near: Iterable[Near], count: int) -> list[Near]:
    """The nearest of all kinds together."""
    return sorted(near, key=lambda each: -each.score)[:count]
