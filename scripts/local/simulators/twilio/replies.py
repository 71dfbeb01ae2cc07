"""Reads what the app answers to a text message: messaging TwiML, or plain text.

Source: https://www.twilio.com/docs/messaging/twiml
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.exchange import Reply

LARGEST, LONGEST, MOST_MEDIA = 64 * 1024, 1600, 10
XML_TYPES = ("text/xml", "application/xml", "text/html")


@dataclass(frozen=True)
class Text:
    """A message to be sent. Whom it goes to and from is turned round where nothing is said."""

    body: str = ""
    media: tuple[str, ...] = ()
    to: str = ""
    sender: str = ""
    action: str = ""
    callback: str = ""

    @property
    def is_sendable(self) -> bool:
        """Whether there is something to send, and not too much of it."""
        return bool(self.body or self.media) and len(self.body) <= LONGEST


@dataclass(frozen=True)
class Redirect:
    """Ask there instead."""

    url: str
    method: str


Step = Text | Redirect


@dataclass(frozen=True)
class Answer:
    """What is to be done in turn, and the names of verbs that have no place in a message."""

    steps: Sequence[Step] = ()
    strangers: Sequence[str] = ()


def read(reply: Reply) -> Answer:
    """What the app wants, which may be nothing. Raises `Failed`."""
    if len(reply.body) > LARGEST:
        raise Failed(11750, reply.url)
    if not reply.body.strip():
        return Answer()
    if reply.media_type == "text/plain":
        return Answer([Text(body=reply.body.decode("utf-8", "replace"))])
    if reply.media_type not in XML_TYPES:
        raise Failed(12300, reply.url, "", f"Invalid Content-Type: {reply.media_type}")
    try:
        root = ET.fromstring(reply.body)  # noqa: S314 - the app under development writes it
    except ET.ParseError as error:
        raise Failed(12100, reply.url, "", f"Document parse failure: {error}") from error
    if root.tag != "Response":
        raise Failed(12100, reply.url, "", f"The root is <{root.tag}>, not <Response>")
    steps: list[Step] = [READERS[each.tag](each) for each in root if each.tag in READERS]
    return Answer(steps, [each.tag for each in root if each.tag not in READERS])


def _text(element: ET.Element) -> Text:
    bodies = [part.text or "" for part in element.findall("Body")]
    given = "\n".join(bodies) if bodies else element.text or ""
    media = [(part.text or "").strip() for part in element.findall("Media")]
    return Text(
        body=given.strip(),
        media=tuple(media[:MOST_MEDIA]),
        to=element.get("to", ""),
        sender=element.get("from", ""),
        action=element.get("action", ""),
        callback=element.get("statusCallback", ""),
    )


def _redirect(element: ET.Element) -> Redirect:
    return Redirect((element.text or "").strip(), element.get("method", "POST").upper())


READERS: Mapping[str, Callable[[ET.Element], Step]] = {
    "Message": _text,
    "Sms": _text,
    "Redirect": _redirect,
}
