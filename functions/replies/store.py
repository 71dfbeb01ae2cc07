"""All SQL on canned replies."""

from typing import Any

from psycopg.rows import dict_row

from functions.replies.model import Reply
from shared.db.pool import Connection


async def every(conn: Connection) -> list[Reply]:
    """All of them, by key."""
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            """
            select key, name_en, name_es, text_en, text_es, changed_by, changed_at, version
            from canned_reply order by key
            """
        )
        return [_reply(row) for row in await cursor.fetchall()]


async def get(conn: Connection, key: str) -> Reply | None:
    """One as it stands."""
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            """
            select key, name_en, name_es, text_en, text_es, changed_by, changed_at, version
            from canned_reply where key = %s
            """,
            (key,),
        )
        row = await cursor.fetchone()
    return _reply(row) if row else None


async def lock(conn: Connection, key: str) -> Reply | None:
    """One, which nobody else changes until this transaction ends."""
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            """
            select key, name_en, name_es, text_en, text_es, changed_by, changed_at, version
            from canned_reply where key = %s for update
            """,
            (key,),
        )
        row = await cursor.fetchone()
    return _reply(row) if row else None


async def put(conn: Connection, reply: Reply) -> bool:
    """Add or replace one. False where it was added by somebody else this very moment."""
    told = reply.model_dump(mode="json")
    name, text = told["name"], told["text"]
    cursor = await conn.execute(
        """
        insert into canned_reply
          (key, name_en, name_es, text_en, text_es, changed_by, changed_at, version)
        values (%(key)s, %(name_en)s, %(name_es)s, %(text_en)s, %(text_es)s, %(changed_by)s,
          %(changed_at)s, %(version)s)
        on conflict (key) do update set name_en = excluded.name_en, name_es = excluded.name_es,
          text_en = excluded.text_en, text_es = excluded.text_es,
          changed_by = excluded.changed_by, changed_at = excluded.changed_at,
          version = excluded.version
        where canned_reply.version = excluded.version - 1
        """,
        {
            **told,
            "name_en": name["en"],
            "name_es": name["es"],
            "text_en": text["en"],
            "text_es": text["es"],
        },
    )
    return cursor.rowcount == 1


async def remove(conn: Connection, key: str) -> None:
    await conn.execute("delete from canned_reply where key = %s", (key,))


def _reply(row: dict[str, Any]) -> Reply:
    name = {"en": row.pop("name_en"), "es": row.pop("name_es")}
    text = {"en": row.pop("text_en"), "es": row.pop("text_es")}
    return Reply.model_validate({**row, "name": name, "text": text})
