"""What is written down of an edit, and what becomes of two at once."""

import asyncio

import psycopg
import pytest

from functions.tickets import service, talk
from functions.tickets.model import (
    Edit,
    EntryKind,
)
from functions.tickets.service import Act
from shared.db.pool import Database
from shared.errors import Stale
from tests.fakes import TurnedClock
from tests.functions.tickets.opened import ANA, SOLVED, a_ticket, entries, told


async def test_an_edit_is_stored_told_and_written_down(db: Database, clock: TurnedClock) -> None:
    ticket = await a_ticket(db)
    after = await service.edit(db, clock, ticket.id, Edit(title="The scanner"), ANA)
    assert await service.ticket(db, ticket.id) == after
    assert [(each.title, each.version) for each in await told(db)][1:] == [("The scanner", 2)]
    assert await entries(db, ticket) == [(EntryKind.CHANGE, None)]


async def test_the_journal_keeps_long_texts_word_for_word(db: Database, clock: TurnedClock) -> None:
    ticket, text, notes = await a_ticket(db), "  it smokes\n" * 1000, "Put it out. " * 1500
    await service.edit(db, clock, ticket.id, Edit(description=text), ANA)
    solved = SOLVED.model_copy(update={"notes": notes})
    await service.resolve(db, clock, ticket.id, solved, ANA)
    found = await talk.journal(db, ticket.id, before=None, limit=5)
    kept = {each.field: each.new for entry in found for each in entry.changes}
    assert (kept["description"], kept["resolution_notes"]) == (text, notes)


async def test_an_edit_that_search_need_not_know_is_not_told(
    db: Database, clock: TurnedClock
) -> None:
    ticket = await a_ticket(db, impact=2, urgency=3)
    await service.edit(db, clock, ticket.id, Edit(impact=3, urgency=2), ANA)
    assert len(await told(db)) == 1


async def test_an_edit_that_changes_nothing_leaves_no_trace(
    db: Database, clock: TurnedClock
) -> None:
    ticket = await a_ticket(db)
    after = await service.edit(db, clock, ticket.id, Edit(title=ticket.title), ANA)
    assert after == ticket
    assert await entries(db, ticket) == []


async def test_an_edit_from_an_old_version_is_told_who_changed_what(
    db: Database, clock: TurnedClock
) -> None:
    ticket = await a_ticket(db)
    await service.edit(db, clock, ticket.id, Edit(urgency=1), Act(actor="Luis", seen=1))
    with pytest.raises(Stale, match="version 2") as stale:
        await service.edit(db, clock, ticket.id, Edit(impact=1), Act(actor="Ana", seen=1))
    missed = {"version": 2, "by": "Luis", "at": "2027-03-01T12:00:00Z"}
    assert stale.value.extra["version"] == 2
    assert stale.value.extra["missed"] == [missed | {"fields": ["urgency", "priority"]}]


async def test_a_late_edit_is_told_what_was_then_and_is_now(
    db: Database, clock: TurnedClock
) -> None:
    ticket = await a_ticket(db)
    for urgency, title in ((1, "Toner"), (2, ticket.title)):
        await service.edit(db, clock, ticket.id, Edit(urgency=urgency, title=title), ANA)
    with pytest.raises(Stale) as stale:
        await service.edit(db, clock, ticket.id, Edit(impact=1), Act(actor="Ana", seen=1))
    assert stale.value.extra["changed"] == [
        {"field": "urgency", "then": 3, "now": 2},
        {"field": "priority", "then": 5, "now": 4},
    ]


async def test_of_two_edits_at_once_one_is_stale(db: Database, clock: TurnedClock) -> None:
    ticket = await a_ticket(db)
    act = Act(actor="Ana", seen=1)
    results = await asyncio.gather(
        *(service.edit(db, clock, ticket.id, Edit(urgency=n), act) for n in (1, 2)),
        return_exceptions=True,
    )
    assert sum(isinstance(result, Stale) for result in results) == 1


async def test_the_journal_is_not_rewritten(db: Database, clock: TurnedClock) -> None:
    ticket = await a_ticket(db)
    await talk.comment(db, clock, ticket.id, "Which printer?", "Ana")
    with pytest.raises(psycopg.errors.RaiseException, match="not rewritten"):
        async with db.transaction() as conn:
            await conn.execute("update ticket_entry set text = 'nothing'")


async def test_the_journal_comes_in_pages(db: Database, clock: TurnedClock) -> None:
    ticket = await a_ticket(db)
    for text in ("one", "two", "three"):
        await talk.comment(db, clock, ticket.id, text, "Ana")
    first = await talk.journal(db, ticket.id, before=None, limit=1)
    rest = await talk.journal(db, ticket.id, before=first[0].position, limit=5)
    assert [entry.text for entry in first] == ["three", "two"]
    assert [entry.text for entry in rest] == ["two", "one"]
