"""Every column that could hold a word about somebody is decided in `holdings.json`."""

import json
from pathlib import Path
from typing import Any

from functions import privacy
from shared.db.pool import Database

HOLDINGS: dict[str, Any] = json.loads(
    (Path(privacy.__file__).parent / "holdings.json").read_text("utf-8")
)
WORDY = ("text", "_text", "varchar", "jsonb", "json", "bytea", "tsvector", "vector", "inet")


async def columns(db: Database) -> set[tuple[str, str]]:
    """Those of the migrated database that could."""
    async with db.transaction() as conn:
        found = await conn.execute(
            """
            select table_name::text, column_name::text from information_schema.columns
            where table_schema = 'public' and udt_name = any(%s)
            """,
            (list(WORDY),),
        )
        return set(await found.fetchall())


def decided() -> list[tuple[str, str]]:
    return [
        (table, column)
        for table, decisions in HOLDINGS["tables"].items()
        for some in decisions.values()
        for column in some
    ]


async def test_what_becomes_of_every_column_is_decided(db: Database) -> None:
    undecided = await columns(db) - set(decided())
    assert not undecided, (
        "Say in functions/privacy/holdings.json what becomes of these when somebody is erased, and "
        "see to it in functions/privacy/service.py where it goes."
    )


async def test_nothing_is_decided_that_is_not_there(db: Database) -> None:
    assert set(decided()) - await columns(db) == set()


def test_everything_is_decided_once_and_by_a_decision_with_a_reason() -> None:
    assert len(decided()) == len(set(decided()))
    known = {each for some in HOLDINGS["tables"].values() for each in some}
    assert known <= HOLDINGS["decisions"].keys()
