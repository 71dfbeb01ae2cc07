"""All SQL on teams, rules and what came of tickets."""

from typing import Any
from uuid import UUID

from psycopg.rows import class_row, dict_row
from psycopg.types.json import Jsonb

from functions.assignments.model import Assignment, Plan, Rule, Team, Terms
from shared.db.pool import Connection


async def add_team(conn: Connection, team: Team) -> bool:
    """False where a team has that name, in whatever case."""
    cursor = await conn.execute(
        """
        insert into team (id, name, plan, version, created_at)
        values (%(id)s, %(name)s, %(plan)s, %(version)s, %(created_at)s)
        on conflict (lower(name)) do nothing
        """,
        _team_row(team),
    )
    return cursor.rowcount == 1


async def save_team(conn: Connection, team: Team) -> bool:
    """False where another team has that name."""
    cursor = await conn.execute(
        """
        update team set name = %(name)s, plan = %(plan)s, version = %(version)s
        where id = %(id)s and not exists (
          select from team as other where lower(other.name) = lower(%(name)s) and other.id <> %(id)s
        )
        """,
        _team_row(team),
    )
    return cursor.rowcount == 1


def _team_row(team: Team) -> dict[str, Any]:
    plan = Jsonb(team.model_dump(mode="json", include=set(Plan.model_fields)))
    return {**team.model_dump(include={"id", "name", "version", "created_at"}), "plan": plan}


async def set_last(conn: Connection, team_id: UUID, person: str) -> None:
    """Whose turn it was."""
    await conn.execute("update team set last = %s where id = %s", (person, team_id))


async def remove_team(conn: Connection, team_id: UUID) -> None:
    """Rules that name it must be gone."""
    await conn.execute("delete from team where id = %s", (team_id,))


async def teams(conn: Connection) -> list[Team]:
    """All of them, by name."""
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            "select id, plan, last, version, created_at from team order by lower(name)"
        )
        return [_team(row) for row in await cursor.fetchall()]


async def team_for_update(conn: Connection, team_id: UUID) -> Team | None:
    """One, from which nobody else takes a turn until this transaction ends."""
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            "select id, plan, last, version, created_at from team where id = %s for update",
            (team_id,),
        )
        row = await cursor.fetchone()
    return _team(row) if row else None


def _team(row: dict[str, Any]) -> Team:
    about = {name: row[name] for name in ("id", "last", "version", "created_at")}
    return Team.model_validate({**row["plan"], **about})


async def add_rule(conn: Connection, rule: Rule) -> None:
    """Keep a new one."""
    await conn.execute(
        """
        insert into assignment_rule (id, place, terms, version, created_at)
        values (%(id)s, %(place)s, %(terms)s, %(version)s, %(created_at)s)
        """,
        _rule_row(rule),
    )


async def save_rule(conn: Connection, rule: Rule) -> None:
    """Let it read like that."""
    await conn.execute(
        """
        update assignment_rule set place = %(place)s, terms = %(terms)s, version = %(version)s
        where id = %(id)s
        """,
        _rule_row(rule),
    )


def _rule_row(rule: Rule) -> dict[str, Any]:
    terms = Jsonb(rule.model_dump(mode="json", include=set(Terms.model_fields)))
    return {**rule.model_dump(include={"id", "place", "version", "created_at"}), "terms": terms}


async def remove_rule(conn: Connection, rule_id: UUID) -> None:
    """What it has given stays given."""
    await conn.execute("delete from assignment_rule where id = %s", (rule_id,))


async def rules(conn: Connection) -> list[Rule]:
    """All of them, in the order in which they are asked."""
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            "select id, terms, version, created_at from assignment_rule order by place, id"
        )
        return [_rule(row) for row in await cursor.fetchall()]


async def rule_for_update(conn: Connection, rule_id: UUID) -> Rule | None:
    """One, which nobody else changes until this transaction ends."""
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            "select id, terms, version, created_at from assignment_rule where id = %s for update",
            (rule_id,),
        )
        row = await cursor.fetchone()
    return _rule(row) if row else None


def _rule(row: dict[str, Any]) -> Rule:
    about = {name: row[name] for name in ("id", "version", "created_at")}
    return Rule.model_validate({**row["terms"], **about})


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
