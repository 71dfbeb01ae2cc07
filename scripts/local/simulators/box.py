"""All the simulators as the local stack knows them: their accounts, keys and addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI

from scripts.local import secret
from scripts.local.clock.api import routes
from scripts.local.clock.conductor import Conductor
from scripts.local.credentials import Credentials
from scripts.local.environment import NUMBER, TENANT
from scripts.local.ports import HOST
from scripts.local.simulators import (
    cosmos,
    elevenlabs,
    entra,
    identity,
    keyvault,
    mailbox,
    openai,
    page,
    twilio,
)
from scripts.local.simulators.faults import Faults
from scripts.local.simulators.heard import Heard
from scripts.local.simulators.identity.api import SYSTEM
from shared.adapters.virtual import VirtualClock
from shared.groups.stores import Cosmos
from shared.ports import Clock
from shared.value import Value

TOKEN_LIFETIME = timedelta(hours=24)
DAY = 86_400
CALLS_PER_SECOND = 5  # what Twilio allows a business that has told who it is
CHARACTERS = 100_000_000  # a month: nobody who develops is to run out of them
OUR_RIGHTS = frozenset({"get", "list"})  # what "Key Vault Secrets User" grants
OPERATOR, OPERATORS_OWN = "operator", "00000000-0000-4000-8000-000000000002"
OPERATORS_RIGHTS = OUR_RIGHTS | {"set", "delete", "recover"}  # "Key Vault Secrets Officer"


class Wished(Value):
    """What one run of the network is to be like; where nothing is said, as the app expects it.

    `calls_per_second` and `live_calls` are the account's limits, `people` folders with people of
    one's own; the same `seed` makes the same chance.
    """

    people: tuple[Path, ...] = ()
    seed: int | None = None
    calls_per_second: float | None = None
    live_calls: int | None = None


USUAL = Wished()


@dataclass(frozen=True)
class Box:
    """Three applications, one for each port."""

    front: Any
    cosmos: Any
    keyvault: Any
    network: twilio.TwilioSimulator
    conductor: Conductor
    mailbox: mailbox.Mailbox


def pack(
    folder: Path,
    settings: Mapping[str, str],
    clock: VirtualClock,
    wall: Clock,
    wished: Wished = USUAL,
) -> Box:
    """The simulators for the run that keeps its credentials in that folder.

    `settings` are those of the app: they say which containers, numbers and addresses it expects.
    Raises `Invalid` for what is wrong in the people wished for.
    """
    known = Credentials.kept(folder)
    key = secret.kept(folder / "ca" / "tokens.key").encode()
    tokens = identity.Tokens(key, wall, lifetime=TOKEN_LIFETIME)
    faults, heard = Faults(wished.seed or 0), Heard(folder / "heard.jsonl")
    network = twilio.build(clock, _network(known, settings, wished), faults, heard)
    principals = identity.Config(header=known.identity_header, identities=_identities(settings))
    traffic = network.network.traffic
    conductor = Conductor(clock, lambda: traffic.open > 0, lambda: traffic.begun)
    mounts: dict[str, Any] = {
        "/elevenlabs": elevenlabs.build(_voices(known), clock, faults, heard),
        "/openai": openai.build(openai.Config(key=known.openai_key), clock, faults, heard),
        "/identity": identity.build(principals, tokens, faults),
        "/entra": entra.build(_directory(settings), clock, faults),
    }
    mail = mailbox.Mailbox(clock, _mail(folder, settings))
    front = _front(network, mounts, routes(clock, conductor), settings)
    front.router.routes[:0] = mail.routes()
    return Box(
        front=front,
        cosmos=traffic.counted(cosmos.build(_account(known, settings), clock, tokens, faults)),
        keyvault=traffic.counted(keyvault.build(_vault(known, folder), clock, tokens, faults)),
        network=network,
        conductor=conductor,
        mailbox=mail,
    )


def _front(
    network: twilio.TwilioSimulator,
    mounts: Mapping[str, Any],
    clock: APIRouter,
    settings: Mapping[str, str],
) -> FastAPI:
    """The plain port: the clock, the page, each vendor at its path, Twilio wherever else."""
    front = FastAPI(openapi_url=None)
    front.include_router(clock)
    web = settings.get("PUBLIC_URL", "").rstrip("/")
    front.router.routes.extend(page.routes(network.network, web=web))
    for path, app in mounts.items():
        front.mount(path, network.network.traffic.counted(app, partial(_took, network)))
    front.mount("", network)
    return front


def _took(network: twilio.TwilioSimulator, path: str, seconds: float) -> None:
    """What a vendor takes of the time of a webhook can be told from what we take."""
    network.network.timeline.record("vendor", path=path, wall_seconds=round(seconds, 4))


def _mail(folder: Path, settings: Mapping[str, str]) -> mailbox.Config:
    """Where mail to the app goes, and the secret it is signed with, kept beside the others."""
    webhook = settings.get("MAILBOX_WEBHOOK", "")
    return mailbox.Config(webhook=webhook, secret=secret.kept(folder / "mailbox.key"))


def _directory(settings: Mapping[str, str]) -> entra.Directory:
    """The directory whose tokens the app takes, by the address at which it asks for its keys."""
    address = settings.get("ENTRA__AUTHORITY", f"http://{HOST}/entra")
    return entra.Directory(tenant=settings.get("ENTRA__TENANT", TENANT), authority=address)


def _voices(known: Credentials) -> elevenlabs.Config:
    return elevenlabs.Config(key=known.elevenlabs_key, quota=CHARACTERS, audible=True)


def _network(known: Credentials, settings: Mapping[str, str], wished: Wished) -> twilio.Config:
    expected = float(settings.get("TWILIO__CALLS_PER_SECOND", CALLS_PER_SECOND))
    account = twilio.Account(
        sid=known.twilio_account,
        tokens=(known.twilio_token,),
        calls_per_second=wished.calls_per_second or expected,
        live_calls=wished.live_calls,
    )
    ours = f"{settings.get('PUBLIC_URL', '').rstrip('/')}/twilio"
    number = twilio.OwnedNumber(
        number=settings.get("TWILIO__NUMBER", NUMBER),
        account=account.sid,
        voice_url=f"{ours}/voice/inbound",
        status_url=f"{ours}/calls/inbound/status",
        sms_url=f"{ours}/messages/inbound",
    )
    return twilio.Config(
        accounts=(account,),
        numbers=(number,),
        people=wished.people,
        seed=wished.seed,
        rewrite=_sockets(settings),
    )


def _sockets(settings: Mapping[str, str]) -> dict[str, str]:
    """Where the app takes WebSockets on this machine it does so without TLS."""
    url = settings.get("RELAY__URL", "")
    return {url: f"ws{url.removeprefix('wss')}"} if url.startswith(f"wss://{HOST}:") else {}


def _identities(settings: Mapping[str, str]) -> dict[str, str]:
    """Whoever the app asks to be, it is the same principal. Beside it somebody who runs it."""
    return {"": SYSTEM, OPERATOR: OPERATORS_OWN, settings.get("AZURE_CLIENT_ID", ""): SYSTEM}


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


def _vault(known: Credentials, folder: Path) -> keyvault.Config:
    rights = {SYSTEM: OUR_RIGHTS, OPERATORS_OWN: OPERATORS_RIGHTS}
    held = {**known.in_vault(), "mail-key": secret.kept(folder / "mailbox.key")}
    return keyvault.Config(secrets=held, rights=rights)
