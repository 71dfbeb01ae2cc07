"""All SQL of imports: the files, and what became of their rows."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from psycopg.rows import class_row, scalar_row, tuple_row
from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from functions.imports.model import Import, ImportRow, Mapping, Outcome, Result, RowOf
from functions.people.model import Contact
from shared.db.pool import Connection


async def add(conn: Connection, new: Import, file: bytes) -> bool:
    """False where the same file was given for the same list before."""
    cursor = await conn.execute(
        """
        insert into contact_import (id, list_id, file_name, sha256, file, country, language,
          consent_purpose, consent_source, mapping, known, requested_by, requested_at)
        values (%(id)s, %(list_id)s, %(file_name)s, %(sha256)s, %(file)s, %(country)s,
          %(language)s, %(consent_purpose)s, %(consent_source)s, %(mapping)s, %(known)s,
          %(requested_by)s, %(requested_at)s)
        on conflict (list_id, sha256) where state <> 'failed' do nothing
        """,
        {**new.model_dump(), "file": file, "mapping": _told(new.mapping)},
    )
    return cursor.rowcount == 1


def _told(mapping: Mapping | None) -> Jsonb | None:
    """What is not given is no null: it is found by name."""
    return Jsonb(mapping.model_dump(mode="json", exclude_unset=True)) if mapping else None


async def _found(conn: Connection, statement: LiteralString, given: dict[str, Any]) -> list[Import]:
    async with conn.cursor(row_factory=class_row(Import)) as cursor:
        await cursor.execute(statement, given)
        return await cursor.fetchall()


async def same(conn: Connection, list_id: UUID, sha256: str) -> Import | None:
    """The import of that file to that list, unless it failed."""
    found = await _found(
        conn,
        """
        select id, list_id, file_name, sha256, country, language, consent_purpose, consent_source,
          mapping, known, requested_by, requested_at, state, failure, columns, total, position,
          imported, repaired, duplicate, rejected, finished_at, withdrawn_by
        from contact_import
        where list_id = %(list_id)s and sha256 = %(sha256)s and state <> 'failed'
        """,
        {"list_id": list_id, "sha256": sha256},
    )
    return found[0] if found else None


async def get(conn: Connection, import_id: UUID) -> Import | None:
    found = await _found(
        conn,
        """
        select id, list_id, file_name, sha256, country, language, consent_purpose, consent_source,
          mapping, known, requested_by, requested_at, state, failure, columns, total, position,
          imported, repaired, duplicate, rejected, finished_at, withdrawn_by
        from contact_import where id = %(id)s
        """,
        {"id": import_id},
    )
    return found[0] if found else None


async def for_update(conn: Connection, import_id: UUID) -> Import | None:
    """Locked: several workers may read one file, one batch after the other."""
    found = await _found(
        conn,
        """
        select id, list_id, file_name, sha256, country, language, consent_purpose, consent_source,
          mapping, known, requested_by, requested_at, state, failure, columns, total, position,
          imported, repaired, duplicate, rejected, finished_at, withdrawn_by
        from contact_import where id = %(id)s for update
        """,
        {"id": import_id},
    )
    return found[0] if found else None


async def page(conn: Connection, after: UUID | None, limit: int) -> list[Import]:
    """The newest first."""
    return await _found(
        conn,
        """
        select id, list_id, file_name, sha256, country, language, consent_purpose, consent_source,
          mapping, known, requested_by, requested_at, state, failure, columns, total, position,
          imported, repaired, duplicate, rejected, finished_at, withdrawn_by
        from contact_import where %(after)s::uuid is null or id < %(after)s
        order by id desc limit %(limit)s
        """,
        {"after": after, "limit": limit},
    )


async def file(conn: Connection, import_id: UUID) -> bytes:
    """Fetched as it is: as text it would take three times the room."""
    async with conn.cursor(binary=True, row_factory=scalar_row) as cursor:
        await cursor.execute("select file from contact_import where id = %s", (import_id,))
        return await cursor.fetchone() or b""


async def set_reading(
    conn: Connection, import_id: UUID, columns: Sequence[str], total: int
) -> None:
    await conn.execute(
        """
        update contact_import set state = 'reading', columns = %s, total = %s
        where id = %s and state = 'waiting'
        """,
        (Jsonb(list(columns)), total, import_id),
    )


async def set_failed(conn: Connection, import_id: UUID, failure: str, now: datetime) -> None:
    await conn.execute(
        """
        update contact_import set state = 'failed', failure = %s, finished_at = %s, file = null
        where id = %s and state = 'waiting'
        """,
        (failure, now, import_id),
    )


async def set_done(conn: Connection, import_id: UUID, now: datetime) -> None:
    await conn.execute(
        """
        update contact_import set state = 'done', finished_at = %s, file = null
        where id = %s and state = 'reading' and position = total
        """,
        (now, import_id),
    )


async def set_withdrawn(conn: Connection, import_id: UUID, by: str, now: datetime) -> None:
    """Its hash is set aside as well, so that the same file counts as new."""
    await conn.execute(
        """
        update contact_import set state = 'withdrawn', withdrawn_by = %s,
          finished_at = coalesce(finished_at, %s), file = null, sha256 = sha256 || ' ' || id
        where id = %s
        """,
        (by, now, import_id),
    )


async def joined(conn: Connection, import_id: UUID) -> list[UUID]:
    """Whom the import has put on the list."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select contact_id from contact_import_row
            where import_id = %s and result in ('imported', 'repaired') and contact_id is not null
            """,
            (import_id,),
        )
        return await cursor.fetchall()


async def created(conn: Connection, import_id: UUID) -> list[UUID]:
    """Whom nobody knew before the import."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select contact_id from contact_import_row
            where import_id = %s and created and contact_id is not null
            """,
            (import_id,),
        )
        return await cursor.fetchall()


async def changed(conn: Connection, import_id: UUID) -> list[Contact]:
    """Contacts as they were before the import changed them."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            "select was from contact_import_row where import_id = %s and was is not null",
            (import_id,),
        )
        return [Contact.model_validate(was) for was in await cursor.fetchall()]


