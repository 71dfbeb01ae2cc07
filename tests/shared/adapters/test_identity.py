from collections.abc import AsyncIterator

import pytest

from scripts.local.simulators.identity.api import SYSTEM
from shared.adapters.identity import POSTGRES, REDIS, Identity, postgres_password, redis_login
from shared.errors import Unavailable
from tests.azure import READER, Azure


@pytest.fixture
async def ours(azure: Azure) -> AsyncIterator[Identity]:
    ours = Identity()
    yield ours
    await ours.close()


def resource(scope: str) -> str:
    return scope.removesuffix("/.default")


async def test_a_postgres_password_is_a_token_for_postgres(azure: Azure, ours: Identity) -> None:
    grant = azure.tokens.grant(await postgres_password(ours), resource(POSTGRES))
    assert grant
    assert grant.oid == SYSTEM


async def test_redis_is_told_our_object_id_and_a_token(azure: Azure, ours: Identity) -> None:
    name, token = await redis_login(ours)
    assert name == SYSTEM
    assert azure.tokens.grant(token, resource(REDIS))


async def test_a_token_that_is_still_good_is_not_asked_for_again(ours: Identity) -> None:
    assert await ours.token(POSTGRES) == await ours.token(POSTGRES)


async def test_a_client_id_chooses_another_identity(azure: Azure) -> None:
    reader = Identity(READER)
    grant = azure.tokens.grant(await reader.token(REDIS), resource(REDIS))
    await reader.close()
    assert grant
    assert grant.oid == "reader-oid"


async def test_an_endpoint_that_hangs_is_unavailable_in_time(azure: Azure) -> None:
    await azure.strike(azure.identity, where="identity.token", action="hang")
    ours = Identity(deadline=0.5)
    with pytest.raises(Unavailable, match=r"within 0\.5 s"):
        await ours.token(POSTGRES)
    await ours.close()


async def test_an_unknown_identity_gets_no_token(azure: Azure) -> None:
    stranger = Identity("a-stranger")
    with pytest.raises(Unavailable, match="no token"):
        await stranger.token(POSTGRES)
    await stranger.close()
