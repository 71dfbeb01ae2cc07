"""All SQL on requests that may come twice, and on what they were answered."""

from datetime import datetime

from psycopg.types.json import Jsonb

from functions.access.model import Answer
from shared.db.pool import Connection


async def claim_request(
    conn: Connection,
    whose: tuple[str, str],
    digest: bytes,
    now: datetime,
    old: tuple[datetime, datetime],
) -> bool:
    """Whether this one may do it. `old`: when an answer, and one never given, is forgotten."""
    cursor = await conn.execute(
        """
        insert into request_once (owner, key, digest, begun_at)
        values (%(owner)s, %(key)s, %(digest)s, %(now)s)
        on conflict (owner, key) do update
          set digest = excluded.digest, begun_at = excluded.begun_at, status = null,
            headers = null, body = null
          where request_once.begun_at <= %(kept)s
            or (request_once.status is null and request_once.begun_at <= %(given_up)s)
        """,
        {
            "owner": whose[0],
            "key": whose[1],
            "digest": digest,
            "now": now,
            "kept": old[0],
            "given_up": old[1],
        },
    )
    return cursor.rowcount == 1


async def request(conn: Connection, owner: str, key: str) -> tuple[bytes, Answer | None]:
    """What was asked with that key, and the answer once there is one."""
    cursor = await conn.execute(
        "select digest, status, headers, body from request_once where owner = %s and key = %s",
        (owner, key),
    )
    row = await cursor.fetchone()
    if row is None:  # let go this very moment
        return b"", None
    digest, status, headers, body = row
    return digest, Answer(status=status, headers=headers, body=body) if status else None


async def answered(conn: Connection, owner: str, key: str, answer: Answer) -> None:
    """Keep how it was answered."""
    await conn.execute(
        """
        update request_once set status = %(status)s, headers = %(headers)s, body = %(body)s
        where owner = %(owner)s and key = %(key)s
        """,
        {
            **answer.model_dump(),
            "headers": Jsonb(answer.headers),
            "owner": owner,
            "key": key,
        },
    )


async def forget_request(conn: Connection, owner: str, key: str) -> None:
    """As if it had never been asked."""
    await conn.execute("delete from request_once where owner = %s and key = %s", (owner, key))


async def forget_requests(conn: Connection, until: datetime) -> int:
    """Drop those begun until then. How many."""
    cursor = await conn.execute("delete from request_once where begun_at <= %s", (until,))
    return cursor.rowcount


async def forget_answers_with(conn: Connection, words: str) -> int:
    """Drop answers that hold these words. How many."""
    cursor = await conn.execute(
        "delete from request_once where position(convert_to(%s, 'UTF8') in body) > 0", (words,)
    )
    return cursor.rowcount
