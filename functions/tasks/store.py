"""All SQL on tasks."""

from collections.abc import Sequence
from uuid import UUID

from psycopg.rows import class_row

from functions.tasks.model import Task
from shared.db.pool import Connection


async def add(conn: Connection, tasks: Sequence[Task]) -> None:
    async with conn.cursor() as cursor:
        await cursor.executemany(
            """
            insert into ticket_task (id, ticket_id, place, title, mandatory, assignee, version)
            values (%(id)s, %(ticket_id)s, %(place)s, %(title)s, %(mandatory)s, %(assignee)s, 1)
            """,
            [task.model_dump() for task in tasks],
        )


async def of_ticket(conn: Connection, ticket_id: UUID) -> list[Task]:
    """In their places."""
    async with conn.cursor(row_factory=class_row(Task)) as cursor:
        await cursor.execute(
            """
            select id, ticket_id, place, title, mandatory, assignee, done_by, done_at, version
            from ticket_task where ticket_id = %s order by place, id
            """,
            (ticket_id,),
        )
        return await cursor.fetchall()


async def save(conn: Connection, task: Task) -> None:
    await conn.execute(
        """
        update ticket_task set place = %(place)s, title = %(title)s, mandatory = %(mandatory)s,
          assignee = %(assignee)s, done_by = %(done_by)s, done_at = %(done_at)s,
          version = %(version)s
        where id = %(id)s
        """,
        task.model_dump(),
    )


async def set_places(conn: Connection, tasks: Sequence[Task]) -> None:
    await conn.execute(
        """
        update ticket_task set place = new.place
        from unnest(%s::uuid[], %s::int[]) as new (id, place)
        where ticket_task.id = new.id and ticket_task.place <> new.place
        """,
        ([each.id for each in tasks], [each.place for each in tasks]),
    )


async def remove(conn: Connection, task_id: UUID) -> None:
    await conn.execute("delete from ticket_task where id = %s", (task_id,))
