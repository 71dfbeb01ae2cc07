import asyncio
from datetime import timedelta

import pytest

from functions.links import service, store
from functions.links.model import Kind, NewLink, WithParent
from functions.tasks import service as tasks
from functions.tasks.model import NewTask
from functions.tickets import service as tickets
from functions.tickets import talk
from functions.tickets.model import Draft, EntryKind, State, Ticket
from functions.tickets.service import Act
from shared.db.pool import Database
from shared.errors import Conflict, NotFound
from shared.messages import TicketResolved
from shared.value import Spoken
from tests.fakes import TurnedClock
from tests.functions.tickets.drafts import SOLVED

ANA = Act(actor="Ana")


async def a_ticket(db: Database, **fields: object) -> Ticket:
    draft = Draft(title="The printer is dead", requester_name="Front desk")
    return await tickets.open_ticket(db, TurnedClock(), draft.model_copy(update=fields), "Ana")


async def linked(db: Database, ticket: Ticket, kind: Kind, other: Ticket) -> None:
    how = WithParent.RESOLVE if kind is Kind.CHILD_OF else None
    new = NewLink(kind=kind, other_id=other.id, with_parent=how)
    await service.link(db, TurnedClock(), ticket.id, new, "Ana")


async def resolved(db: Database, ticket: Ticket) -> TicketResolved:
    await tickets.resolve(db, TurnedClock(), ticket.id, SOLVED, ANA)
    async with db.transaction() as conn:
        cursor = await conn.execute(
            "select body::text from outbox where queue = 'ticket-resolved' order by position"
        )
        return TicketResolved.model_validate_json((await cursor.fetchall())[-1][0])


async def followed(db: Database, told: TicketResolved) -> None:
    await service.follow(db, TurnedClock(), told.ticket_id, told.version)


async def notes(db: Database, ticket: Ticket) -> list[str | None]:
    entries = await talk.journal(db, ticket.id, before=None, limit=50)
    return [each.text for each in entries if each.kind is EntryKind.WORK_NOTE]


async def test_a_link_is_seen_from_both_ends(db: Database) -> None:
    one, other = await a_ticket(db), await a_ticket(db)
    await linked(db, one, Kind.CAUSED_BY, other)
    ((here,), (there,)) = [await service.links(db, each.id) for each in (one, other)]
    assert (here.kind, here.inward, here.ticket.number) == ("caused_by", False, other.number)
    assert (there.kind, there.inward, there.ticket.number) == ("caused_by", True, one.number)


async def test_a_link_is_made_once_whichever_way(db: Database) -> None:
    one, other = await a_ticket(db), await a_ticket(db)
    await linked(db, one, Kind.RELATED, other)
    for ticket, to in ((one, other), (other, one)):
        with pytest.raises(Conflict, match="has that link"):
            await linked(db, ticket, Kind.RELATED, to)


async def test_two_who_link_each_other_at_once_do_not_wait_for_ever(db: Database) -> None:
    one, other = await a_ticket(db), await a_ticket(db)
    both = (linked(db, one, Kind.RELATED, other), linked(db, other, Kind.RELATED, one))
    results = await asyncio.gather(*both, return_exceptions=True)
    assert sum(isinstance(each, Conflict) for each in results) == 1


async def test_a_link_can_be_taken_away_from_either_end(db: Database, clock: TurnedClock) -> None:
    one, other = await a_ticket(db), await a_ticket(db)
    await linked(db, one, Kind.RELATED, other)
    (link,) = await service.links(db, other.id)
    await service.unlink(db, clock, other.id, link.id, "Luis")
    assert await service.links(db, one.id) == []
    with pytest.raises(NotFound):
        await service.unlink(db, clock, other.id, link.id, "Luis")


async def test_a_child_of_another_parent_meanwhile_is_not_told(
    db: Database, clock: TurnedClock
) -> None:
    child, parent, other = [await a_ticket(db) for _ in range(3)]
    await linked(db, child, Kind.CHILD_OF, parent)
    (link,) = await service.links(db, child.id)
    await service.unlink(db, clock, child.id, link.id, "Luis")
    await linked(db, child, Kind.CHILD_OF, other)
    async with db.transaction() as conn:
        assert not await store.claim(conn, link.id, 2)


async def test_families_have_two_generations(db: Database) -> None:
    parent, child, third = [await a_ticket(db) for _ in range(3)]
    await linked(db, child, Kind.CHILD_OF, parent)
    for ticket, other in ((parent, third), (third, child), (child, third)):
        with pytest.raises(Conflict, match="parent"):
            await linked(db, ticket, Kind.CHILD_OF, other)


async def test_a_child_is_resolved_with_its_parent_once(db: Database) -> None:
    parent, child = await a_ticket(db), await a_ticket(db)
    await linked(db, child, Kind.CHILD_OF, parent)
    told = await resolved(db, parent)
    await followed(db, told)
    await followed(db, told)
    after = await tickets.ticket(db, child.id)
    assert (after.state, after.version) == (State.RESOLVED, 2)
    assert after.resolution_notes == f"{parent.number}: {SOLVED.notes}"


async def test_whoever_works_on_a_child_is_asked_once_in_its_language(
    db: Database, clock: TurnedClock
) -> None:
    parent, child = await a_ticket(db), await a_ticket(db, language=Spoken.ES)
    new = NewLink(kind=Kind.CHILD_OF, other_id=parent.id, with_parent=WithParent.PROPOSE)
    await service.link(db, clock, child.id, new, "Ana")
    told = await resolved(db, parent)
    for _ in range(2):
        await followed(db, told)
    (note,) = await notes(db, child)
    assert note is not None
    assert note.endswith("¿Resolver también esta?")
    assert (await tickets.ticket(db, child.id)).state is State.NEW


async def test_a_child_that_cannot_be_resolved_says_why_and_keeps_no_other_back(
    db: Database, clock: TurnedClock
) -> None:
    parent, busy, free = [await a_ticket(db) for _ in range(3)]
    for child in (busy, free):
        await linked(db, child, Kind.CHILD_OF, parent)
    await tasks.add(db, clock, busy.id, [NewTask(title="Toner", mandatory=True)], "Ana")
    await followed(db, await resolved(db, parent))
    (note,) = await notes(db, busy)
    assert "mandatory tasks that are not done" in (note or "")
    assert (await tickets.ticket(db, free.id)).state is State.RESOLVED


async def test_a_parent_reopened_meanwhile_takes_no_child_along(
    db: Database, clock: TurnedClock
) -> None:
    parent, child = await a_ticket(db), await a_ticket(db)
    await linked(db, child, Kind.CHILD_OF, parent)
    told = await resolved(db, parent)
    await tickets.reopen(db, clock, parent.id, ANA, window=timedelta(days=7))
    await followed(db, told)
    assert (await tickets.ticket(db, child.id)).state is State.NEW
