import asyncio
import hashlib
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from functions.tickets import headings, lookup, service, store, talk
from functions.tickets.conditions import Conditions, read
from functions.tickets.model import (
    BEYOND_ALL,
    Edit,
    EntryKind,
    Heading,
    HoldReason,
    State,
    Wanted,
)
from functions.tickets.service import Act
from shared.db.pool import Connection, Database
from shared.errors import Conflict, NotFound
from tests.fakes import NOON, TurnedClock
from tests.functions.tickets.opened import ANA, DRAFT, SOLVED, a_ticket, entries, told

WEEK = timedelta(days=7)
NOBODY = UUID(int=404)


async def test_tickets_are_numbered_in_the_order_they_are_opened(db: Database) -> None:
    numbers = [(await a_ticket(db)).number for _ in range(2)]
    assert numbers == ["INC0010001", "INC0010002"]


async def test_what_is_opened_is_what_is_stored(db: Database) -> None:
    opened = await a_ticket(db, impact=1, requester_phone="+1 202 555 0101")
    assert await service.ticket(db, opened.id) == opened
    assert (opened.state, opened.priority, opened.version) == (State.NEW, 3, 1)


async def test_a_ticket_reads_alike_however_it_is_looked_up(db: Database) -> None:
    async with db.transaction() as conn:
        draft = DRAFT.model_copy(update={"assignee": "Ana", "group": "payroll"})
        ticket = await service.open_on(conn, NOON, draft, "Ana")
        (whole,) = await lookup.with_ids(conn, [ticket.id])
        (matched,) = await lookup.matching(conn, (), None, before=BEYOND_ALL, limit=1)
        read = [await service.locked(conn, ticket.id), whole, matched]
        assert [*read, await lookup.numbered(conn, ticket.number)] == [ticket] * 4


async def test_an_opened_ticket_is_told_to_search(db: Database) -> None:
    ticket = await a_ticket(db)
    assert [(each.ticket_id, each.version) for each in await told(db)] == [(ticket.id, 1)]


