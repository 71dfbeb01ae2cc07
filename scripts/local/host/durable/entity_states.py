"""The states of entities, row by row."""

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EntityState:
    """An entity that exists. `state` is JSON, `updated_at` ISO 8601."""

    state: str | None
    updated_at: str


def of_id(db: sqlite3.Connection, entity_id: str) -> EntityState | None:
    row = db.execute("select state, updated_at from entity where id = ?", (entity_id,)).fetchone()
    return EntityState(*row) if row else None


def put(db: sqlite3.Connection, entity_id: str, state: EntityState | None) -> None:
    """Keep a state, or remove the entity."""
    if state is None:
        db.execute("delete from entity where id = ?", (entity_id,))
        return
    db.execute(
        "insert or replace into entity (id, state, updated_at) values (?, ?, ?)",
        (entity_id, state.state, state.updated_at),
    )


def listed(
    db: sqlite3.Connection, name: str, updated: tuple[str, str], after: str, count: int
) -> list[tuple[str, EntityState]]:
    """Entities of that name (any, where it is empty), last changed within those times."""
    rows = db.execute(
        """
        select id, state, updated_at from entity
        where id > :after and (:name = '' or substr(id, 1, length(:name) + 2) = '@' || :name || '@')
            and updated_at >= :earliest and updated_at <= :latest
        order by id limit :count
        """,
        {
            "after": after,
            "name": name.lower(),
            "earliest": updated[0],
            "latest": updated[1],
            "count": count,
        },
    )
    return [(entity_id, EntityState(state, at)) for entity_id, state, at in rows]
