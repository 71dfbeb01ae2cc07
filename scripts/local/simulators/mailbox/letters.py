"""A mail as it was received, taken apart."""

from collections.abc import Mapping
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.policy import default

from shared.value import Instant, Value

MOST_KEPT = 1000


class Attachment(Value):
    """A file that came with a mail."""

    name: str
    media_type: str
    size: int


class Letter(Value):
    """One mail. `sender` and `recipients` are the envelope's, the rest its own."""

    id: int
    at: Instant
    sender: str
    recipients: tuple[str, ...]
    subject: str
    headers: Mapping[str, str]
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    raw: bytes

    def shown(self) -> dict[str, object]:
        """The letter as JSON, without its raw bytes."""
        return self.model_dump(mode="json", exclude={"raw"})


class Letters:
    """The mails that came, the oldest of a thousand forgotten."""

    def __init__(self) -> None:
        self._letters: list[Letter] = []
        self._count = 0

    def keep(self, raw: bytes, sender: str, recipients: tuple[str, ...], at: datetime) -> Letter:
        """Take a mail apart and keep it."""
        mail = message_from_bytes(raw, policy=default)
        assert isinstance(mail, EmailMessage)  # the default policy makes no other
        self._count += 1
        letter = Letter(
            id=self._count,
            at=at,
            sender=sender,
            recipients=recipients,
            subject=str(mail.get("subject", "")),
            headers={name.lower(): str(value) for name, value in mail.items()},
            text=_body(mail, "plain"),
            html=_body(mail, "html"),
            attachments=tuple(_attachment(part) for part in mail.iter_attachments()),
            raw=raw,
        )
        self._letters = [*self._letters, letter][-MOST_KEPT:]
        return letter

    def found(self, to: str = "") -> list[Letter]:
        """The mails, newest first; those to one address where it is given."""
        wanted = to.casefold()
        return [
            letter
            for letter in reversed(self._letters)
            if not wanted or wanted in {address.casefold() for address in letter.recipients}
        ]

    def clear(self) -> None:
        """Throw all away."""
        self._letters = []


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body(preferencelist=(kind,))
    return _text(part).replace("\r\n", "\n") if part is not None else ""


def _text(part: MIMEPart) -> str:
    """A charset that does not fit its bytes is no reason to lose a mail."""
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError):
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else str(payload)


def _attachment(part: EmailMessage) -> Attachment:
    payload = part.get_payload(decode=True)
    size = len(payload) if isinstance(payload, bytes) else 0
    name = part.get_filename() or ""
    return Attachment(name=name, media_type=part.get_content_type(), size=size)
