import asyncio

import pytest

from functions.links import merging, service
from functions.links.merging import Asked
from functions.links.model import UNMERGE, Splitting
from functions.tickets import service as tickets
from functions.tickets import talk
from functions.tickets.model import Draft, Edit, EntryKind, HoldReason, State, Ticket
from functions.tickets.service import Act
from functions.watching import service as watching
from shared.db.pool import Database
from shared.errors import Conflict, Invalid, Stale
from tests.fakes import TurnedClock

ANA = Act(actor="Ana")
WAITING = Edit(state=State.ON_HOLD, hold_reason=HoldReason.AWAITING_CALLER, comment="Which one?")
HELD = Edit(state=State.ON_HOLD, hold_reason=HoldReason.AWAITING_VENDOR)


async def a_ticket(db: Database, **fields: object) -> Ticket:
    draft = Draft(title="The printer is dead", requester_name="Front desk")
    return await tickets.open_ticket(db, TurnedClock(), draft.model_copy(update=fields), "Ana")


async def texts(db: Database, ticket: Ticket) -> list[str]:
    entries = await talk.journal(db, ticket.id, before=None, limit=50)
    return [each.text for each in entries if each.text]


async def test_what_was_said_on_both_is_read_on_the_one_that_stays(
    db: Database, clock: TurnedClock
) -> None:
    first, second, last = [await a_ticket(db) for _ in range(3)]
    for ticket in (second, last, first):
        await talk.comment(db, clock, ticket.id, ticket.number, "Ana")
    await merging.merge(db, clock, first.id, second.id, ANA)
    await merging.merge(db, clock, second.id, last.id, ANA)
    assert await texts(db, last) == [first.number, last.number, second.number]
    await talk.answer(db, clock, first.id, "Still dead", "Front desk")
    assert (await texts(db, last))[0] == "Still dead"


async def test_a_merge_is_undone_and_the_ticket_stands_where_it_stood(
    db: Database, clock: TurnedClock
) -> None:
    ticket, into = await a_ticket(db), await a_ticket(db)
    await tickets.edit(db, clock, ticket.id, Edit(state=State.IN_PROGRESS), ANA)
    before = await tickets.edit(db, clock, ticket.id, HELD, ANA)
    merged = await merging.merge(db, clock, ticket.id, into.id, ANA)
    back = await merging.unmerge(db, clock, ticket.id, ANA)
    assert (merged.state, merged.merged_into) == (State.CANCELED, into.id)
    assert back == before.model_copy(update={"version": 5})
    assert await tickets.ticket(db, ticket.id) == back
    with pytest.raises(Conflict, match="not merged"):
        await merging.unmerge(db, clock, ticket.id, ANA)


async def test_a_merge_is_undone_within_its_window_only(db: Database, clock: TurnedClock) -> None:
    ticket, into = await a_ticket(db), await a_ticket(db)
    await merging.merge(db, clock, ticket.id, into.id, ANA)
    await clock.advance(UNMERGE.total_seconds())
    with pytest.raises(Conflict, match="14 days"):
        await merging.unmerge(db, clock, ticket.id, ANA)


async def test_two_tickets_are_not_merged_into_each_other(db: Database, clock: TurnedClock) -> None:
    one, other = await a_ticket(db), await a_ticket(db)
    results = await asyncio.gather(
        merging.merge(db, clock, one.id, other.id, ANA),
        merging.merge(db, clock, other.id, one.id, ANA),
        return_exceptions=True,
    )
    assert sum(isinstance(each, Conflict) for each in results) == 1
    with pytest.raises(Conflict, match="itself"):
        await merging.merge(db, clock, one.id, one.id, ANA)


async def test_a_merge_from_an_old_version_is_refused(db: Database, clock: TurnedClock) -> None:
    ticket, into = await a_ticket(db), await a_ticket(db)
    await tickets.edit(db, clock, ticket.id, Edit(urgency=1), ANA)
    with pytest.raises(Stale, match="version 2"):
        await merging.merge(db, clock, ticket.id, into.id, Act(actor="Ana", seen=1))


async def test_whoever_followed_the_one_follows_the_other(db: Database, clock: TurnedClock) -> None:
    ticket, into = await a_ticket(db), await a_ticket(db)
    await talk.watch(db, clock, ticket.id, "Luis")
    await merging.merge(db, clock, ticket.id, into.id, ANA)
    assert [each.person for each in await talk.watchers(db, into.id)] == ["Luis"]


async def test_a_part_becomes_a_ticket_of_its_own(db: Database, clock: TurnedClock) -> None:
    source = await a_ticket(db, requester_phone="+1 202 555 0101", urgency=1)
    said = await talk.comment(db, clock, source.id, "The scanner too", "Front desk")
    note = await talk.note(db, clock, source.id, "VIP, @luis", "Ana")
    splitting = Splitting(title="Scanner", positions=[said.position or 0, note.position or 0])
    new = await merging.split(db, clock, source.id, splitting, Asked(actor="Ana"))
    assert (new.title, new.description, new.urgency) == ("Scanner", "The scanner too", 1)
    assert (new.requester_phone, await texts(db, new)) == ("+1 202 555 0101", ["VIP, @luis"])
    assert len(await texts(db, source)) == 2
    (link,) = await service.links(db, new.id)
    assert (link.kind, link.ticket.number) == ("split_from", source.number)


async def test_a_repeated_split_opens_one_ticket(db: Database, clock: TurnedClock) -> None:
    source, asked = await a_ticket(db), Asked(actor="Ana", key="k1")
    splitting = Splitting(title="Scanner")
    new = [await merging.split(db, clock, source.id, splitting, asked) for _ in range(2)]
    assert new[0].id == new[1].id
    kinds = [each.kind for each in await talk.journal(db, source.id, before=None, limit=5)]
    assert kinds == [EntryKind.CHANGE]


async def test_a_split_takes_only_what_was_said_there(db: Database, clock: TurnedClock) -> None:
    source, other = await a_ticket(db), await a_ticket(db)
    said = await talk.comment(db, clock, other.id, "Elsewhere", "Ana")
    splitting = Splitting(title="Scanner", positions=[said.position or 0])
    with pytest.raises(Invalid, match="positions"):
        await merging.split(db, clock, source.id, splitting, Asked(actor="Ana"))


async def test_an_answer_on_a_merged_ticket_sets_the_other_going(
    db: Database, clock: TurnedClock
) -> None:
    ticket, into = await a_ticket(db), await a_ticket(db)
    await merging.merge(db, clock, ticket.id, into.id, ANA)
    await talk.watch(db, clock, into.id, "Luis")
    await tickets.edit(db, clock, into.id, Edit(state=State.IN_PROGRESS), ANA)
    await tickets.edit(db, clock, into.id, WAITING, ANA)
    await talk.answer(db, clock, ticket.id, "The blue one", "Front desk")
    told = await watching.notifications(db, "Luis", unread=True, before=2**62, limit=9)
    assert (await tickets.ticket(db, into.id)).state is State.IN_PROGRESS
    assert told[0].actor == "Front desk"
