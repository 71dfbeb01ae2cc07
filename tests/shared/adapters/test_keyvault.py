import asyncio
import gc
from collections.abc import AsyncIterator

import pytest
from azure.keyvault.secrets.aio import SecretClient

from shared.adapters.identity import Identity
from shared.adapters.keyvault import KeyVaultSecrets, Vault
from shared.errors import Rejected, Unavailable
from shared.ports import Secrets
from tests.azure import OPERATOR, READER, Azure
from tests.fakes import TurnedClock

NAME = "twilio-token"


@pytest.fixture
def vault(azure: Azure) -> Vault:
    return Vault(address=azure.vault, ca=azure.ca, check_challenge=False)


@pytest.fixture
async def secrets(vault: Vault, clock: TurnedClock) -> AsyncIterator[KeyVaultSecrets]:
    identity = Identity()
    ours = KeyVaultSecrets(vault, identity, clock, deadline=2)
    yield ours
    await ours.close()
    await identity.close()


async def rotate(azure: Azure, value: str) -> None:
    identity = Identity(OPERATOR)
    client = SecretClient(
        azure.vault, identity, connection_verify=azure.ca, verify_challenge_resource=False
    )
    await client.set_secret(NAME, value)
    await client.close()
    await identity.close()


async def fail(azure: Azure) -> None:
    await azure.strike(azure.vault, where="keyvault.get", action="status", value=503)


def test_it_is_what_the_port_asks_for(secrets: KeyVaultSecrets) -> None:
    fits: Secrets = secrets
    assert fits is secrets


async def test_reads_the_value_in_force(secrets: KeyVaultSecrets) -> None:
    assert await secrets.secret(NAME) == "first"


async def test_a_rotated_secret_is_seen_after_five_minutes(
    azure: Azure, clock: TurnedClock, secrets: KeyVaultSecrets
) -> None:
    seen = [await secrets.secret(NAME)]
    await rotate(azure, "second")
    seen.append(await secrets.secret(NAME))
    await clock.advance(300)
    seen.append(await secrets.secret(NAME))
    assert seen == ["first", "first", "second"]


async def test_many_who_ask_at_once_cause_one_request(
    azure: Azure, secrets: KeyVaultSecrets
) -> None:
    await azure.strike(
        azure.vault, where="keyvault.get", action="status", value=403, code="SecondRequest", nth=2
    )
    values = await asyncio.gather(*(secrets.secret(NAME) for _ in range(20)))
    assert set(values) == {"first"}


async def test_one_who_gives_up_takes_nothing_from_the_others(secrets: KeyVaultSecrets) -> None:
    hasty = asyncio.create_task(secrets.secret(NAME))
    patient = asyncio.create_task(secrets.secret(NAME))
    await asyncio.sleep(0)
    hasty.cancel()
    assert await patient == "first"


async def test_the_last_value_serves_while_the_vault_is_away(
    azure: Azure,
    clock: TurnedClock,
    secrets: KeyVaultSecrets,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await secrets.secret(NAME)
    await fail(azure)
    await clock.advance(301)
    assert await secrets.secret(NAME) == "first"
    assert f"secret {NAME} is served from memory" in caplog.text


async def test_a_value_too_old_serves_no_more(
    azure: Azure, clock: TurnedClock, secrets: KeyVaultSecrets
) -> None:
    await secrets.secret(NAME)
    await fail(azure)
    await clock.advance(12 * 3600 + 1)
    with pytest.raises(Unavailable):
        await secrets.secret(NAME)


async def test_a_vault_that_is_away_from_the_start_is_unavailable(
    azure: Azure, secrets: KeyVaultSecrets
) -> None:
    await fail(azure)
    with pytest.raises(Unavailable):
        await secrets.secret(NAME)


async def test_a_missing_secret_is_named(secrets: KeyVaultSecrets) -> None:
    with pytest.raises(Rejected, match="no secret elevenlabs-key in the vault"):
        await secrets.secret("elevenlabs-key")


async def test_who_may_not_read_is_rejected(vault: Vault, clock: TurnedClock) -> None:
    reader = Identity(READER)
    ours = KeyVaultSecrets(vault, reader, clock)
    with pytest.raises(Rejected) as caught:
        await ours.secret(NAME)
    assert caught.value.code == "Forbidden"
    await ours.close()
    await reader.close()


async def test_a_vault_of_another_domain_is_refused_unless_told_otherwise(
    vault: Vault, clock: TurnedClock
) -> None:
    identity = Identity()
    strict = vault.model_copy(update={"check_challenge": True})
    ours = KeyVaultSecrets(strict, identity, clock)
    with pytest.raises(Rejected, match="challenge"):
        await ours.secret(NAME)
    await ours.close()
    await identity.close()


async def test_a_certificate_nobody_vouches_for_is_refused(
    vault: Vault, clock: TurnedClock
) -> None:
    identity = Identity()
    ours = KeyVaultSecrets(vault.model_copy(update={"ca": None}), identity, clock)
    with pytest.raises(Unavailable, match="connection"):
        await ours.secret(NAME)
    await ours.close()
    await identity.close()


async def test_a_failure_that_nobody_waits_for_any_more_is_no_complaint(
    secrets: KeyVaultSecrets,
) -> None:
    heard: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, told: heard.append(told["message"]))
    before = asyncio.all_tasks()
    hasty = asyncio.create_task(secrets.secret("nobody-knows-this"))
    await asyncio.sleep(0)
    hasty.cancel()
    await asyncio.wait(asyncio.all_tasks() - before)
    gc.collect()
    assert heard == []
