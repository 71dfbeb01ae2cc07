"""All SQL over the rules that admins changed."""

from typing import Any

from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from functions.hours.model import Rule, Terms
from shared.db.pool import Connection


async def in_force(conn: Connection) -> list[Rule]:
    """The latest version of every rule that was ever changed."""
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            """
            select distinct on (code) code, version, terms, changed_by, changed_at, reason
            from calling_rule order by code, version desc
            """
        )
        return [_rule(row) for row in await cursor.fetchall()]


async def history(conn: Connection, code: str) -> list[Rule]:
    """What a rule has become, the newest first."""
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            """
            select code, version, terms, changed_by, changed_at, reason
            from calling_rule where code = %s order by version desc
            """,
            (code,),
        )
        return [_rule(row) for row in await cursor.fetchall()]


async def add(conn: Connection, rule: Rule) -> bool:
    """Add a version. False where somebody else has added it meanwhile."""
    terms = rule.model_dump(mode="json", include=set(Terms.model_fields))
    cursor = await conn.execute(
        """
        insert into calling_rule (code, version, terms, changed_by, changed_at, reason)
        values (
          %(code)s, %(version)s, %(terms)s, %(changed_by)s, %(changed_at)s, %(reason)s
        )
        on conflict (code, version) do nothing
        """,
        {**rule.model_dump(), "terms": Jsonb(terms)},
    )
    return cursor.rowcount == 1


def _rule(row: dict[str, Any]) -> Rule:
    return Rule.model_validate({**row.pop("terms"), **row})
