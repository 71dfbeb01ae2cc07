from collections.abc import AsyncIterator

import pytest
from azure.core.exceptions import HttpResponseError, ResourceExistsError, ResourceNotFoundError
from azure.keyvault.secrets.aio import SecretClient

from shared.adapters.identity import Identity
from tests.azure import OPERATOR, READER, Azure


def client_of(azure: Azure, identity: Identity) -> SecretClient:
    return SecretClient(
        azure.vault, identity, connection_verify=azure.ca, verify_challenge_resource=False
    )


@pytest.fixture
async def vault(azure: Azure) -> AsyncIterator[SecretClient]:
    """The vault, as somebody who may do everything."""
    identity = Identity(OPERATOR)
    async with client_of(azure, identity) as client:
        yield client
    await identity.close()


async def test_what_it_was_given_at_the_start_is_there(vault: SecretClient) -> None:
    assert (await vault.get_secret("twilio-token")).value == "first"


async def test_a_new_version_is_in_force_and_the_old_one_stays(vault: SecretClient) -> None:
    old = await vault.get_secret("twilio-token")
    await vault.set_secret("twilio-token", "second", tags={"by": "ops"}, content_type="text/plain")
    now = await vault.get_secret("twilio-token")
    assert (now.value, now.properties.tags) == ("second", {"by": "ops"})
    assert (await vault.get_secret("twilio-token", old.properties.version)).value == "first"


async def test_versions_and_names_are_listed_without_values(vault: SecretClient) -> None:
    await vault.set_secret("twilio-token", "second")
    await vault.set_secret("another", "one")
    versions = [one async for one in vault.list_properties_of_secret_versions("twilio-token")]
    names = [one.name async for one in vault.list_properties_of_secrets(max_page_size=1)]
    assert (len(versions), names) == (2, ["another", "twilio-token"])


async def test_a_secret_that_is_not_there_says_so(vault: SecretClient) -> None:
    with pytest.raises(ResourceNotFoundError) as caught:
        await vault.get_secret("none")
    assert caught.value.error
    assert caught.value.error.code == "SecretNotFound"


async def test_a_deleted_secret_is_gone_but_its_name_is_taken(vault: SecretClient) -> None:
    deleted = await vault.delete_secret("twilio-token")
    assert deleted.name == "twilio-token"
    with pytest.raises(ResourceNotFoundError):
        await vault.get_secret("twilio-token")
    with pytest.raises(ResourceExistsError):
        await vault.set_secret("twilio-token", "again")


async def test_a_disabled_secret_is_not_read(vault: SecretClient) -> None:
    await vault.set_secret("twilio-token", "second", enabled=False)
    with pytest.raises(HttpResponseError) as caught:
        await vault.get_secret("twilio-token")
    assert caught.value.status_code == 403


async def test_the_app_reads_and_does_not_write(azure: Azure) -> None:
    ours = Identity()
    async with client_of(azure, ours) as client:
        assert (await client.get_secret("twilio-token")).value == "first"
        with pytest.raises(HttpResponseError) as caught:
            await client.set_secret("twilio-token", "second")
    await ours.close()
    assert caught.value.status_code == 403


async def test_who_has_no_right_is_forbidden(azure: Azure) -> None:
    reader = Identity(READER)
    async with client_of(azure, reader) as client:
        with pytest.raises(HttpResponseError) as caught:
            await client.get_secret("twilio-token")
    await reader.close()
    assert caught.value.status_code == 403


async def test_a_name_no_vault_takes_is_refused(vault: SecretClient) -> None:
    with pytest.raises(HttpResponseError) as caught:
        await vault.set_secret("twilio_token", "value")
    assert caught.value.status_code == 400


async def test_what_it_does_not_know_it_does_not_pretend(vault: SecretClient) -> None:
    with pytest.raises(HttpResponseError) as caught:
        await vault.backup_secret("twilio-token")
    assert caught.value.status_code == 501
