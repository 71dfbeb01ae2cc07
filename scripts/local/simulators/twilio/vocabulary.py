"""The table of verbs: which part of the network executes which.

`<Record>`, `<Start>`, `<Stop>` and `<Connect>` are put in by the parts they belong to.
"""

from scripts.local.simulators.twilio.bridge import Bridge
from scripts.local.simulators.twilio.conference import Conference
from scripts.local.simulators.twilio.dial import Dial
from scripts.local.simulators.twilio.gather import Gather
from scripts.local.simulators.twilio.interpreter import Interpreter
from scripts.local.simulators.twilio.legs import Legs
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.prompts import Prompts
from scripts.local.simulators.twilio.queueing import Queues
from scripts.local.simulators.twilio.recordings.recorder import Recorder
from scripts.local.simulators.twilio.ringing import Ringing
from scripts.local.simulators.twilio.verbs import (
    UNSUPPORTED,
    Redirect,
    Skipped,
    hang_up,
    reject,
)
from scripts.local.simulators.twilio.webhooks import Webhooks


def learn_verbs(
    interpreter: Interpreter,
    network: Network,
    webhooks: Webhooks,
    ringing: Ringing,
    prompts: Prompts,
    gather: Gather,
) -> None:
    """Teach the interpreter every verb of voice/twiml that needs nothing but the telephone."""
    for name in ("Say", "Play", "Pause"):
        interpreter.handles(name, prompts.run)
    interpreter.handles("Gather", gather.run)
    interpreter.handles("Redirect", Redirect(network).run)
    interpreter.handles("Hangup", hang_up)
    interpreter.handles("Reject", reject)
    for name in UNSUPPORTED:
        interpreter.handles(name, Skipped(network).run)
    _learn_to_connect(interpreter, network, webhooks, ringing)


def _learn_to_connect(
    interpreter: Interpreter, network: Network, webhooks: Webhooks, ringing: Ringing
) -> None:
    bridge = Bridge(network)
    queues = Queues(network, webhooks, interpreter, bridge)
    legs = Legs(network, ringing, interpreter)
    interpreter.handles("Enqueue", queues.enqueue)
    interpreter.handles("Leave", queues.leave)
    interpreter.handles(
        "Dial", Dial(network, ringing, legs, bridge, Recorder(network, webhooks)).run
    )
    interpreter.handles("Dial", queues.dial, noun="Queue")
    conference = Conference(network, webhooks, interpreter, bridge)
    interpreter.handles("Dial", conference.dial, noun="Conference")