async def test_a_ticket_opened_within_a_call_comes_and_goes_with_it(db: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        await a_call_that_breaks_off(db)
    assert await told(db) == []
    assert await lookup.tickets(db, Wanted()) == []


async def a_call_that_breaks_off(db: Database) -> None:
    async with db.transaction() as conn:
        await service.open_on(conn, NOON, DRAFT, "the call")
        raise ZeroDivisionError


async def test_the_same_request_sent_twice_opens_one_ticket(
    db: Database, clock: TurnedClock
) -> None:
    first = await service.open_ticket(db, clock, DRAFT, "Ana", key="k1")
    again = await service.open_ticket(db, clock, DRAFT, "Ana", key="k1")
    assert again == first
    assert len(await told(db)) == 1


async def test_the_same_request_sent_at_once_opens_one_ticket(
    db: Database, clock: TurnedClock
) -> None:
    sent = [service.open_ticket(db, clock, DRAFT, "Ana", key="k1") for _ in range(5)]
    assert len({ticket.id for ticket in await asyncio.gather(*sent)}) == 1


async def test_a_key_that_opened_another_ticket_is_refused(
    db: Database, clock: TurnedClock
) -> None:
    await service.open_ticket(db, clock, DRAFT, "Ana", key="k1")
    other = DRAFT.model_copy(update={"title": "Another"})
    with pytest.raises(Conflict, match="new key"):
        await service.open_ticket(db, clock, other, "Ana", key="k1")


async def test_two_people_may_use_the_same_key(db: Database, clock: TurnedClock) -> None:
    one = await service.open_ticket(db, clock, DRAFT, "Ana", key="k1")
    other = await service.open_ticket(db, clock, DRAFT, "Luis", key="k1")
    assert one.id != other.id


async def test_a_comment_is_in_nobodys_way(db: Database, clock: TurnedClock) -> None:
    ticket = await a_ticket(db)
    await talk.comment(db, clock, ticket.id, "Which printer?", "Luis")
    after = await service.edit(db, clock, ticket.id, Edit(urgency=1), Act(actor="Ana", seen=1))
    assert after.version == 2
    assert (await entries(db, ticket))[1] == (EntryKind.COMMENT, "Which printer?")


async def test_a_work_note_is_no_comment(db: Database, clock: TurnedClock) -> None:
    ticket = await a_ticket(db)
    await clock.advance(60)
    note = await talk.note(db, clock, ticket.id, "VIP", "Ana")
    assert await entries(db, ticket) == [(EntryKind.WORK_NOTE, "VIP")]
    assert (await service.ticket(db, ticket.id)).updated_at == note.at == clock.now()


async def test_a_hold_for_the_caller_tells_the_caller_why(db: Database, clock: TurnedClock) -> None:
    ticket = await a_ticket(db)
    await service.edit(db, clock, ticket.id, Edit(state=State.IN_PROGRESS), ANA)
    hold = Edit(state=State.ON_HOLD, hold_reason=HoldReason.AWAITING_CALLER, comment="Which one?")
    held = await service.edit(db, clock, ticket.id, hold, ANA)
    assert await service.ticket(db, ticket.id) == held
    assert (await entries(db, ticket))[0] == (EntryKind.COMMENT, "Which one?")


async def test_a_ticket_goes_its_whole_way(db: Database, clock: TurnedClock) -> None:
    ticket = await a_ticket(db)
    await service.resolve(db, clock, ticket.id, SOLVED, ANA)
    again = await service.reopen(
        db, clock, ticket.id, Act(actor="Ana", comment="It is back"), window=WEEK
    )
    await service.resolve(db, clock, ticket.id, SOLVED, ANA)
    closed = await service.close(db, clock, ticket.id, ANA)
    assert (again.reopened, again.resolution_notes) == (1, None)
    assert await service.ticket(db, ticket.id) == closed
    assert [each.resolved for each in await told(db)] == [False, True, False, True, True]


async def test_a_refused_move_changes_nothing(db: Database, clock: TurnedClock) -> None:
    ticket = await a_ticket(db)
    with pytest.raises(Conflict, match="Possible now"):
        await service.close(db, clock, ticket.id, ANA)
    assert await service.ticket(db, ticket.id) == ticket
    assert await entries(db, ticket) == []


async def test_a_ticket_that_is_not_there_is_not_found(db: Database, clock: TurnedClock) -> None:
    with pytest.raises(NotFound):
        await service.ticket(db, NOBODY)
    with pytest.raises(NotFound):
        await service.close(db, clock, NOBODY, ANA)
    with pytest.raises(NotFound):
        await talk.comment(db, clock, NOBODY, "Hello?", "Ana")
    with pytest.raises(NotFound):
        await talk.journal(db, NOBODY, before=None, limit=5)


@pytest.fixture
async def many(db: Database, clock: TurnedClock) -> Database:
    """Thirty tickets of three priorities, half of them assigned, a third solved."""
    for n in range(30):
        assignee = "Luis" if n % 2 else None
        ticket = await a_ticket(db, urgency=n % 3 + 1, impact=1, assignee=assignee)
        if n % 3 == 0:
            await service.resolve(db, clock, ticket.id, SOLVED, ANA)
    return db


WANTED = st.builds(
    Wanted,
    state=st.lists(st.sampled_from([State.NEW, State.RESOLVED, State.CLOSED]), max_size=3),
    priority=st.lists(st.sampled_from([1, 2, 3]), max_size=3),
    assignee=st.sampled_from([None, "Luis", "nobody"]),
    limit=st.integers(min_value=1, max_value=40),
)


async def pages(db: Database, wanted: Wanted) -> list[Heading]:
    found = await lookup.tickets(db, wanted)
    page = found[: wanted.limit]
    if len(found) == len(page):
        return page
    return page + await pages(db, wanted.model_copy(update={"after": page[-1].number}))


def fits(ticket: Heading, wanted: Wanted) -> bool:
    return (
        ticket.state in (wanted.state or State)
        and ticket.priority in (wanted.priority or range(1, 6))
        and wanted.assignee in {None, ticket.assignee}
    )


@given(wanted=WANTED)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_all_pages_together_are_all_that_was_asked_for(
    many: Database, wanted: Wanted
) -> None:
    everything = await lookup.tickets(many, Wanted(limit=200))
    listed = await pages(many, wanted)
    assert listed == [ticket for ticket in everything if fits(ticket, wanted)]


async def test_a_resolved_ticket_is_closed_by_itself_exactly_once(
    db: Database, clock: TurnedClock
) -> None:
    ticket = await a_ticket(db)
    await service.resolve(db, clock, ticket.id, SOLVED, ANA)
    early = await service.close_due(db, clock, window=WEEK)
    await clock.advance(WEEK.total_seconds())
    closing = [service.close_due(db, clock, window=WEEK) for _ in range(3)]
    assert (early, sorted(await asyncio.gather(*closing))) == (0, [0, 0, 1])
    last = (await talk.journal(db, ticket.id, before=None, limit=1))[0]
    assert (last.actor, last.changes[0].new) == ("auto-close", "closed")


async def test_a_repeated_request_from_before_there_were_fields_is_still_known(
    db: Database, clock: TurnedClock
) -> None:
    ticket = await service.open_ticket(db, clock, DRAFT, "Ana", key="k1")
    later = {"requester_id", "template", "fields", "group"}
    digest = hashlib.sha256(DRAFT.model_dump_json(exclude=later).encode()).hexdigest()
    async with db.transaction() as conn:
        assert await store.requested(conn, "Ana", "k1") == (ticket.id, digest)


@pytest.mark.parametrize("index", ["ticket_state", "ticket_assignee", "ticket_serial_key"])
async def test_a_page_of_conditions_is_read_off_an_index(db: Database, index: str) -> None:
    line = {
        "ticket_state": "state=new^priority<=2",
        "ticket_assignee": "state=open^assignee=Ana",
        "ticket_serial_key": "requester_name=Front desk",
    }[index]
    async with db.transaction() as conn:
        await conn.execute(MANY)
        await conn.execute("analyze ticket")
        await conn.execute("set local enable_seqscan = off")
        await conn.execute("set local enable_sort = off")
        plan = await planned(conn, read(line, NOON))
    assert index in plan


MANY = """
    insert into ticket (
      id, title, description, language, channel, requester_name, impact, urgency, priority, state,
      assignee, opened_by, opened_at, updated_at, version
    )
    select gen_random_uuid(), 'Printer ' || n, '', 'en', 'web', 'Desk ' || n, 3, 3, 1 + n % 5,
      case when n % 100 < 5 then 'new' else 'in_progress' end, 'agent' || n % 50, 'Ana',
      now(), now(), 1
    from generate_series(1, 3000) as n
"""


async def planned(conn: Connection, asked: Conditions) -> str:
    """How PostgreSQL would look for a page of these."""
    statement, values = headings.where(Wanted(), asked)
    cursor = await conn.execute(sql.SQL("explain ") + statement, values)
    return "\n".join(row[0] for row in await cursor.fetchall())
