"""All SQL on vectors that the serving copy lacks."""

from collections.abc import Sequence
from uuid import UUID

from psycopg.rows import class_row

from functions.knowledge.model import BATCH, Copied, Space
from shared.db.pool import Connection


async def copy_again(conn: Connection, document_id: UUID) -> None:
    """Have the serving copies take over what a document can be narrowed by now."""
    await conn.execute(
        """
        insert into embedding_to_copy (document_id, model, dimensions, text_version, version)
        select document_id, model, dimensions, embedding.text_version, version
        from embedding join document on document.id = document_id
        where document_id = %s
        on conflict (model, dimensions, document_id) do update set version = excluded.version
        """,
        (document_id,),
    )


async def copies_wait(conn: Connection, space: Space) -> bool:
    """Whether the serving copy lacks a vector."""
    cursor = await conn.execute(
        """
        select exists (
          select from embedding_to_copy where model = %s and dimensions = %s
        )
        """,
        (space.model, space.dimensions),
    )
    row = await cursor.fetchone()
    assert row is not None
    return bool(row[0])


async def uncopied(conn: Connection, space: Space) -> list[Copied]:
    """Some vectors that the serving copy lacks."""
    async with conn.cursor(row_factory=class_row(Copied)) as cursor:
        await cursor.execute(
            """
            select document_id, embedding.kind, embedding.text_version, vector::real[] as vector,
              facets, lacking.version
            from (
              select document_id, model, dimensions, version from embedding_to_copy
              where model = %s and dimensions = %s limit %s
            ) as lacking
            join embedding using (document_id, model, dimensions)
            join document on document.id = document_id
            """,
            (space.model, space.dimensions, BATCH),
        )
        return await cursor.fetchall()


async def mark_copied(conn: Connection, space: Space, vectors: Sequence[Copied]) -> None:
    """Note what was copied. Where the vector is another by now, the copy is to be made again.

    So it is where the document can be narrowed otherwise by now: its row says a newer version.
    """
    await conn.execute(
        """
        with done as (
          select document_id, embedding.text_version, wrote.text_version as copied_version,
            wrote.version
          from unnest(%(ids)s::uuid[], %(text_versions)s::int[], %(versions)s::int[])
            as wrote (document_id, text_version, version)
          join embedding using (document_id)
          where model = %(model)s and dimensions = %(dimensions)s
        ), gone as (
          delete from embedding_to_copy using done
          where embedding_to_copy.document_id = done.document_id
            and model = %(model)s and dimensions = %(dimensions)s
            and embedding_to_copy.text_version = done.copied_version
            and embedding_to_copy.version = done.version
        )
        insert into embedding_to_copy (document_id, model, dimensions, text_version, version)
        select document_id, %(model)s, %(dimensions)s, text_version, version
        from done where text_version <> copied_version
        on conflict (model, dimensions, document_id) do nothing
        """,
        {
            **space.model_dump(),
            "ids": [each.document_id for each in vectors],
            "text_versions": [each.text_version for each in vectors],
            "versions": [each.version for each in vectors],
        },
    )


async def forget_copies(conn: Connection, space: Space) -> None:
    """Say that the serving copy has nothing of this space."""
    await conn.execute(
        """
        insert into embedding_to_copy (document_id, model, dimensions, text_version, version)
        select document_id, model, dimensions, embedding.text_version, version
        from embedding join document on document.id = document_id
        where model = %s and dimensions = %s
        on conflict (model, dimensions, document_id) do nothing
        """,
        (space.model, space.dimensions),
    )
