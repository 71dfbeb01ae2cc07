"""What is mailed and what comes by mail: whose it is, and whether a machine wrote it."""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from functions.attachments.model import named
from functions.mail import words
from functions.tickets.model import Channel, Draft, Ticket
from shared.errors import Invalid
from shared.ports import Letter
from shared.value import Instant, Spoken, Storable, Text, Value

PAUSES = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 2 * 60, 4 * 60, 8 * 60, 8 * 60)
)
"""Between one try and the next; after the last, some 24 hours on, a letter is given up."""
LONGEST_TITLE, LONGEST_TEXT, LONGEST_ADDRESS = 200, 20_000, 254
MOST_REFERENCES = 10
MOST_FILES = 25
"""More than a person encloses; a ticket has a hundred at most."""
_PLAIN = r"[^\s@<>,;:\"\\()\[\]]"
ADDRESS = re.compile(rf"{_PLAIN}{{1,64}}@{_PLAIN}+\.{_PLAIN}+")
_TOKEN = re.compile(r"\[(INC\d{7,12}):([a-z2-7]{16})\]")
_IDS = re.compile(r"<([^<>\s]{1,990})>")
_DAEMONS = ("mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply")
_ROBOTS = frozenset({"bulk", "junk", "list", "auto_reply"})
WORDS = {
    Spoken.EN: {
        "mark": "##- Please write your answer above this line -##",
        "receipt": "We have received your request. Its number is {number}. "
        "Answer this mail to add something to it.",
        "opened": "We have opened a request for you. Its number is {number}. "
        "Answer this mail to add something to it.",
        "closing": "{organisation} · {number}",
    },
    Spoken.ES: {
        "mark": "##- Escriba su respuesta por encima de esta línea -##",
        "receipt": "Hemos recibido su solicitud. Su número es {number}. "
        "Responda a este correo para añadir algo.",
        "opened": "Hemos abierto una solicitud para usted. Su número es {number}. "
        "Responda a este correo para añadir algo.",
        "closing": "{organisation} · {number}",
    },
}


class Kind(StrEnum):
    """What a mail is: out `comment`, `receipt`; in all the others."""

    COMMENT = "comment"
    RECEIPT = "receipt"
    ANSWER = "answer"
    REQUEST = "request"
    BOUNCE = "bounce"
    IGNORED = "ignored"
    HELD = "held"


class State(StrEnum):
    """waiting -> sent -> bounced, or failed; what comes in is taken."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"
    TAKEN = "taken"


class Post(Value):
    """A mail as we remember it. What it said stands in the ticket's journal."""

    id: UUID
    direction: str
    kind: Kind
    message_id: str
    ticket_id: UUID | None
    entry: int | None
    address: str | None
    state: State
    reason: str | None
    tries: int
    at: Instant


class Desk(Value):
    """Who we are in mail: our address, our name, the key of our tokens, our language."""

    address: str
    organisation: str
    key: str = Field(repr=False)
    language: Spoken = Spoken.EN


class Enclosure(Value):
    """A file in a mail, in Base64. No mail is refused for a file: it is checked when it is kept."""

    name: str = ""
    content_type: str = ""
    content: str = Field(default="", repr=False)

    @property
    def called(self) -> str:
        """Its name as it is kept."""
        return named(self.name)

    def data(self) -> bytes:
        """Its bytes. Raises `Invalid` where it is no Base64."""
        try:
            return base64.b64decode(self.content, validate=True)
        except (binascii.Error, ValueError) as error:
            problem = "cannot be read: it is no Base64"
            errors = [{"field": "content", "problem": problem}]
            raise Invalid(f"file: {problem}.", errors=errors) from error


