"""Teaches the interpreter the verbs that open WebSockets."""

from scripts.local.simulators.heard import Heard
from scripts.local.simulators.twilio.interpreter import Interpreter
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.prompts import Prompts
from scripts.local.simulators.twilio.relay import Relay
from scripts.local.simulators.twilio.stream import Streams
from scripts.local.simulators.twilio.webhooks import Webhooks


def learn_sockets(
    interpreter: Interpreter, network: Network, prompts: Prompts, webhooks: Webhooks, heard: Heard
) -> None:
    """`<Connect>` a `<ConversationRelay>` or a `<Stream>`, `<Start>` and `<Stop>` a `<Stream>`."""
    streams = Streams(network, prompts, webhooks, heard)
    relay = Relay(network, prompts, webhooks)
    interpreter.handles("Connect", relay.run, noun="ConversationRelay")
    interpreter.handles("Connect", streams.connect, noun="Stream")
    interpreter.handles("Start", streams.start, noun="Stream")
    interpreter.handles("Stop", streams.stop, noun="Stream")
