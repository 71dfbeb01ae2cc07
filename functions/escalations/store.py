"""All SQL on policies, escalations and their steps."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from functions.escalations.model import Escalation, Plan, Policy, State, Step, StepState
from shared.db.pool import Connection
from shared.db.rows import record_row, records


async def add_policy(conn: Connection, policy: Policy) -> bool:
    """False where a policy has that name, in whatever case."""
    cursor = await conn.execute(
        """
        insert into escalation_policy (id, name, place, plan, version, created_at)
        values (%(id)s, %(name)s, %(place)s, %(written)s, %(version)s, %(created_at)s)
        on conflict (lower(name)) do nothing
        """,
        record_row(policy, Plan),
    )
    return cursor.rowcount == 1


async def save_policy(conn: Connection, policy: Policy) -> bool:
    """False where another policy has that name."""
    cursor = await conn.execute(
        """
        update escalation_policy set name = %(name)s, place = %(place)s, plan = %(written)s,
          version = %(version)s
        where id = %(id)s and not exists (
          select from escalation_policy as other
          where lower(other.name) = lower(%(name)s) and other.id <> %(id)s
        )
        """,
        record_row(policy, Plan),
    )
    return cursor.rowcount == 1


async def remove_policy(conn: Connection, policy_id: UUID) -> None:
    """Escalations that run keep what it said."""
    await conn.execute("delete from escalation_policy where id = %s", (policy_id,))


async def policies(conn: Connection) -> list[Policy]:
    """All of them, in the order in which they are asked."""
    return await records(
        conn,
        Policy,
        """
        select id, plan as written, version, created_at from escalation_policy
        order by place, id
        """,
        {},
    )


async def policy_for_update(conn: Connection, policy_id: UUID) -> Policy | None:
    """One, which nobody else changes until this transaction ends."""
    rows = await records(
        conn,
        Policy,
        """
        select id, plan as written, version, created_at from escalation_policy
        where id = %(id)s for update
        """,
        {"id": policy_id},
    )
    return rows[0] if rows else None


async def add(conn: Connection, escalation: Escalation) -> bool:
    """False where there is one for that cause, or another one runs about that ticket."""
    cursor = await conn.execute(
        """
        insert into escalation (id, ticket_id, cause, round, policy, assignee, untouched, state,
          turn, wake_at, rests_until, begun_at, ended_at)
        values (%(id)s, %(ticket_id)s, %(cause)s, %(round)s, %(policy)s, %(assignee)s,
          %(untouched)s, %(state)s, %(turn)s, %(wake_at)s, %(rests_until)s, %(begun_at)s,
          %(ended_at)s)
        on conflict do nothing
        """,
        {**escalation.model_dump(), "policy": Jsonb(escalation.policy.model_dump(mode="json"))},
    )
    return cursor.rowcount == 1


async def save(conn: Connection, escalation: Escalation) -> None:
    """Write what can change of it."""
    await conn.execute(
        """
        update escalation set state = %(state)s, turn = %(turn)s, wake_at = %(wake_at)s,
          rests_until = %(rests_until)s, ended_at = %(ended_at)s
        where id = %(id)s
        """,
        escalation.model_dump(exclude={"policy"}),
    )


async def for_update(conn: Connection, escalation_id: UUID) -> Escalation | None:
    """One, which nobody else changes until this transaction ends."""
    async with conn.cursor(row_factory=class_row(Escalation)) as cursor:
        await cursor.execute(
            """
            select id, ticket_id, cause, round, policy, assignee, untouched, state, turn, wake_at,
              rests_until, begun_at, ended_at
            from escalation where id = %s for update
            """,
            (escalation_id,),
        )
        return await cursor.fetchone()


async def running(conn: Connection, ticket_id: UUID) -> UUID | None:
    """The one that rings about that ticket now."""
    cursor = await conn.execute(
        "select id from escalation where ticket_id = %s and state = %s", (ticket_id, State.RUNNING)
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def of_cause(conn: Connection, ticket_id: UUID, cause: str, round_: int) -> Escalation | None:
    """The one that this began."""
    async with conn.cursor(row_factory=class_row(Escalation)) as cursor:
        await cursor.execute(
            """
            select id, ticket_id, cause, round, policy, assignee, untouched, state, turn, wake_at,
              rests_until, begun_at, ended_at
            from escalation where ticket_id = %s and cause = %s and round = %s
            """,
            (ticket_id, cause, round_),
        )
        return await cursor.fetchone()


async def overdue(conn: Connection, before: datetime, count: int) -> list[Escalation]:
    """Those that should have gone on by then: nobody looks at them."""
    async with conn.cursor(row_factory=class_row(Escalation)) as cursor:
        await cursor.execute(
            """
            select id, ticket_id, cause, round, policy, assignee, untouched, state, turn, wake_at,
              rests_until, begun_at, ended_at
            from escalation where state = %s and wake_at < %s order by wake_at limit %s
            """,
            (State.RUNNING, before, count),
        )
        return await cursor.fetchall()


async def page(
    conn: Connection, ticket_id: UUID | None, after: UUID | None, count: int
) -> list[Escalation]:
    """The newest first, of one ticket or of all."""
    async with conn.cursor(row_factory=class_row(Escalation)) as cursor:
        await cursor.execute(
            """
            select id, ticket_id, cause, round, policy, assignee, untouched, state, turn, wake_at,
              rests_until, begun_at, ended_at
            from escalation
            where (%(ticket_id)s::uuid is null or ticket_id = %(ticket_id)s)
              and (%(after)s::uuid is null
                or (begun_at, id) < (select begun_at, id from escalation where id = %(after)s))
            order by begun_at desc, id desc limit %(count)s
            """,
            {"ticket_id": ticket_id, "after": after, "count": count},
        )
        return await cursor.fetchall()


async def add_step(conn: Connection, step: Step) -> bool:
    """False where there is a step at that place."""
    cursor = await conn.execute(
        """
        insert into escalation_step (escalation_id, place, turn, person, phone, language, role,
          state, call_id, asked_at)
        values (%(escalation_id)s, %(place)s, %(turn)s, %(person)s, %(phone)s, %(language)s,
          %(role)s, %(state)s, %(call_id)s, %(asked_at)s)
        on conflict (escalation_id, place) do nothing
        """,
        step.model_dump(),
    )
    return cursor.rowcount == 1


async def set_step(
    conn: Connection, step: Step, state: StepState, now: datetime, again_at: datetime | None
) -> None:
    """How they have answered."""
    await conn.execute(
        """
        update escalation_step set state = %(state)s, over_at = %(now)s, again_at = %(again_at)s
        where escalation_id = %(escalation_id)s and place = %(place)s
        """,
        {
            "escalation_id": step.escalation_id,
            "place": step.place,
            "state": state,
            "now": now,
            "again_at": again_at,
        },
    )


async def steps(conn: Connection, ids: Sequence[UUID]) -> list[Step]:
    """Theirs, in order."""
    async with conn.cursor(row_factory=class_row(Step)) as cursor:
        await cursor.execute(
            """
            select escalation_id, place, turn, person, phone, language, role, state, call_id,
              asked_at, over_at, again_at
            from escalation_step where escalation_id = any(%s) order by escalation_id, place
            """,
            (list(ids),),
        )
        return await cursor.fetchall()


async def step_of_call(conn: Connection, call_id: UUID) -> Step | None:
    """The step that a call was made for."""
    async with conn.cursor(row_factory=class_row(Step)) as cursor:
        await cursor.execute(
            """
            select escalation_id, place, turn, person, phone, language, role, state, call_id,
              asked_at, over_at, again_at
            from escalation_step where call_id = %s
            """,
            (call_id,),
        )
        return await cursor.fetchone()
