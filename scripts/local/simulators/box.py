"""All the simulators as the local stack knows them: their accounts, keys and addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Mount

from scripts.local import secret
from scripts.local.credentials import Credentials
from scripts.local.environment import NUMBER
from scripts.local.simulators import cosmos, elevenlabs, identity, keyvault, openai, twilio
from scripts.local.simulators.identity.api import SYSTEM
from shared.ports import Clock
from shared.settings import Cosmos

TOKEN_LIFETIME = timedelta(hours=24)
DAY = 86_400
OUR_RIGHTS = frozenset({"get", "list"})  # what "Key Vault Secrets User" grants


@dataclass(frozen=True)
class Box:
    """Three applications, one for each port."""

    front: Any
    cosmos: Any
    keyvault: Any
    network: twilio.TwilioSimulator


def pack(
    folder: Path, settings: Mapping[str, str], clock: Clock, wall: Clock, *, pace: float = 1
) -> Box:
    """The simulators for the run that keeps its credentials in that folder.

    `settings` are those of the app: they say which containers, numbers and addresses it expects.
    """
    known = Credentials.kept(folder)
    key = secret.kept(folder / "ca" / "tokens.key").encode()
    tokens = identity.Tokens(key, wall, lifetime=TOKEN_LIFETIME)
    network = twilio.build(clock, _network(known, settings, pace))
    people = identity.Config(header=known.identity_header, identities=_identities(settings))
    mounts: dict[str, Any] = {
        "/elevenlabs": elevenlabs.build(elevenlabs.Config(key=known.elevenlabs_key)),
        "/openai": openai.build(openai.Config(key=known.openai_key), clock),
        "/identity": identity.build(people, tokens),
        "": network,
    }
    return Box(
        front=twilio.with_sockets(Starlette(routes=[Mount(p, app) for p, app in mounts.items()])),
        cosmos=cosmos.build(_account(known, settings), clock, tokens),
        keyvault=keyvault.build(_vault(known), clock, tokens),
        network=network,
    )


def _network(known: Credentials, settings: Mapping[str, str], pace: float) -> twilio.Config:
    account = twilio.Account(
        sid=known.twilio_account, tokens=(known.twilio_token,), calls_per_second=5
    )
    ours = f"{settings.get('PUBLIC_URL', '').rstrip('/')}/twilio"
    number = twilio.OwnedNumber(
        number=settings.get("TWILIO__NUMBER", NUMBER),
        account=account.sid,
        voice_url=f"{ours}/voice/inbound",
        status_url=f"{ours}/calls/inbound/status",
    )
    return twilio.Config(accounts=(account,), numbers=(number,), pace=pace)


def _identities(settings: Mapping[str, str]) -> dict[str, str]:
    """Whoever the app asks to be, it is the same principal."""
    return {"": SYSTEM, settings.get("AZURE_CLIENT_ID", ""): SYSTEM}


def _account(known: Credentials, settings: Mapping[str, str]) -> cosmos.Config:
    def setting(name: str) -> str:
        return settings.get(f"COSMOS__{name.upper()}") or str(Cosmos.model_fields[name].default)

    transcripts = cosmos.Declared(
        database=setting("database"),
        container=setting("container"),
        path="/callId",
        ttl=int(setting("retention_days")) * DAY,
    )
    ours = frozenset({SYSTEM})
    return cosmos.Config(key=known.cosmos_key, contributors=ours, containers=(transcripts,))


def _vault(known: Credentials) -> keyvault.Config:
    return keyvault.Config(secrets=known.in_vault(), rights={SYSTEM: OUR_RIGHTS})
