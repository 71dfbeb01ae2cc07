"""Microsoft Entra, as far as an API needs it: the keys it publishes, and tokens signed by them."""

from scripts.local.simulators.entra.api import build
from scripts.local.simulators.entra.directory import Directory, Entra, Wanted

__all__ = ["Directory", "Entra", "Wanted", "build"]
