from datetime import timedelta

import httpx
import pytest

from scripts.local.simulators.identity import Tokens
from scripts.local.simulators.identity.api import SYSTEM
from tests.azure import HEADER, READER, Azure
from tests.fakes import TurnedClock

VAULT = "https://vault.azure.net"
HOUR = timedelta(hours=1)
GOOD = {"api-version": "2019-08-01", "resource": VAULT}


async def asked(azure: Azure, header: str = HEADER, **query: str) -> httpx.Response:
    headers = {"X-IDENTITY-HEADER": header}
    async with httpx.AsyncClient(base_url=azure.identity) as client:
        return await client.get("/msi/token", params=query, headers=headers)


async def test_a_token_names_the_resource_and_whom_it_is_for(azure: Azure) -> None:
    told = (await asked(azure, **GOOD)).json()
    grant = azure.tokens.grant(told["access_token"], VAULT)
    assert grant
    assert (grant.oid, told["resource"], told["token_type"]) == (SYSTEM, VAULT, "Bearer")
    assert int(told["expires_on"]) == grant.exp


async def test_a_client_id_chooses_the_identity(azure: Azure) -> None:
    told = (await asked(azure, **GOOD, client_id=READER)).json()
    grant = azure.tokens.grant(told["access_token"], VAULT)
    assert grant
    assert grant.oid == "reader-oid"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"api-version": "2017-09-01"}, 400),
        ({"resource": ""}, 400),
        ({"client_id": "a-stranger"}, 400),
        ({"header": "wrong"}, 401),
    ],
)
async def test_a_wrong_request_is_told_what_is_wrong(
    azure: Azure, change: dict[str, str], status: int
) -> None:
    answer = await asked(azure, **{**GOOD, **change})
    assert (answer.status_code, answer.json()["statusCode"]) == (status, status)


def test_a_token_is_good_for_its_resource_only(clock: TurnedClock) -> None:
    tokens = Tokens(b"key", clock, lifetime=HOUR)
    token, _ = tokens.issue(f"{VAULT}/", "oid")
    assert tokens.grant(token, VAULT)
    assert not tokens.grant(token, "https://cosmos.azure.com")


async def test_a_token_runs_out(clock: TurnedClock) -> None:
    tokens = Tokens(b"key", clock, lifetime=HOUR)
    token, _ = tokens.issue(VAULT, "oid")
    await clock.advance(HOUR.total_seconds())
    assert not tokens.grant(token, VAULT)


@pytest.mark.parametrize("forged", ["", "nonsense", "a.b.c"])
def test_a_forged_token_grants_nothing(clock: TurnedClock, forged: str) -> None:
    assert not Tokens(b"key", clock, lifetime=HOUR).grant(forged, VAULT)


def test_a_token_of_another_key_grants_nothing(clock: TurnedClock) -> None:
    token, _ = Tokens(b"another", clock, lifetime=HOUR).issue(VAULT, "oid")
    assert not Tokens(b"key", clock, lifetime=HOUR).grant(token, VAULT)
