from collections.abc import AsyncIterator

import pytest
from azure.cosmos import PartitionKey
from azure.cosmos.aio import ContainerProxy, CosmosClient

from shared.adapters.cosmos import Account
from tests.azure import CONTAINER, DATABASE


@pytest.fixture
async def container(account: Account) -> AsyncIterator[ContainerProxy]:
    """The container of the transcripts, over the wire."""
    async with CosmosClient(
        account.endpoint, account.credential, connection_verify=account.ca or True
    ) as client:
        database = await client.create_database_if_not_exists(DATABASE)
        yield await database.create_container_if_not_exists(
            CONTAINER, PartitionKey("/callId"), default_ttl=3600
        )
