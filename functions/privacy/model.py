"""A person's right to know what we hold of them, and to be forgotten."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import Field

from functions.access.model import Account
from functions.articles.model import Feedback
from functions.assist.model import Suggestion
from functions.attachments.model import Attachment
from functions.calls.model import Attempt, Call
from functions.campaigns.model import Member
from functions.conversation.conclusion import Conclusion
from functions.conversation.model import Conversation, Correction, Turn
from functions.conversation.texted import KeptText
from functions.imports.model import RowOf
from functions.mail.model import Held as HeldMail
from functions.mail.model import Post
from functions.people.model import Held
from functions.promises.model import Promise
from functions.recordings.model import Recording
from functions.tickets.model import Asker, Entry, Ticket
from shared.value import Instant, Value


class Enrolment(Value):
    """Somebody as a campaign knows them."""

    campaign: str
    member: Member


class Talk(Value):
    """A call's words. `transcript` is Cosmos DB's copy of them; null while that is away."""

    conversation: Conversation
    turns: tuple[Turn, ...]
    corrections: tuple[Correction, ...] = ()
    transcript: tuple[dict[str, Any], ...] | None = None


def talk(
    conversation: Conversation, turns: Sequence[Turn], corrections: Sequence[Correction]
) -> Talk:
    """The words alone: the documents that answered are for the network, and hold our addresses."""
    words = tuple(each.model_copy(update={"answer": None}) for each in turns)
    return Talk(conversation=conversation, turns=words, corrections=tuple(corrections))


class Export(Value):
    """All we hold of whoever has a number, an address or both, each part oldest first.

    Up to `promises` it is known by the number alone.
    """

    phone: str | None = None
    email: str | None = None
    people: Held | None = None
    rows: tuple[RowOf, ...] = ()
    campaigns: tuple[Enrolment, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    calls: tuple[Call, ...] = ()
    talks: tuple[Talk, ...] = ()
    conclusions: tuple[Conclusion, ...] = ()
    recordings: tuple[Recording, ...] = ()
    texts: tuple[KeptText, ...] = ()
    promises: tuple[Promise, ...] = ()
    tickets: tuple[Ticket, ...] = ()
    comments: tuple[Entry, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    accounts: tuple[Account, ...] = ()
    mails: tuple[Post, ...] = ()
    held_mails: tuple[HeldMail, ...] = ()


def addresses(asked: Iterable[Ticket], email: str | None) -> set[str]:
    """The address we know somebody by, and those they gave with what they asked for.

    They may sign in by one.
    """
    given = {each.requester_email for each in asked if each.requester_email}
    return given | ({email} if email else set())


def mailed(asker: Asker) -> list[str]:
    """The addresses we know somebody by."""
    return [asker.email] if asker.email else []


def signed_in(asked: Sequence[Ticket]) -> list[str]:
    """The ids with which they signed in to ask for these."""
    return list(dict.fromkeys(each.requester_id for each in asked if each.requester_id))


class ErasureState(StrEnum):
    """waiting -> done: a call is still live, or something outside of PostgreSQL is left."""

    WAITING = "waiting"
    DONE = "done"


class Erasure(Value):
    """A person being erased. `counts` says how much of what is gone."""

    id: UUID
    reason: str
    requested_by: str
    requested_at: Instant
    state: ErasureState
    finished_at: Instant | None
    counts: dict[str, int]


class Person(Value):
    """Who is erased, by number, address or both. They are hashed in the end."""

    erasure_id: UUID
    phone: str | None = Field(repr=False)
    email: str | None = Field(default=None, repr=False)
    contact_id: UUID | None
    state: ErasureState
    audio: tuple[str, ...] = ()


MODEL = "model"
SHORTEST = 3


def personal(said: list[tuple[str, str | None]], own_words: set[str]) -> list[str]:
    """Of sentences and who found them, those that were made for this person alone.

    The model's sentences answer one caller. A script's are everybody's, unless they hold the
    person's own words: a name, what a list says of them.
    """
    own = {each.casefold() for each in own_words if len(each.strip()) >= SHORTEST}
    return [
        text
        for text, source in said
        if source == MODEL or any(word in text.casefold() for word in own)
    ]
