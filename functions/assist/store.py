"""All SQL on suggestions, and on what is wished for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row, scalar_row
from psycopg.types.json import Jsonb

from functions.assist.model import Kind, Suggestion
from shared.db.pool import Connection
from shared.errors import NotFound
from shared.value import Instant, Value

MOST_TRIES = 5
BEYOND_ALL = UUID(int=2**128 - 1)


class Wish(Value):
    """Something that is to be suggested."""

    ticket_id: UUID
    kind: Kind
    basis: str
    wished_by: str | None
    due_at: Instant


async def add(conn: Connection, suggestion: Suggestion, basis: str) -> None:
    """Offer one; what was offered before of that kind is stale."""
    await conn.execute(
        """
        update suggestion set state = 'stale'
        where ticket_id = %s and kind = %s and state = 'offered'
        """,
        (suggestion.ticket_id, suggestion.kind),
    )
    await conn.execute(
        """
        insert into suggestion (id, ticket_id, kind, content, confidence, reasons, sources, by, why,
          human_queue, state, basis, ticket_version, model, tokens_in, tokens_out, money, made_at)
        values (%(id)s, %(ticket_id)s, %(kind)s, %(content)s, %(confidence)s, %(reasons)s,
          %(sources)s, %(by)s, %(why)s, %(human_queue)s, %(state)s, %(basis)s, %(ticket_version)s,
          %(model)s, %(tokens_in)s, %(tokens_out)s, %(money)s, %(made_at)s)
        """,
        {
            **suggestion.model_dump(),
            "content": Jsonb(suggestion.content),
            "reasons": list(suggestion.reasons),
            "sources": Jsonb(suggestion.model_dump(mode="json")["sources"]),
            "basis": basis,
        },
    )


async def of_ticket(
    conn: Connection, ticket_id: UUID, *, before: UUID | None, limit: int
) -> list[Suggestion]:
    """What was suggested for a ticket, the newest first."""
    async with conn.cursor(row_factory=class_row(Suggestion)) as cursor:
        await cursor.execute(
            """
            select id, ticket_id, kind, content, confidence, reasons, sources, by, why, human_queue,
              state, ticket_version, model, tokens_in, tokens_out, money, made_at, decided_by,
              decided_at, decided_text, kept
            from suggestion where ticket_id = %s and id < %s order by id desc limit %s
            """,
            (ticket_id, before or BEYOND_ALL, limit),
        )
        return await cursor.fetchall()


async def of_tickets(conn: Connection, ids: Sequence[UUID]) -> list[Suggestion]:
    """What was suggested for these tickets, the oldest first."""
    async with conn.cursor(row_factory=class_row(Suggestion)) as cursor:
        await cursor.execute(
            """
            select id, ticket_id, kind, content, confidence, reasons, sources, by, why, human_queue,
              state, ticket_version, model, tokens_in, tokens_out, money, made_at, decided_by,
              decided_at, decided_text, kept
            from suggestion where ticket_id = any(%s) order by id
            """,
            (list(ids),),
        )
        return await cursor.fetchall()


async def for_people(conn: Connection, *, after: UUID | None, limit: int) -> list[Suggestion]:
    """Triage that nobody is sure of, and nobody has decided on, the oldest first."""
    async with conn.cursor(row_factory=class_row(Suggestion)) as cursor:
        await cursor.execute(
            """
            select id, ticket_id, kind, content, confidence, reasons, sources, by, why, human_queue,
              state, ticket_version, model, tokens_in, tokens_out, money, made_at, decided_by,
              decided_at, decided_text, kept
            from suggestion
            where human_queue and state = 'offered' and kind = 'triage' and id > %s
            order by id limit %s
            """,
            (after or UUID(int=0), limit),
        )
        return await cursor.fetchall()


async def lock(conn: Connection, suggestion_id: UUID) -> tuple[Suggestion, str]:
    """One, which nobody else decides on meanwhile, and its basis. Raises `NotFound`."""
    async with conn.cursor(row_factory=class_row(Suggestion)) as cursor:
        await cursor.execute(
            """
            select id, ticket_id, kind, content, confidence, reasons, sources, by, why, human_queue,
              state, ticket_version, model, tokens_in, tokens_out, money, made_at, decided_by,
              decided_at, decided_text, kept
            from suggestion where id = %s for update
            """,
            (suggestion_id,),
        )
        found = await cursor.fetchone()
    if found is None:
        raise none_such(suggestion_id)
    return found, await _basis(conn, suggestion_id)


def none_such(suggestion_id: UUID) -> NotFound:
    """What is said where there is none, and where whoever asks does not see its ticket."""
    detail = "There is no such suggestion. Look for it with its ticket."
    return NotFound(detail, suggestion_id=str(suggestion_id))


async def _basis(conn: Connection, suggestion_id: UUID) -> str:
    cursor = await conn.execute("select basis from suggestion where id = %s", (suggestion_id,))
    row = await cursor.fetchone()
    assert row is not None
    return str(row[0])


async def decide(conn: Connection, decided: Suggestion) -> None:
    """Note what became of it."""
    await conn.execute(
        """
        update suggestion set state = %(state)s, decided_by = %(decided_by)s,
          decided_at = %(decided_at)s, decided_text = %(decided_text)s, kept = %(kept)s
        where id = %(id)s
        """,
        decided.model_dump(exclude={"content", "sources", "reasons"}),
    )


async def bases(conn: Connection, ticket_id: UUID) -> dict[Kind, str]:
    """What the latest suggestion of each kind was made from, whatever became of it."""
    cursor = await conn.execute(
        """
        select distinct on (kind) kind, basis from suggestion where ticket_id = %s
        order by kind, id desc
        """,
        (ticket_id,),
    )
    return {Kind(kind): basis for kind, basis in await cursor.fetchall()}


async def outdate(conn: Connection, ticket_id: UUID, current: dict[Kind, str]) -> None:
    """Say of what is offered that the ticket has left it behind, where it has."""
    await conn.execute(
        """
        update suggestion set state = 'stale'
        from unnest(%s::text[], %s::text[]) as current (kind, basis)
        where ticket_id = %s and suggestion.kind = current.kind and state = 'offered'
          and suggestion.basis <> current.basis
        """,
        (list(current), list(current.values()), ticket_id),
    )


async def latest_triage(conn: Connection, ticket_id: UUID) -> Suggestion | None:
    """The last word on where a ticket belongs."""
    async with conn.cursor(row_factory=class_row(Suggestion)) as cursor:
        await cursor.execute(
            """
            select id, ticket_id, kind, content, confidence, reasons, sources, by, why, human_queue,
              state, ticket_version, model, tokens_in, tokens_out, money, made_at, decided_by,
              decided_at, decided_text, kept
            from suggestion where ticket_id = %s and kind = 'triage' order by id desc limit 1
            """,
            (ticket_id,),
        )
        return await cursor.fetchone()


async def wish(conn: Connection, wanted: Wish) -> None:
    """Have something suggested. Whoever is at it goes on, unless the ticket reads otherwise now.

    What failed too often is tried again once a person wishes for it.
    """
    await conn.execute(
        """
        insert into suggestion_wish (ticket_id, kind, basis, wished_by, due_at)
        values (%(ticket_id)s, %(kind)s, %(basis)s, %(wished_by)s, %(due_at)s)
        on conflict (ticket_id, kind) do update set basis = excluded.basis,
          wished_by = coalesce(excluded.wished_by, suggestion_wish.wished_by),
          claim = case when suggestion_wish.basis = excluded.basis then suggestion_wish.claim end,
          tries = case
            when suggestion_wish.basis = excluded.basis and excluded.wished_by is null
            then suggestion_wish.tries else 0
          end,
          due_at = case
            when suggestion_wish.claim is null
            then least(suggestion_wish.due_at, excluded.due_at)
            when suggestion_wish.basis = excluded.basis then suggestion_wish.due_at
            else excluded.due_at
          end
        """,
        wanted.model_dump(),
    )


async def claim(
    conn: Connection, ticket_id: UUID, claim: UUID, now: datetime, until: datetime
) -> list[Wish]:
    """What is due for a ticket, ours alone until then."""
    async with conn.cursor(row_factory=class_row(Wish)) as cursor:
        await cursor.execute(
            """
            update suggestion_wish set claim = %(claim)s, due_at = %(until)s, tries = tries + 1
            where (ticket_id, kind) in (
              select ticket_id, kind from suggestion_wish
              where ticket_id = %(ticket_id)s and due_at <= %(now)s and tries < %(most)s
              order by kind for update skip locked
            )
            returning ticket_id, kind, basis, wished_by, due_at
            """,
            {
                "ticket_id": ticket_id,
                "claim": claim,
                "now": now,
                "until": until,
                "most": MOST_TRIES,
            },
        )
        return await cursor.fetchall()


async def fulfil(conn: Connection, ticket_id: UUID, kind: Kind, claim: UUID) -> bool:
    """Take a wish away. False where it is somebody else's by now, or is wished no more."""
    cursor = await conn.execute(
        "delete from suggestion_wish where ticket_id = %s and kind = %s and claim = %s",
        (ticket_id, kind, claim),
    )
    return cursor.rowcount == 1


async def unwish(conn: Connection, ticket_id: UUID) -> None:
    """Nobody needs what only the ticket wished for."""
    await conn.execute(
        "delete from suggestion_wish where ticket_id = %s and wished_by is null", (ticket_id,)
    )


async def due(conn: Connection, now: datetime, limit: int) -> list[UUID]:
    """Tickets for which something is due, the longest first."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select ticket_id from suggestion_wish where due_at <= %s and tries < %s
            group by ticket_id order by min(due_at) limit %s
            """,
            (now, MOST_TRIES, limit),
        )
        return await cursor.fetchall()


async def erase(conn: Connection, ticket_ids: Sequence[UUID]) -> int:
    """Forget what was suggested for these tickets, and what was about to be."""
    given: dict[str, Any] = {"ids": list(ticket_ids)}
    await conn.execute("delete from suggestion_wish where ticket_id = any(%(ids)s)", given)
    cursor = await conn.execute("delete from suggestion where ticket_id = any(%(ids)s)", given)
    return cursor.rowcount
