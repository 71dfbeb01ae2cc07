"""Azure in a box: the account, the vault and the identity endpoint, served anew for each test."""

import base64
import os
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from scripts.local.simulators import cosmos, identity, keyvault
from scripts.local.simulators.authority import Authority, authority
from scripts.local.simulators.identity import Tokens
from scripts.local.simulators.identity.api import SYSTEM
from scripts.local.simulators.serve import serving
from shared.adapters.clock import SystemClock
from shared.adapters.cosmos import Account, CosmosTranscripts
from shared.adapters.identity import Identity
from tests.fakes import TurnedClock

DATABASE, CONTAINER = "centralita", "calls"
EVERYTHING = {"get", "list", "set", "delete", "recover", "purge"}
READER, OPERATOR = "a-reader", "an-operator"  # client ids
HEADER = "the header of this test"
RETENTION = timedelta(days=30)
KEY = base64.b64encode(bytes(range(64))).decode()


@dataclass(frozen=True)
class Azure:
    """Where everything listens, and what a test needs to get in."""

    cosmos: str
    vault: str
    identity: str
    ca: str
    tokens: Tokens

    async def strike(self, service: str, **fault: Any) -> None:
        """Let a fault strike that service."""
        trusted = ssl.create_default_context(cafile=self.ca)
        async with httpx.AsyncClient(verify=trusted) as client:
            answer = await client.post(f"{service}/__sim__/faults", json=fault)
        assert answer.status_code == 201, answer.text


@pytest.fixture(scope="session")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("ca"))


@dataclass
class Stage:
    """An address where each test lets another application play: servers take long to close."""

    app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)


@dataclass(frozen=True)
class Theatre:
    """The three stages and their addresses."""

    who: tuple[Stage, str]
    account: tuple[Stage, str]
    vault: tuple[Stage, str]


@pytest.fixture(scope="session")
async def theatre(trust: Authority) -> AsyncIterator[Theatre]:
    who, account, vault = Stage(), Stage(), Stage()
    async with (
        serving(who) as at_who,
        serving(account, tls=trust) as at_account,
        serving(vault, tls=trust) as at_vault,
    ):
        yield Theatre((who, at_who), (account, at_account), (vault, at_vault))


@pytest.fixture
def azure(
    trust: Authority, theatre: Theatre, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> Azure:
    """All three, with the process's own identity led to the endpoint."""
    # Tokens live by the wall's clock, as the client library that judges them does.
    tokens = Tokens(b"signing", SystemClock(), lifetime=timedelta(hours=24))
    known = {"": SYSTEM, READER: "reader-oid", OPERATOR: "operator-oid"}
    (who, at_who), (account, at_account), (vault, at_vault) = (
        theatre.who,
        theatre.account,
        theatre.vault,
    )
    who.app = identity.build(identity.Config(header=HEADER, identities=known), tokens)
    account.app = cosmos.build(_account(), clock, tokens)
    vault.app = keyvault.build(_vault(), clock, tokens)
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{at_who}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", HEADER)
    return Azure(at_account, at_vault, at_who, str(trust.ca), tokens)


def _account() -> cosmos.Config:
    seconds = int(RETENTION.total_seconds())
    declared = cosmos.Declared(database=DATABASE, container=CONTAINER, path="/callId", ttl=seconds)
    return cosmos.Config(key=KEY, contributors=frozenset({SYSTEM}), containers=(declared,))


def _vault() -> keyvault.Config:
    rights = {SYSTEM: {"get", "list"}, "operator-oid": EVERYTHING}
    return keyvault.Config(
        secrets={"twilio-token": "first"},
        rights={oid: frozenset(some) for oid, some in rights.items()},
    )


def contract_accounts() -> list[Any]:
    """The contract runs against the simulator, and the real service where there is one.

    Where there is none, each of its tests is shown as skipped for the service.
    """
    real = "COSMOS_ENDPOINT" in os.environ  # noqa: TID251  names an account for this suite only
    why = "not run against Azure Cosmos DB: COSMOS_ENDPOINT names no account"
    return ["simulator", pytest.param("service", marks=pytest.mark.skipif(not real, reason=why))]


def account_of(kind: str, request: pytest.FixtureRequest) -> Account:
    """The account of that kind, and how to get in."""
    if kind == "simulator":
        azure: Azure = request.getfixturevalue("azure")
        return Account(azure.cosmos, KEY, ca=azure.ca, find_regions=False)
    settings = os.environ  # noqa: TID251  as above
    return Account(settings["COSMOS_ENDPOINT"], settings.get("COSMOS_KEY") or Identity())


@pytest.fixture(params=contract_accounts())
def account(request: pytest.FixtureRequest) -> Account:
    return account_of(request.param, request)


@pytest.fixture
async def transcripts(account: Account) -> AsyncIterator[CosmosTranscripts]:
    """Transcripts in each account of the contract, with their container made."""
    ours = CosmosTranscripts(account, database=DATABASE, container=CONTAINER)
    await ours.prepare(RETENTION)
    yield ours
    await ours.close()
