"""The resources of the REST API behind one door, and the box of text messages beside it."""

from collections.abc import Iterator

from fastapi import APIRouter

from scripts.local.simulators.twilio.accounts import Accounts
from scripts.local.simulators.twilio.applications import Applications
from scripts.local.simulators.twilio.caller_ids import CallerIds
from scripts.local.simulators.twilio.calls import Calls
from scripts.local.simulators.twilio.door import Door
from scripts.local.simulators.twilio.engine import Engine
from scripts.local.simulators.twilio.events import Events
from scripts.local.simulators.twilio.incoming import Numbers
from scripts.local.simulators.twilio.lookup import Lookup
from scripts.local.simulators.twilio.messages import Messages
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.textbox import Textbox
from scripts.local.simulators.twilio.texting import Texting
from scripts.local.simulators.twilio.webhooks import Webhooks


def resources(
    network: Network, webhooks: Webhooks, engine: Engine, door: Door
) -> Iterator[APIRouter]:
    """The routes of each."""
    texting = Texting(network, webhooks)
    yield Calls(network, engine).routes(door)
    yield Events(network).routes(door)
    yield Messages(network, texting).routes(door)
    yield Numbers(network).routes(door)
    yield CallerIds(network, webhooks).routes(door)
    yield Applications(network).routes(door)
    yield Accounts(network).routes(door)
    yield Lookup().routes(door)
    yield Textbox(network, texting).routes()
