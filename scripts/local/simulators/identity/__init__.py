"""The managed identity of an App Service, for processes that run on nobody's service."""

from scripts.local.simulators.identity.api import Config, build
from scripts.local.simulators.identity.tokens import Grant, Tokens

__all__ = ["Config", "Grant", "Tokens", "build"]