class Inbound(Value):
    """A mail as it is handed to us. `in_reply_to` and `message_id` are those headers'."""

    sender: Annotated[Text, Field(alias="from", min_length=3, max_length=320)]
    to: Annotated[Text, Field(max_length=2000)] = ""
    subject: Annotated[Text, Field(max_length=998)] = ""
    text: Text = ""
    html: Text = ""
    in_reply_to: Annotated[Text, Field(max_length=2000)] = ""
    message_id: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=998), Storable
    ]
    headers: Mapping[Text, Text] = {}
    files: Annotated[tuple[Enclosure, ...], Field(alias="attachments")] = ()
    at: Instant | None = None

    @property
    def address(self) -> str:
        """Who wrote, without a name."""
        return parseaddr(self.sender)[1].strip().lower()

    @property
    def name(self) -> str:
        """Who wrote, as people call them."""
        told = parseaddr(self.sender)[0] or parseaddr(self._header("from"))[0]
        return (told.strip() or self.address)[:LONGEST_TITLE]

    @property
    def id(self) -> str:
        """Its Message-ID without brackets; one that cannot be is replaced by its digest."""
        found = _IDS.fullmatch(self.message_id)
        return found[1] if found else hashlib.sha256(self.message_id.encode()).hexdigest()

    def references(self) -> list[str]:
        """The Message-IDs it answers, the nearest first."""
        found = _IDS.findall(self._header("references"))[::-1]
        nearest = self.in_reply_to.strip().strip("<>")
        return list(dict.fromkeys(each for each in (nearest, *found) if each))[:50]

    def _header(self, name: str) -> str:
        return next((text for key, text in self.headers.items() if key.lower() == name), "")

    def robot(self, own: str) -> str | None:
        """Why it must not be answered as a person's, if so (RFC 3834; Precedence of old)."""
        auto = self._header("auto-submitted").split(";")[0].strip().lower()
        reasons = {
            "it comes from our own address": self.address == own.lower(),
            "a machine sent it (Auto-Submitted)": auto not in {"", "no"},
            "it went to many (Precedence)": self._header("precedence").strip().lower() in _ROBOTS,
            "it went to a list (List-Id)": bool(self._header("list-id")),
            "it is an automatic reply (X-Autoreply)": bool(
                self._header("x-autoreply") or self._header("x-autorespond")
            ),
            "nobody reads that address": self.address.partition("@")[0] in _DAEMONS,
            "its sender is no address": not is_address(self.address),
        }
        return next((reason for reason, is_so in reasons.items() if is_so), None)

    def is_bounce(self) -> bool:
        """Whether a mail server tells that something of ours did not arrive (RFC 3464)."""
        local = self.address.partition("@")[0]
        report = "delivery-status" in self._header("content-type").lower()
        return report or local == "mailer-daemon" or self._header("return-path").strip() == "<>"

    def mentioned(self) -> list[str]:
        """Every Message-ID in it: a bounce quotes the mail that did not arrive."""
        quoted = _IDS.findall(self.text[:LONGEST_TEXT] + self.html[:LONGEST_TEXT])
        return list(dict.fromkeys([*self.references(), *quoted]))[:50]

    def said(self) -> str:
        """What is new in it, without what it quotes; nothing where it says nothing."""
        whole = self.text.strip() or words.of_page(self.html)
        return (words.own(whole) or whole)[:LONGEST_TEXT].strip()

    def token(self) -> tuple[str, str] | None:
        """The number and the token that its subject holds."""
        found = _TOKEN.search(self.subject)
        return (found[1], found[2]) if found else None

    def title(self) -> str:
        """What a new ticket of it is called."""
        bare = _TOKEN.sub("", self.subject)
        return (" ".join(bare.split()) or self.said().partition("\n")[0] or "…")[:LONGEST_TITLE]


class Held(Value):
    """A mail that waits for somebody to let it in, or to throw it away."""

    id: UUID
    address: str
    subject: str
    text: str
    files: int
    at: Instant
    admitted_by: str | None


def held_path(post_id: UUID) -> str:
    """Where the files of a mail lie that is held."""
    return f"attachments/held/{post_id}"


def as_held(mail: Inbound) -> dict[str, Any]:
    """What is kept of it in the database: its words, and how it finds its ticket."""
    words = mail.model_copy(update={"text": mail.said(), "html": "", "files": ()})
    return words.model_dump(mode="json", by_alias=True)


def is_address(text: str) -> bool:
    """Whether mail can be sent there, as far as its looks tell."""
    return len(text) <= LONGEST_ADDRESS and ADDRESS.fullmatch(text) is not None


def token(key: str, ticket_id: UUID) -> str:
    """Shows that whoever writes has a mail of ours about that ticket: numbers can be guessed."""
    digest = hmac.new(key.encode(), b"ticket:" + ticket_id.bytes, hashlib.sha256).digest()
    return base64.b32encode(digest[:10]).decode().lower()


def is_token(key: str, ticket_id: UUID, given: str) -> bool:
    """Whether it is that ticket's."""
    return hmac.compare_digest(token(key, ticket_id), given)


def draft(mail: Inbound, desk: Desk) -> Draft:
    """The ticket that a mail opens."""
    return Draft(
        title=mail.title(),
        description=mail.said(),
        language=desk.language,
        channel=Channel.EMAIL,
        requester_name=mail.name,
        requester_email=mail.address,
    )


_KEPT = (
    "language",
    "requester_name",
    "requester_phone",
    "contact_id",
    "requester_id",
    "group",
)


def follow_up(mail: Inbound, before: Ticket, desk: Desk) -> Draft:
    """The same, where it answers a ticket of theirs that is closed: who they are, and who helps."""
    return draft(mail, desk).model_copy(update={each: getattr(before, each) for each in _KEPT})


def letter(
    post: Post, ticket: Ticket, text: str | None, before: Sequence[str], desk: Desk
) -> Letter:
    """A mail to the requester. Without text it tells them the number of what they asked for.

    `before` are the Message-IDs of the thread, the oldest first.
    """
    phrases = WORDS[ticket.language]
    about = {"number": ticket.number, "organisation": desk.organisation}
    told = "receipt" if ticket.channel is Channel.EMAIL else "opened"
    said = text or phrases[told].format(**about)
    title = " ".join(ticket.title.split())
    return Letter(
        to=post.address or "",
        message_id=post.message_id,
        subject=f"Re: {title} [{ticket.number}:{token(desk.key, ticket.id)}]",
        text="\n\n".join([phrases["mark"], said, "-- \n" + phrases["closing"].format(**about)]),
        references=tuple(before[-MOST_REFERENCES:]),
        automatic=text is None,
    )


def again_at(tries: int, now: datetime) -> datetime | None:
    """When to try once more; nothing where it is given up."""
    return now + PAUSES[tries - 1] if tries <= len(PAUSES) else None


def signed_at(header: str | None) -> tuple[int, str] | None:
    """The second and the signature of `t=…,v1=…`."""
    found = re.fullmatch(r"t=(\d{1,12}),v1=([0-9a-f]{64})", header or "")
    return (int(found[1]), found[2]) if found else None


def signature(secret: str, at: int, body: bytes) -> str:
    """HMAC-SHA256 over the second and the body, so that neither can be changed."""
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
