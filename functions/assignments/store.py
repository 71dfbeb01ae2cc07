"""All SQL on teams, rules and what came of tickets."""

from uuid import UUID

from psycopg.rows import class_row

from functions.assignments.model import Assignment, Plan, Rule, Team, Terms
from shared.db.pool import Connection
from shared.db.rows import record_row, records


async def add_team(conn: Connection, team: Team) -> bool:
    """False where a team has that name, in whatever case."""
    cursor = await conn.execute(
        """
        insert into team (id, name, plan, version, created_at)
        values (%(id)s, %(name)s, %(written)s, %(version)s, %(created_at)s)
        on conflict (lower(name)) do nothing
        """,
        record_row(team, Plan),
    )
    return cursor.rowcount == 1


async def save_team(conn: Connection, team: Team) -> bool:
    """False where another team has that name."""
    cursor = await conn.execute(
        """
        update team set name = %(name)s, plan = %(written)s, version = %(version)s
        where id = %(id)s and not exists (
          select from team as other where lower(other.name) = lower(%(name)s) and other.id <> %(id)s
        )
        """,
        record_row(team, Plan),
    )
    return cursor.rowcount == 1


async def set_last(conn: Connection, team_id: UUID, person: str) -> None:
    """Whose turn it was."""
    await conn.execute("update team set last = %s where id = %s", (person, team_id))


async def remove_team(conn: Connection, team_id: UUID) -> None:
    """Rules that name it must be gone."""
    await conn.execute("delete from team where id = %s", (team_id,))


async def teams(conn: Connection) -> list[Team]:
    """All of them, by name."""
    return await records(
        conn,
        Team,
        """
        select id, plan as written, last, version, created_at from team order by lower(name)
        """,
        {},
    )


async def team_for_update(conn: Connection, team_id: UUID) -> Team | None:
    """One, from which nobody else takes a turn until this transaction ends."""
    rows = await records(
        conn,
        Team,
        """
        select id, plan as written, last, version, created_at from team
        where id = %(id)s for update
        """,
        {"id": team_id},
    )
    return rows[0] if rows else None


async def add_rule(conn: Connection, rule: Rule) -> None:
    """Keep a new one."""
    await conn.execute(
        """
        insert into assignment_rule (id, place, terms, version, created_at)
        values (%(id)s, %(place)s, %(written)s, %(version)s, %(created_at)s)
        """,
        record_row(rule, Terms),
    )


async def save_rule(conn: Connection, rule: Rule) -> None:
    """Let it read like that."""
    await conn.execute(
        """
        update assignment_rule set place = %(place)s, terms = %(written)s, version = %(version)s
        where id = %(id)s
        """,
        record_row(rule, Terms),
    )


async def remove_rule(conn: Connection, rule_id: UUID) -> None:
    """What it has given stays given."""
    await conn.execute("delete from assignment_rule where id = %s", (rule_id,))


async def rules(conn: Connection) -> list[Rule]:
    """All of them, in the order in which they are asked."""
    return await records(
        conn,
        Rule,
        """
        select id, terms as written, version, created_at from assignment_rule
        order by place, id
        """,
        {},
    )


async def rule_for_update(conn: Connection, rule_id: UUID) -> Rule | None:
    """One, which nobody else changes until this transaction ends."""
    rows = await records(
        conn,
        Rule,
        """
        select id, terms as written, version, created_at from assignment_rule
        where id = %(id)s for update
        """,
        {"id": rule_id},
    )
    return rows[0] if rows else None


async def put(conn: Connection, assignment: Assignment) -> None:
    """What came of a ticket; somebody who has it keeps it here."""
    await conn.execute(
        """
        insert into assignment (ticket_id, rule_id, team_id, person, at)
        values (%(ticket_id)s, %(rule_id)s, %(team_id)s, %(person)s, %(at)s)
        on conflict (ticket_id) do update set rule_id = excluded.rule_id,
          team_id = excluded.team_id, person = excluded.person, at = excluded.at
        where assignment.person is null
        """,
        assignment.model_dump(),
    )


async def remove(conn: Connection, ticket_id: UUID) -> None:
    """It waits for nobody any more."""
    await conn.execute("delete from assignment where ticket_id = %s", (ticket_id,))


async def waiting(conn: Connection, count: int) -> list[Assignment]:
    """Tickets that nobody could take, the oldest first."""
    async with conn.cursor(row_factory=class_row(Assignment)) as cursor:
        await cursor.execute(
            """
            select ticket_id, rule_id, team_id, person, at from assignment
            where person is null order by at limit %s
            """,
            (count,),
        )
        return await cursor.fetchall()


async def of_ticket(conn: Connection, ticket_id: UUID) -> Assignment | None:
    """What came of that one."""
    async with conn.cursor(row_factory=class_row(Assignment)) as cursor:
        await cursor.execute(
            "select ticket_id, rule_id, team_id, person, at from assignment where ticket_id = %s",
            (ticket_id,),
        )
        return await cursor.fetchone()
