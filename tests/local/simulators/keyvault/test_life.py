"""What becomes of secrets and their versions with time, and what the vault says to whom."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.keyvault.secrets import SecretClient as SyncClient
from azure.keyvault.secrets.aio import SecretClient

from scripts.local.simulators import keyvault
from scripts.local.simulators.identity import Tokens
from scripts.local.simulators.keyvault.api import RESOURCE
from scripts.local.simulators.serve import serving
from shared.adapters.identity import Identity
from tests.azure import EVERYTHING, OPERATOR, READER, Azure
from tests.fakes import TurnedClock

NAME, DAY = "twilio-token", 86_400


@pytest.fixture
async def vault(azure: Azure) -> AsyncIterator[SecretClient]:
    """The vault, as somebody who may do everything."""
    identity = Identity(OPERATOR)
    async with SecretClient(
        azure.vault, identity, connection_verify=azure.ca, verify_challenge_resource=False
    ) as client:
        yield client
    await identity.close()


async def refused(work: Any) -> HttpResponseError:
    with pytest.raises(HttpResponseError) as caught:
        await work
    return caught.value


async def asked(azure: Azure, path: str = f"/secrets/{NAME}", token: str = "") -> httpx.Response:
    trusted = ssl.create_default_context(cafile=azure.ca)
    headers = {"authorization": f"Bearer {token}"} if token else {}
    async with httpx.AsyncClient(base_url=azure.vault, verify=trusted) as plain:
        return await plain.get(path, params={"api-version": "7.6"}, headers=headers)


async def test_a_stranger_is_told_where_to_get_a_token(azure: Azure) -> None:
    answer = await asked(azure)
    assert (answer.status_code, "AKV10000" in answer.text) == (401, True)
    assert 'resource="https://vault.azure.net"' in answer.headers["www-authenticate"]


async def test_a_token_for_something_else_is_not_taken(azure: Azure) -> None:
    token, _ = azure.tokens.issue("https://cosmos.azure.com", "operator-oid")
    answer = await asked(azure, token=token)
    assert (answer.status_code, "AKV10022" in answer.text) == (401, True)


async def test_who_lacks_a_role_is_told_which_action_it_takes(azure: Azure) -> None:
    token, _ = azure.tokens.issue(RESOURCE, READER)
    error = (await asked(azure, token=token)).json()["error"]
    assert (error["code"], error["innererror"]["code"]) == ("Forbidden", "ForbiddenByRbac")
    assert "Action: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'\r\n" in error["message"]
    assert f"oid={READER};" in error["message"]


async def test_a_disabled_version_says_so_and_the_others_are_read(vault: SecretClient) -> None:
    old = await vault.get_secret(NAME)
    new = await vault.set_secret(NAME, "second", enabled=False)
    error = await refused(vault.get_secret(NAME))
    assert (error.status_code, error.error and error.error.innererror) == (
        403,
        {"code": "SecretDisabled"},
    )
    assert (await vault.get_secret(NAME, old.properties.version)).value == "first"
    await vault.update_secret_properties(NAME, new.properties.version, enabled=True)
    assert (await vault.get_secret(NAME)).value == "second"


async def test_an_update_changes_what_it_names_and_no_value(
    vault: SecretClient, clock: TurnedClock
) -> None:
    made = await vault.set_secret(NAME, "second", tags={"by": "ops"}, content_type="text/plain")
    await clock.advance(60)
    changed = await vault.update_secret_properties(NAME, tags={"by": "us"})
    assert (changed.tags, changed.content_type) == ({"by": "us"}, "text/plain")
    assert changed.version == made.properties.version
    assert changed.updated_on == clock.now()
    assert changed.created_on == clock.now() - timedelta(minutes=1)
    assert (await vault.get_secret(NAME)).value == "second"


@pytest.mark.parametrize("days", [-1, 1])
async def test_dates_inform_and_forbid_nothing(
    vault: SecretClient, clock: TurnedClock, days: int
) -> None:
    dates: Any = {"not_before": clock.now() + timedelta(days=days), "expires_on": clock.now()}
    await vault.set_secret(NAME, "second", **dates)
    await clock.advance(DAY)
    found = await vault.get_secret(NAME)
    assert found.value == "second"
    told = found.properties
    assert (told.not_before, told.expires_on) == (dates["not_before"], dates["expires_on"])


async def test_a_version_that_never_was_is_not_found(vault: SecretClient) -> None:
    with pytest.raises(ResourceNotFoundError, match=f"{NAME}/none"):
        await vault.get_secret(NAME, "none")


async def test_a_deleted_secret_comes_back_with_all_its_versions(vault: SecretClient) -> None:
    await vault.set_secret(NAME, "second")
    await vault.delete_secret(NAME)
    await vault.recover_deleted_secret(NAME)
    versions = [one async for one in vault.list_properties_of_secret_versions(NAME)]
    assert (len(versions), (await vault.get_secret(NAME)).value) == (2, "second")


async def test_a_purged_secret_frees_its_name(vault: SecretClient) -> None:
    await vault.delete_secret(NAME)
    await vault.purge_deleted_secret(NAME)
    await vault.set_secret(NAME, "anew")
    versions = [one async for one in vault.list_properties_of_secret_versions(NAME)]
    assert len(versions) == 1


async def test_a_deleted_secret_is_listed_until_its_day(
    vault: SecretClient, clock: TurnedClock
) -> None:
    deleted = await vault.delete_secret(NAME)
    assert deleted.scheduled_purge_date == clock.now() + timedelta(days=90)
    await clock.advance(90 * DAY - 1)
    before = [one.name async for one in vault.list_deleted_secrets()]
    await clock.advance(1)
    after = [one.name async for one in vault.list_deleted_secrets()]
    assert (before, after) == ([NAME], [])


async def test_what_was_not_deleted_is_not_recovered(vault: SecretClient) -> None:
    assert (await refused(vault.recover_deleted_secret(NAME))).status_code == 404


async def test_a_value_has_so_many_bytes(vault: SecretClient) -> None:
    await vault.set_secret(NAME, "x" * 25 * 1024)
    assert (await refused(vault.set_secret(NAME, "ñ" * 25 * 1024))).status_code == 400


async def test_who_asks_too_often_is_told_when_to_come_again(
    azure: Azure, clock: TurnedClock
) -> None:
    config = keyvault.Config(
        secrets={NAME: "first"}, rights={"one": frozenset(EVERYTHING)}, transactions=3
    )
    async with serving(keyvault.build(config, clock, azure.tokens)) as url:
        few = await many(url, azure.tokens, 4)
        await clock.advance(7)
        later = await many(url, azure.tokens, 1)
        await clock.advance(3)
        again = await many(url, azure.tokens, 1)
    assert [answer.status_code for answer in (*few, *later, *again)] == [200] * 3 + [429] * 2 + [
        200
    ]
    assert [answer.headers.get("retry-after") for answer in (few[3], *later)] == ["10", "3"]
    assert few[3].json()["error"]["code"] == "Throttled"


async def many(url: str, tokens: Tokens, times: int) -> list[httpx.Response]:
    token, _ = tokens.issue(RESOURCE, "one")
    headers = {"authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=url, headers=headers) as plain:
        return [await plain.get(f"/secrets/{NAME}?api-version=7.6") for _ in range(times)]


async def test_the_names_of_pages_follow_each_other(vault: SecretClient) -> None:
    for number in range(30):
        await vault.set_secret(f"secret-{number:02}", "x")
    names = [one.name async for one in vault.list_properties_of_secrets()]
    assert (len(names), names) == (31, sorted(name or "" for name in names))


class Known:
    """Whoever that token says."""

    def __init__(self, token: str) -> None:
        self.token = token

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        return AccessToken(self.token, 4_000_000_000)


async def test_the_sync_client_does_the_same(azure: Azure) -> None:
    token, _ = azure.tokens.issue(RESOURCE, "operator-oid")

    def read() -> list[str | None]:
        about = {"connection_verify": azure.ca, "verify_challenge_resource": False}
        with SyncClient(azure.vault, Known(token), **about) as client:
            client.set_secret(NAME, "second")
            return [client.get_secret(NAME).value]

    assert await asyncio.to_thread(read) == ["second"]
