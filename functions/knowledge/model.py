"""What can be found: documents, their vectors, and how an answer came about."""

import hashlib
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints

from functions.knowledge.asked import facet
from shared.ports import Embeddings, Near
from shared.value import Spoken, Storable, Value

# A model takes 8,191 tokens a text (platform.openai.com/docs/guides/embeddings). A letter may
# cost more than one token, and the gist of a long mail stands at its beginning.
EMBEDDED_LETTERS = 6_000
BATCH = 512
"""Documents that are done at once."""


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
    facets: tuple[str, ...] = ()

    def narrowable(self) -> Self:
        """With all that it can be narrowed by: what is told of it, and what stands here."""
        own = (
            facet("kind", self.kind),
            facet("language", self.language),
            facet("resolved", "yes" if self.resolved else "no"),
        )
        return self.model_copy(update={"facets": (*own, *self.facets)})


class Unread(Value):
    """A document whose text, as of that version, has no vector yet."""

    id: UUID
    kind: Kind
    title: str
    text: str
    language: Spoken
    text_version: int

    @property
    def gist(self) -> str:
        """What of it is turned into a vector."""
        return gist(self.title, self.text)

    @property
    def digest(self) -> bytes:
        """What tells the same gist again."""
        return hashlib.sha256(self.gist.encode()).digest()


class Space(Value):
    """Where vectors can be compared: those of one model and one length."""

    model: str
    dimensions: int

    @classmethod
    def of(cls, embeddings: Embeddings) -> Self:
        """Where a model puts texts."""
        return cls(model=embeddings.model, dimensions=embeddings.dimensions)

    def __str__(self) -> str:
        return f"{self.model}/{self.dimensions}"


class Vector(Value):
    """The place of one text, as of that version, in a space."""

    document_id: UUID
    kind: Kind
    text_version: int
    vector: tuple[float, ...]
    gist: bytes | None = None


class Copied(Vector):
    """A vector on its way to the serving copy, with the facets of the document's version."""

    facets: tuple[str, ...]
    version: int


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


class By(StrEnum):
    """What a search goes by."""

    HYBRID = "hybrid"
    MEANING = "meaning"
    WORDS = "words"


class Question(Value):
    """What somebody typed into the search box, and how much they want to see."""

    q: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000), Storable
    ]
    kind: list[Kind] = Field(default=list(Kind), min_length=1, max_length=len(Kind))
    by: By = By.HYBRID
    limit: int = Field(default=10, ge=1, le=50)


class Narrowed(Value):
    """What a document has to match to be an answer, in tsquery's syntax; nothing: all do."""

    kinds: list[Kind] | None = None
    facets: str | None = None
    phrases: str | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether not every document can be an answer."""
        return bool(self.kinds or self.facets or self.phrases)


class Words(Value):
    """What documents are ranked by: queries, each with its weight, and what likely ones match."""

    queries: list[str]
    titled: list[str]
    weights: list[float]
    likely: list[str]

    @property
    def any(self) -> str:
        """What a document matches that has one of the words."""
        return " | ".join(self.queries)


class Ranked(Near):
    """A document with its rank by words. `capped`: others that match were not looked at."""

    capped: bool


class Found(Value):
    """What a search came to, the best first.

    `capped` says that so many documents share the words that
    only the newest of them were ranked, `guessed` which words no document has: others like them
    were looked for.
    """

    served_by: ServedBy
    capped: bool = False
    guessed: tuple[str, ...] = ()
    items: tuple[Hit, ...]


class Untold(Value):
    """A word in titles of solved tickets that no article has. `examples` are their numbers."""

    word: str
    language: Spoken
    tickets: int
    examples: tuple[str, ...]


class Meant(Value):
    """What a search is for, read: its words, what an answer must match, how many are wanted."""

    text: str
    narrowed: Narrowed
    within: tuple[tuple[str, ...], ...]
    kinds: tuple[Kind, ...]
    count: int
    language: Spoken = Spoken.EN
    without: frozenset[UUID] = frozenset()


class Place(Value):
    """Where a text lies."""

    space: Space
    vector: tuple[float, ...]


class Spelled(Value):
    """What words alone find. `language` is the question's.

    `by_guess`: each of its words was mistyped, and is guessed.
    """

    near: tuple[Ranked, ...] = ()
    language: Spoken = Spoken.EN
    guessed: tuple[str, ...] = ()
    by_guess: bool = False

    @property
    def capped(self) -> bool:
        """Whether documents with these words were left out because there are too many."""
        return any(each.capped for each in self.near)


def gist(title: str, text: str) -> str:
    """The part of a text that is turned into a vector."""
    return f"{title}\n{text}".strip()[:EMBEDDED_LETTERS]


def best(near: Iterable[Near], count: int) -> list[Near]:
    """The nearest of all kinds together."""
    return sorted(near, key=lambda each: -each.score)[:count]
