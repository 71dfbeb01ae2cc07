"""Twilio in a box: its REST API, its signed webhooks, its TwiML, and people to talk to.

`build(clock, config)` gives an ASGI application that begins at the root: `/2010-04-01/…` is
Twilio's, `/__sim__/…` the simulator's own. Mount it as it is; run its lifespan, or await
`close()` at the end. `Config` says which accounts there are (their tokens are generated and handed
in) and how public addresses map to sockets. An application that mounts it is wrapped in
`with_sockets`, so that number 99 can break the connection it came by.
"""

from scripts.local.simulators.sockets import with_sockets
from scripts.local.simulators.twilio.app import TwilioSimulator, build
from scripts.local.simulators.twilio.config import Account, Config, OwnedNumber

__all__ = ["Account", "Config", "OwnedNumber", "TwilioSimulator", "build", "with_sockets"]