OUTCOMES = TypeAdapter(list[Outcome])


async def add_rows(conn: Connection, import_id: UUID, rows: Sequence[Outcome]) -> None:
    """What became of the rows, and how far the import is with that."""
    await conn.execute(
        """
        insert into contact_import_row (import_id, row, result, reasons, cells, contact_id, created,
          was)
        select %s, row, result, reasons, cells, contact_id, created, was
        from jsonb_to_recordset(%s::jsonb) as new (row int, result text, reasons jsonb,
          cells jsonb, contact_id uuid, created boolean, was jsonb)
        """,
        (import_id, OUTCOMES.dump_json(list(rows), exclude_none=True).decode()),
    )
    count = Counter(row.result for row in rows)
    await conn.execute(
        """
        update contact_import set position = position + %s, imported = imported + %s,
          repaired = repaired + %s, duplicate = duplicate + %s, rejected = rejected + %s
        where id = %s
        """,
        (len(rows), *(count[result] for result in Result), import_id),
    )


async def first_rows(
    conn: Connection, import_id: UUID, contact_ids: Sequence[UUID]
) -> dict[UUID, int]:
    """Where in the file each of these contacts stood first, as far as it has been read."""
    async with conn.cursor(row_factory=tuple_row) as cursor:
        await cursor.execute(
            """
            select contact_id, min(row) from contact_import_row
            where contact_id = any(%s) and import_id = %s group by contact_id
            """,
            (list(contact_ids), import_id),
        )
        return dict(await cursor.fetchall())


async def rows(
    conn: Connection, import_id: UUID, result: Result | None, after: int, limit: int
) -> list[ImportRow]:
    """In the order of the file."""
    async with conn.cursor(row_factory=class_row(ImportRow)) as cursor:
        await cursor.execute(
            """
            select row, result, reasons, cells, contact_id from contact_import_row
            where import_id = %(import_id)s and row > %(after)s
              and (%(result)s::text is null or result = %(result)s)
            order by row limit %(limit)s
            """,
            {"import_id": import_id, "result": result, "after": after, "limit": limit},
        )
        return await cursor.fetchall()


async def rows_of(conn: Connection, contact_id: UUID) -> list[RowOf]:
    """What files said of somebody, the oldest first."""
    async with conn.cursor(row_factory=class_row(RowOf)) as cursor:
        await cursor.execute(
            """
            select r.row, r.result, r.reasons, r.cells, r.contact_id, r.import_id, i.file_name,
              i.columns
            from contact_import_row r join contact_import i on i.id = r.import_id
            where r.contact_id = %s order by r.import_id, r.row
            """,
            (contact_id,),
        )
        return await cursor.fetchall()


async def erase_rows(conn: Connection, contact_ids: Sequence[UUID]) -> int:
    """That there was a row, and what became of it, stays."""
    cursor = await conn.execute(
        """
        update contact_import_row set cells = '[]', reasons = '[]', was = null
        where contact_id = any(%s) and (cells <> '[]' or was is not null)
        """,
        (list(contact_ids),),
    )
    return cursor.rowcount


async def worn_rows(conn: Connection, before: datetime, most: int) -> list[tuple[UUID, int]]:
    """Rows of files read until then that still hold what the file said, the oldest first."""
    cursor = await conn.execute(
        """
        select import_id, row from contact_import_row join contact_import on id = import_id
        where finished_at <= %s and (cells <> '[]' or was is not null)
        order by finished_at, row limit %s for update of contact_import_row skip locked
        """,
        (before, most),
    )
    return await cursor.fetchall()


async def forget_rows(conn: Connection, rows: Sequence[tuple[UUID, int]]) -> None:
    """That there was a row, and what became of it, stays."""
    await conn.execute(
        """
        update contact_import_row set cells = '[]', reasons = '[]', was = null
        from unnest(%s::uuid[], %s::int[]) as worn (of_import, number)
        where import_id = of_import and row = number
        """,
        ([each[0] for each in rows], [each[1] for each in rows]),
    )
