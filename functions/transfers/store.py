"""All SQL over transfers and the telephones they ring."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from psycopg.rows import class_row, scalar_row

from functions.transfers.model import Ring, State, Takeover, Transfer
from shared.db.pool import Connection


async def add(conn: Connection, transfer: Transfer) -> bool:
    """One for each turn. False where it is there already: the network asks twice."""
    cursor = await conn.execute(
        """
        insert into transfer (id, call_id, n, allowance_id, rota, language, state, wanted_at,
          ticket_id, begun_by)
        values (%(id)s, %(call_id)s, %(n)s, %(allowance_id)s, %(rota)s, %(language)s, %(state)s,
          %(wanted_at)s, %(ticket_id)s, %(begun_by)s)
        on conflict (call_id, n) do nothing
        """,
        transfer.model_dump(),
    )
    return cursor.rowcount == 1


async def for_update(conn: Connection, call_id: UUID, n: int) -> Transfer | None:
    """Locked until the transaction ends."""
    async with conn.cursor(row_factory=class_row(Transfer)) as cursor:
        await cursor.execute(
            """
            select id, call_id, n, allowance_id, rota, language, state, wanted_at, taken_at,
              ended_at, ticket_id, answer, begun_by
            from transfer where call_id = %s and n = %s for update
            """,
            (call_id, n),
        )
        return await cursor.fetchone()


async def open_of_call(conn: Connection, call_id: UUID) -> list[Transfer]:
    """Those in which somebody waits or talks. Locked until the transaction ends."""
    async with conn.cursor(row_factory=class_row(Transfer)) as cursor:
        await cursor.execute(
            """
            select id, call_id, n, allowance_id, rota, language, state, wanted_at, taken_at,
              ended_at, ticket_id, answer, begun_by
            from transfer where call_id = %s and ended_at is null for update
            """,
            (call_id,),
        )
        return await cursor.fetchall()


async def going_on(conn: Connection, call_id: UUID) -> Transfer | None:
    """The one in which somebody waits or talks, as it is now: not locked."""
    async with conn.cursor(row_factory=class_row(Transfer)) as cursor:
        await cursor.execute(
            """
            select id, call_id, n, allowance_id, rota, language, state, wanted_at, taken_at,
              ended_at, ticket_id, answer, begun_by
            from transfer where call_id = %s and ended_at is null order by n desc limit 1
            """,
            (call_id,),
        )
        return await cursor.fetchone()


async def page(conn: Connection, after: UUID | None, limit: int) -> list[Transfer]:
    """The newest first."""
    async with conn.cursor(row_factory=class_row(Transfer)) as cursor:
        await cursor.execute(
            """
            select id, call_id, n, allowance_id, rota, language, state, wanted_at, taken_at,
              ended_at, ticket_id, answer, begun_by
            from transfer where %(after)s::uuid is null or id < %(after)s
            order by id desc limit %(limit)s
            """,
            {"after": after, "limit": limit},
        )
        return await cursor.fetchall()


async def set_state(conn: Connection, transfer_id: UUID, state: State, now: datetime) -> None:
    """How it goes on; the first end stands."""
    await conn.execute(
        """
        update transfer set state = %(state)s,
          taken_at = case %(state)s when 'talking' then %(now)s when 'waiting' then null
            else taken_at end,
          ended_at = case when %(state)s not in ('waiting', 'talking') then %(now)s end
        where id = %(id)s and ended_at is null
        """,
        {"id": transfer_id, "state": state, "now": now},
    )


async def keep_answer(conn: Connection, transfer_id: UUID, answer: str) -> str:
    """Keep the document that ends the wait; the first one stands. Returns the one in force."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            "update transfer set answer = coalesce(answer, %s) where id = %s returning answer",
            (answer, transfer_id),
        )
        return str(await cursor.fetchone())


async def add_ring(conn: Connection, ring: Ring) -> bool:
    """False where somebody else rings them, or they talk."""
    cursor = await conn.execute(
        """
        insert into transfer_ring (transfer_id, place, person, phone, language, ring_seconds,
          asked_at, reserved_micro)
        values (%(transfer_id)s, %(place)s, %(person)s, %(phone)s, %(language)s,
          %(ring_seconds)s, %(asked_at)s, %(reserved_micro)s)
        on conflict do nothing
        """,
        ring.model_dump(),
    )
    return cursor.rowcount == 1


async def turns_ringing(conn: Connection, call_id: UUID) -> list[int]:
    """The turns of a call for which a telephone rings, or is talked on."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select distinct n from transfer join transfer_ring as ring on ring.transfer_id = id
            where call_id = %s and ring.over_at is null order by n
            """,
            (call_id,),
        )
        return await cursor.fetchall()


async def rings(conn: Connection, transfer_ids: Sequence[UUID]) -> list[Ring]:
    """Whose telephones rang for these, in the order they did."""
    async with conn.cursor(row_factory=class_row(Ring)) as cursor:
        await cursor.execute(
            """
            select transfer_id, place, person, phone, language, ring_seconds, asked_at, taken_at,
              over_at, reserved_micro, cost_micro, answer
            from transfer_ring where transfer_id = any(%s) order by transfer_id, place
            """,
            (list(transfer_ids),),
        )
        return await cursor.fetchall()


