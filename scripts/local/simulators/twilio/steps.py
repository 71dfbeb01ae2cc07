"""What a verb does with a call: goes on to the next verb, to another document, or ends it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.order import Document, Hook
from scripts.local.simulators.twilio.twiml import Page, Verb


@dataclass(frozen=True, slots=True)
class Step:
    """Where a call goes next; without a document it is over, and `ends` is what it becomes.

    `fields` are posted with the request for the document, beside those of every request.
    """

    document: Document | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    ends: str = "completed"


OVER = Step()

Handler = Callable[[Call, Verb, Page], Awaitable[Step | None]]
"""Executes one verb. None: go on with the next verb of the same document.

It is cancelled when the call ends or is led to another document; what must be tidied up stands
in a `finally`. What goes on beside the call is spawned on the network.
"""


def action(verb: Verb, page: Page, default: str = "") -> Hook | None:
    """The address in a verb's `action`, by its `method`, relative to the document it stands in."""
    given = verb.get("action", default)
    if not given:
        return None
    return Hook(url=urljoin(page.url, given), method=verb.get("method", "POST").upper())


def ask(hook: Hook, fields: Mapping[str, str]) -> Step:
    """Go on with the document at that address."""
    return Step(document=Document(hook=hook), fields=fields)
