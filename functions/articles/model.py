"""What an article is: its words in versions, what readers think of it, and whether it is stale."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from functions.knowledge.model import Document, Kind
from shared.value import Instant, Spoken, Storable, Value

Title = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), Storable
]
Body = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60_000), Storable
]
Note = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), Storable
]


class State(StrEnum):
    """A draft is the desk's own; what is published can be found, in the version of that time."""

    DRAFT = "draft"
    PUBLISHED = "published"


class Stale(StrEnum):
    """Why somebody should look at a published article again."""

    REVIEW_DUE = "review_due"
    REOPENED = "reopened"
    UNHELPFUL = "unhelpful"
    TRANSLATION_BEHIND = "translation_behind"


class Wording(Value):
    """An article as somebody writes it. `translation_of` is the article that it says again."""

    title: Title
    text: Body
    language: Spoken = Spoken.EN
    translation_of: UUID | None = None
    review_on: date | None = None


class Version(Value):
    """How an article read once."""

    version: int
    title: str
    text: str
    language: Spoken
    written_by: str
    written_at: Instant


class Article(Wording):
    """An article as it stands. Readers see `published_version`, which may be an older one."""

    id: UUID
    number: str
    version: int
    state: State
    published_version: int | None
    published_by: str | None
    published_at: Instant | None
    from_ticket: UUID | None
    written_by: str
    written_at: Instant
    helpful: int = 0
    unhelpful: int = 0
    stale: tuple[Stale, ...] = ()

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


class Published(Value):
    """An article as its readers see it."""

    id: UUID
    number: str
    title: str
    text: str
    language: Spoken
    version: int
    published_at: Instant
    translations: tuple[UUID, ...] = ()


class Wanted(Value):
    """Which articles a list shall show: the newest `limit` that were written before `cursor`."""

    state: State | None = None
    language: Spoken | None = None
    stale: bool = False
    cursor: Annotated[str, StringConstraints(pattern=r"^KB\d{7,12}$")] | None = None
    limit: int = Field(default=25, ge=1, le=200)


class Opinion(Value):
    """Whether an article helped, and what its reader says of it."""

    helpful: bool
    note: Note | None = None


class Feedback(Opinion):
    """What somebody thought of an article; `person` is empty once they are forgotten."""

    article_id: UUID
    person: str
    version: int
    at: Instant


class Typed(Value):
    """What somebody has typed by now."""

    q: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=3, max_length=1000), Storable
    ]
    limit: int = Field(default=5, ge=1, le=10)


class Offer(Value):
    """A published article that may help, and how it begins."""

    id: UUID
    number: str
    title: str
    language: Spoken
    beginning: str


class Missed(Value):
    """What people looked for, and found no article."""

    phrase: str
    searches: int
    last_at: Instant


class Untold(Value):
    """A word in titles of solved tickets that no article has. `examples` are their numbers."""

    word: str
    language: Spoken
    tickets: int
    examples: tuple[str, ...]


class Gaps(Value):
    """What is asked again and again, and written down nowhere. `days`: it looks so far back."""

    days: int
    searches: tuple[Missed, ...]
    tickets: tuple[Untold, ...]


LONGEST_BEGINNING = 240


def beginning(text: str) -> str:
    """The first words of a text, on one line."""
    flat = " ".join(text.split())
    if len(flat) <= LONGEST_BEGINNING:
        return flat
    return flat[:LONGEST_BEGINNING].rpartition(" ")[0] + "…"