async def keep_ring_answer(conn: Connection, transfer_id: UUID, place: int, answer: str) -> str:
    """Keep the document that rings them; the first one stands. Returns the one in force."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            update transfer_ring set answer = coalesce(answer, %s)
            where transfer_id = %s and place = %s returning answer
            """,
            (answer, transfer_id, place),
        )
        return str(await cursor.fetchone())


async def set_taken(conn: Connection, transfer_id: UUID, place: int, now: datetime) -> None:
    await conn.execute(
        """
        update transfer_ring set taken_at = coalesce(taken_at, %s)
        where transfer_id = %s and place = %s
        """,
        (now, transfer_id, place),
    )


async def set_over(
    conn: Connection, transfer_id: UUID, place: int, cost_micro: int, now: datetime
) -> bool:
    """True once: the telephone is free again, and the leg was paid."""
    cursor = await conn.execute(
        """
        update transfer_ring set over_at = %s, cost_micro = %s, reserved_micro = 0
        where transfer_id = %s and place = %s and over_at is null
        """,
        (now, cost_micro, transfer_id, place),
    )
    return cursor.rowcount == 1


async def busy(conn: Connection, phones: Sequence[str]) -> set[str]:
    """Those of them that ring, or are talked on."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            "select phone from transfer_ring where over_at is null and phone = any(%s)",
            (list(phones),),
        )
        return set(await cursor.fetchall())


async def rings_of(conn: Connection, allowance_id: UUID) -> int:
    """How many telephones ring, or are talked on, for callers of a campaign."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select count(*) from transfer_ring as ring join transfer on transfer.id = transfer_id
            where ring.over_at is null and allowance_id = %s
            """,
            (allowance_id,),
        )
        return int(await cursor.fetchone() or 0)


async def legs_of_callers(conn: Connection) -> int:
    """How many telephones ring, or are talked on, for people who rang us."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select count(*) from transfer_ring as ring join transfer on transfer.id = transfer_id
            where ring.over_at is null and allowance_id is null
            """
        )
        return int(await cursor.fetchone() or 0)


async def handled(conn: Connection, allowance_id: UUID, count: int) -> list[float]:
    """How many seconds the last calls took the people who took them over, from the first tone."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select extract(epoch from ring.over_at - ring.asked_at)::float8
            from transfer_ring as ring join transfer on transfer.id = transfer_id
            where allowance_id = %s and ring.taken_at is not null and ring.over_at is not null
            order by ring.asked_at desc limit %s
            """,
            (allowance_id, count),
        )
        return await cursor.fetchall()


async def wanted(conn: Connection, allowance_id: UUID, since: datetime) -> int:
    """In how many calls of a campaign a person was wanted since then."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select count(distinct call_id) from transfer
            where allowance_id = %s and wanted_at >= %s and begun_by is null
            """,
            (allowance_id, since),
        )
        return int(await cursor.fetchone() or 0)


async def abandoned(
    conn: Connection, allowance_id: UUID, since: datetime, no_wait: timedelta
) -> int:
    """In how many of them nobody of ours came, though they had waited: see `Transfer.abandoned`."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(
            """
            select count(distinct call_id) from transfer
            where allowance_id = %s and wanted_at >= %s and begun_by is null
              and (state in ('nobody_there', 'nobody_came')
                or state = 'left' and ended_at - wanted_at > %s)
            """,
            (allowance_id, since, no_wait),
        )
        return int(await cursor.fetchone() or 0)


async def add_takeover(conn: Connection, takeover: Takeover) -> None:
    await conn.execute(
        """
        insert into takeover (id, call_id, person, phone, language, asked_at)
        values (%(id)s, %(call_id)s, %(person)s, %(phone)s, %(language)s, %(asked_at)s)
        """,
        takeover.model_dump(),
    )


async def takeover_for_update(conn: Connection, takeover_id: UUID) -> Takeover | None:
    """Locked until the transaction ends."""
    async with conn.cursor(row_factory=class_row(Takeover)) as cursor:
        await cursor.execute(
            """
            select t.id, t.call_id, t.person, t.phone, t.language, t.asked_at, t.n, t.dropped,
              transfer.state
            from takeover t left join transfer on transfer.call_id = t.call_id and transfer.n = t.n
            where t.id = %s for update of t
            """,
            (takeover_id,),
        )
        return await cursor.fetchone()


async def takeovers(conn: Connection, call_ids: Sequence[UUID]) -> list[Takeover]:
    """The newest of each of these calls."""
    async with conn.cursor(row_factory=class_row(Takeover)) as cursor:
        await cursor.execute(
            """
            select distinct on (t.call_id) t.id, t.call_id, t.person, t.phone, t.language,
              t.asked_at, t.n, t.dropped, transfer.state
            from takeover t left join transfer on transfer.call_id = t.call_id and transfer.n = t.n
            where t.call_id = any(%s) order by t.call_id, t.asked_at desc, t.id desc
            """,
            (list(call_ids),),
        )
        return await cursor.fetchall()


async def set_told(conn: Connection, takeover_id: UUID, n: int) -> None:
    await conn.execute("update takeover set n = %s where id = %s", (n, takeover_id))


async def drop_takeover(conn: Connection, takeover_id: UUID, why: str) -> None:
    await conn.execute(
        "update takeover set dropped = %s where id = %s and n is null", (why, takeover_id)
    )
