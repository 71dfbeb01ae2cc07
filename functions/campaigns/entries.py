"""All SQL over the logs of campaigns."""

from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from functions.campaigns.model import LogEntry
from shared.db.pool import Connection
from shared.errors import Missed


async def note(conn: Connection, campaign_id: UUID, entry: LogEntry) -> None:
    await conn.execute(
        """
        insert into campaign_log
          (campaign_id, at, actor, state, reason, cause, changes, version)
        values (%(campaign_id)s, %(at)s, %(actor)s, %(state)s, %(reason)s, %(cause)s, %(changes)s,
          (select version from campaign where id = %(campaign_id)s))
        """,
        {
            **entry.model_dump(),
            "campaign_id": campaign_id,
            "changes": Jsonb(entry.model_dump(mode="json")["changes"]),
        },
    )


async def log_of(conn: Connection, campaign_id: UUID) -> list[LogEntry]:
    async with conn.cursor(row_factory=class_row(LogEntry)) as cursor:
        await cursor.execute(
            """
            select at, actor, state, reason, cause, changes from campaign_log
            where campaign_id = %s order by position
            """,
            (campaign_id,),
        )
        return await cursor.fetchall()


async def missed(conn: Connection, campaign_id: UUID, seen: int) -> list[Missed]:
    """What was done to it since that version, the newest first. A move is a change of `state`."""
    async with conn.cursor(row_factory=class_row(Missed)) as cursor:
        await cursor.execute(
            """
            with log as (
              select position, version, actor, at, state, changes,
                lag(state) over (order by position) as before
              from campaign_log where campaign_id = %(id)s
            )
            select version, actor as by, at,
              coalesce((
                select jsonb_agg(jsonb_build_object('field', each->>'field',
                  'then', each->'before', 'now', each->'after'))
                from jsonb_array_elements(changes) as each
              ), '[]') || case when state is not distinct from before then '[]'
                else jsonb_build_array(jsonb_build_object('field', 'state', 'then', before,
                  'now', state)) end as changes
            from log where version > %(seen)s order by position desc limit 50
            """,
            {"id": campaign_id, "seen": seen},
        )
        return await cursor.fetchall()
