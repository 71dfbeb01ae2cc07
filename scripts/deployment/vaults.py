"""Fills the vaults with what is missing. What lies there already stays: it may be in use."""

import json
import secrets
import time
from collections.abc import Mapping, Sequence

from scripts.deployment.azure import Command, Failed, answer, run
from scripts.local.progress import said

OURS = {
    "VOICE_VAULT": ("callback-key", "audio-key", "mail-key"),
    "AGENT_VAULT": ("callback-key", "token-pepper"),
}
"""Keys nobody else knows. The agent's `callback-key` only shows that the vault opens."""
VENDORS = {"twilio-auth-token": "TWILIO_AUTH_TOKEN", "elevenlabs-api-key": "ELEVENLABS_API_KEY"}
"""The vendors' secrets, all in the vault of the voice app, and where we are given them."""
PATIENCE = 12  # tries of 10 s: a new role takes a minute or two until the vault knows of it


def fill(made: Mapping[str, str], environment: Mapping[str, str]) -> None:
    """Make our keys, take the vendors' from the environment, say what is still missing."""
    for vault, names in OURS.items():
        there = _there(made[vault])
        for name in names:
            if name not in there:
                run(put(made[vault], name), given=secrets.token_urlsafe(32))
    vault = made["VOICE_VAULT"]
    there = _there(vault)
    for name, variable in VENDORS.items():
        if name in there:
            continue
        if value := environment.get(variable):
            run(put(vault, name), given=value)
        else:
            said(f"{name} is not in {vault}: give {variable}, or put it there yourself")


def put(vault: str, name: str) -> Command:
    """Put what comes by standard input: command lines can be read by everybody on the machine."""
    what = ("--vault-name", vault, "--name", name, "--file", "/dev/stdin", "--encoding", "utf-8")
    return ("az", "keyvault", "secret", "set", *what, "--output", "none")


def _there(vault: str) -> Sequence[str]:
    listing = ("az", "keyvault", "secret", "list", "--vault-name", vault, "--query", "[].name")
    for _ in range(PATIENCE):
        try:
            found: list[str] = json.loads(answer((*listing, "--output", "json")))
        except Failed as problem:
            last = problem
            time.sleep(10)
        else:
            return found
    raise last
