"""The verbs that need nobody but the call itself, and the table of all verbs there are."""

from urllib.parse import urljoin

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Document, Hook
from scripts.local.simulators.twilio.steps import OVER, Step
from scripts.local.simulators.twilio.twiml import Page, Verb

BUSY, DECLINED = 486, 603
UNSUPPORTED = ("Echo", "Pay", "Prompt", "Refer", "Sms")


async def hang_up(call: Call, verb: Verb, page: Page) -> Step | None:
    """End the call."""
    return OVER


async def reject(call: Call, verb: Verb, page: Page) -> Step | None:
    """Do not answer; a call that has been answered ends."""
    if call.answered is not None:
        return OVER
    is_busy = verb.get("reason", "rejected") == "busy"
    call.sip = BUSY if is_busy else DECLINED
    return Step(ends="busy" if is_busy else "no-answer")


class Redirect:
    """Leaves a document for another."""

    def __init__(self, network: Network) -> None:
        self._network = network

    async def run(self, call: Call, verb: Verb, page: Page) -> Step | None:
        """Go on with another document. Without an address that is this one again."""
        url = urljoin(page.url, verb.words) if verb.words else page.url
        method = verb.get("method", "POST").upper()
        if method not in ("GET", "POST"):
            self._network.notify(call, 13710, Hook(url=page.url))
            method = "POST"
        return Step(document=Document(hook=Hook(url=url, method=method)))


class Skipped:
    """What is known and not done here: skipped, and said so."""

    def __init__(self, network: Network) -> None:
        self._network = network

    async def run(self, call: Call, verb: Verb, page: Page) -> Step | None:
        """Nothing but a warning."""
        said = f"<{verb.name}> is not supported by the simulated network and was skipped"
        self._network.notify(call, 12200, Hook(url=page.url), said)
        return None
