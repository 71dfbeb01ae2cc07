"""What the network can tell went wrong in the app, from what it saw itself."""

from scripts.local.simulators.twilio.checks.expected import Judged, expectations_of
from scripts.local.simulators.twilio.checks.findings import findings

__all__ = ["Judged", "expectations_of", "findings"]
