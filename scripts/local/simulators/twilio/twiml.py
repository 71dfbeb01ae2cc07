"""Reads a TwiML document into its verbs (https://www.twilio.com/docs/voice/twiml)."""

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as ET

from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.webhooks import Reply
from shared.value import Value

LARGEST = 64 * 1024
XML_TYPES = ("text/xml", "application/xml", "text/html")


class Verb(Value):
    """One element: its name as written, its attributes, all its words, and what stands in it."""

    name: str
    attributes: Mapping[str, str] = {}
    words: str = ""
    children: tuple["Verb", ...] = ()

    def get(self, attribute: str, default: str) -> str:
        """An attribute, or what Twilio takes where it is left out."""
        return self.attributes.get(attribute, default)

    def seconds(self, attribute: str, default: float) -> float:
        """An attribute that is a number; nonsense counts as the default."""
        try:
            return max(0, float(self.attributes.get(attribute, default)))
        except ValueError:
            return default


class Page(Value):
    """A document being executed; `url` is what relative addresses in it are relative to."""

    url: str
    verbs: Sequence[Verb]


def parse(text: str | bytes, url: str) -> Page:
    """The verbs of a TwiML text. Raises `Failed` 12100."""
    try:
        root = ET.fromstring(text)  # noqa: S314 - it is the app under development that writes it
    except ET.ParseError as error:
        raise Failed(12100, url, "", f"Document parse failure: {error}") from error
    if root.tag != "Response":
        raise Failed(12100, url, "", f"The root is <{root.tag}>, not <Response>")
    return Page(url=url, verbs=[_verb(element) for element in root])


def page_of(reply: Reply) -> Page:
    """The document in an answer, by its content type. Raises `Failed`."""
    if len(reply.body) > LARGEST:
        raise Failed(11750, reply.url)
    if reply.media_type in XML_TYPES:
        return parse(reply.body, reply.url)
    if reply.media_type == "text/plain":
        said = Verb(name="Say", words=reply.body.decode("utf-8", "replace"))
        return Page(url=reply.url, verbs=[said, Verb(name="Hangup")])
    if reply.media_type.startswith("audio/"):
        played = Verb(name="Play", words=reply.url)
        return Page(url=reply.url, verbs=[played, Verb(name="Hangup")])
    if not reply.media_type:
        raise Failed(11200, reply.url, "", "the answer has no content type")
    raise Failed(12300, reply.url, "", f"Invalid Content-Type: {reply.media_type}")


def _verb(element: ET.Element) -> Verb:
    return Verb(
        name=element.tag,
        attributes=dict(element.attrib),
        words=" ".join("".join(element.itertext()).split()),
        children=tuple(_verb(child) for child in element),
    )
