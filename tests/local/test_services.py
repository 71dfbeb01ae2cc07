import psycopg
from azure.storage.queue.aio import QueueServiceClient
from redis.asyncio import Redis


async def test_postgresql_has_the_extensions_the_product_needs(database_url: str) -> None:
    async with await psycopg.AsyncConnection.connect(database_url) as db:
        rows = await (await db.execute("select extname from pg_extension")).fetchall()
    assert {"vector", "pg_trgm", "unaccent"} <= {name for (name,) in rows}


async def test_redis_searches(redis_url: str) -> None:
    async with Redis.from_url(redis_url) as redis:
        modules = await redis.module_list()
    assert "search" in str(modules)


async def test_azurite_hands_over_what_was_queued(storage: str) -> None:
    async with QueueServiceClient.from_connection_string(storage) as service:
        queue = await service.create_queue("hands-over")
        await queue.send_message("hello")
        received = await queue.receive_message()
    assert received is not None
    assert received.content == "hello"
