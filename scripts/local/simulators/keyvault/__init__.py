"""A Key Vault: the secrets part of its REST interface, with the challenge before every visit."""

from scripts.local.simulators.keyvault.api import Config, build

__all__ = ["Config", "build"]
