"""The least that could do, to compare with: FastAPI, and one INSERT or SELECT a request."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI
from psycopg_pool import AsyncConnectionPool
from pydantic import BaseModel

TABLE = """
create table if not exists plain_ticket (
  id bigint primary key generated always as identity, title text not null, requester text not null
)
"""


class Plain(BaseModel):
    """A ticket of two words."""

    title: str
    requester_name: str


def plain(url: str) -> FastAPI:
    """The app, on a table of its own."""
    pool = AsyncConnectionPool(url, min_size=1, max_size=8, open=False)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        await pool.open()
        async with pool.connection() as conn:
            await conn.execute(TABLE)
        yield
        await pool.close()

    app = FastAPI(lifespan=life)

    @app.post("/plain", status_code=201)
    async def post_plain(new: Plain) -> dict[str, int]:
        async with pool.connection() as conn:
            cursor = await conn.execute(
                "insert into plain_ticket (title, requester) values (%s, %s) returning id",
                (new.title, new.requester_name),
            )
            row = await cursor.fetchone()
        assert row is not None
        return {"id": row[0]}

    @app.get("/plain/{number}")
    async def get_plain(number: int) -> dict[str, str | int]:
        async with pool.connection() as conn:
            cursor = await conn.execute(
                "select id, title, requester from plain_ticket where id = %s", (number,)
            )
            row = await cursor.fetchone()
        assert row is not None
        return {"id": row[0], "title": row[1], "requester_name": row[2]}

    return app


if __name__ == "__main__":
    uvicorn.run(
        plain(sys.argv[2]),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_level="warning",
        access_log=False,
    )
