"""Reads a TwiML document into its verbs (https://www.twilio.com/docs/voice/twiml)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from xml.etree import ElementTree as ET

from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.webhooks import Reply

LARGEST = 64 * 1024
XML_TYPES = ("text/xml", "application/xml", "text/html")


@dataclass(frozen=True, slots=True, eq=False)
class Verb:
    """One element: its name as written, its attributes, all its words, and what stands in it.

    Two are the same only where they are one: what was read from it can be kept by it.
    """

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    children: tuple["Verb", ...] = ()

    def get(self, attribute: str, default: str) -> str:
        """An attribute, or what Twilio takes where it is left out."""
        return self.attributes.get(attribute, default)

    def says(self, attribute: str, *, default: bool = False) -> bool:
        """An attribute that is true or false."""
        given = self.attributes.get(attribute)
        return default if given is None else given == "true"

    @property
    def noun(self) -> "Verb | None":
        """The first element inside, which says what `<Start>`, `<Connect>` or `<Dial>` is about."""
        return self.children[0] if self.children else None

    def seconds(self, attribute: str, default: float) -> float:
        """An attribute that is a number; nonsense counts as the default."""
        try:
            return max(0, float(self.attributes.get(attribute, default)))
        except ValueError:
            return default


@dataclass(frozen=True, slots=True)
class Page:
    """A document being executed; `url` is what relative addresses in it are relative to.

    It is empty where the document came without an address, in a call's `Twiml`.
    """

    url: str
    verbs: tuple[Verb, ...]


def parse(text: str | bytes, url: str) -> Page:
    """The verbs of a TwiML text. Raises `Failed` 12100."""
    try:
        return Page(url, _verbs(text))
    except ET.ParseError as error:
        raise Failed(12100, url, "", f"Document parse failure: {error}") from error


def page_of(reply: Reply) -> Page:
    """The document in an answer, by its content type. Raises `Failed`."""
    if len(reply.body) > LARGEST:
        raise Failed(11750, reply.url)
    if reply.media_type in XML_TYPES:
        return parse(reply.body, reply.url)
    if reply.media_type == "text/plain":
        said = Verb("Say", words=reply.body.decode("utf-8", "replace"))
        return Page(reply.url, (said, Verb("Hangup")))
    if reply.media_type.startswith("audio/"):
        return Page(reply.url, (Verb("Play", words=reply.url), Verb("Hangup")))
    if not reply.media_type:
        raise Failed(11200, reply.url, "", "the answer has no content type")
    raise Failed(12300, reply.url, "", f"Invalid Content-Type: {reply.media_type}")


@lru_cache(1_000)  # an app's documents repeat from call to call
def _verbs(text: str | bytes) -> tuple[Verb, ...]:
    root = ET.fromstring(text)  # noqa: S314 - it is the app under development that writes it
    if root.tag != "Response":
        raise ET.ParseError(f"the root is <{root.tag}>, not <Response>")
    return tuple(_verb(element) for element in root)


def _verb(element: ET.Element) -> Verb:
    return Verb(
        name=element.tag,
        attributes=dict(element.attrib),
        words=" ".join("".join(element.itertext()).split()),
        children=tuple(_verb(child) for child in element),
    )
