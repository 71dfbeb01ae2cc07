import pytest

from functions.access import service as access
from functions.access.model import Joining, Principal, Role
from functions.links import merging
from functions.tickets import keeping, talk
from functions.tickets import service as tickets
from functions.tickets.model import Draft, Edit, State, Ticket
from functions.tickets.service import Act
from functions.watching import service
from functions.watching.model import Notification
from shared.db.pool import Database
from tests.fakes import TurnedClock

ROOT = Principal(id="root", name="Root", roles=frozenset(Role))
DRAFT = Draft(title="The printer is dead", requester_name="Front desk")


async def a_ticket(db: Database) -> Ticket:
    return await tickets.open_ticket(db, TurnedClock(), DRAFT, "eva")


async def told(db: Database, person: str, *, unread: bool = False) -> list[Notification]:
    return await service.notifications(db, person, unread=unread, before=2**62, limit=50)


async def test_whoever_is_named_is_told_so_and_then_follows(
    db: Database, clock: TurnedClock
) -> None:
    ticket = await a_ticket(db)
    await talk.note(db, clock, ticket.id, "@luis?", "eva")
    await talk.comment(db, clock, ticket.id, "We are looking into it", "eva")
    assert [each.reason for each in await told(db, "luis")] == ["watching", "mentioned"]


@pytest.mark.parametrize("typed", ["@[Ana María]", "@[ANA MARIA]", "@[ana maría]"])
async def test_whoever_is_named_is_told_however_their_name_is_typed(
    db: Database, clock: TurnedClock, typed: str
) -> None:
    await access.join(db, clock, Joining(name="Ana María", roles=frozenset({Role.AGENT})), ROOT)
    ticket = await a_ticket(db)
    await talk.note(db, clock, ticket.id, f"{typed}?", "eva")
    assert [each.reason for each in await told(db, "Ana María")] == ["mentioned"]


async def test_whoever_has_a_ticket_is_named_however_their_name_is_typed(
    db: Database, clock: TurnedClock
) -> None:
    ticket = await a_ticket(db)
    await tickets.edit(db, clock, ticket.id, Edit(assignee="Íñigo"), Act(actor="eva"))
    await talk.note(db, clock, ticket.id, "@inigo?", "eva")
    assert [each.reason for each in await told(db, "Íñigo")] == ["mentioned", "watching"]


async def test_nobody_is_told_what_they_did_themselves(db: Database, clock: TurnedClock) -> None:
    ticket = await a_ticket(db)
    await talk.watch(db, clock, ticket.id, "eva")
    await talk.note(db, clock, ticket.id, "@eva", "eva")
    assert await told(db, "eva") == []


async def test_whoever_follows_hears_of_moves(db: Database, clock: TurnedClock) -> None:
    ticket = await a_ticket(db)
    await talk.watch(db, clock, ticket.id, "luis")
    for edit in (Edit(urgency=1), Edit(state=State.IN_PROGRESS)):
        await tickets.edit(db, clock, ticket.id, edit, Act(actor="eva"))
    assert len(await told(db, "luis")) == 1


async def test_whoever_has_a_ticket_hears_of_it_without_following_it(
    db: Database, clock: TurnedClock
) -> None:
    ticket, eva = await a_ticket(db), Act(actor="eva")
    await tickets.edit(db, clock, ticket.id, Edit(assignee="luis"), eva)
    await talk.answer(db, clock, ticket.id, "It jams again", "front desk")
    assert len(await told(db, "luis")) == 2
    await tickets.edit(db, clock, ticket.id, Edit(assignee=None), eva)
    await talk.answer(db, clock, ticket.id, "And again", "front desk")
    assert (len(await told(db, "luis")), await talk.watchers(db, ticket.id)) == (2, [])


async def test_who_has_what_another_was_merged_into_hears_both_requesters(
    db: Database, clock: TurnedClock
) -> None:
    ticket, into = await a_ticket(db), await a_ticket(db)
    luis = Act(actor="luis")
    await tickets.edit(db, clock, into.id, Edit(assignee="luis"), luis)
    await merging.merge(db, clock, ticket.id, into.id, luis)
    await talk.answer(db, clock, ticket.id, "It jams again", "front desk")
    assert [each.ticket_id for each in await told(db, "luis")] == [into.id]


async def test_a_requester_names_nobody(db: Database, clock: TurnedClock) -> None:
    ticket = await a_ticket(db)
    await talk.answer(db, clock, ticket.id, "@luis told me to wait", "front desk")
    assert await told(db, "luis") == []
    assert await talk.watchers(db, ticket.id) == []


async def test_what_was_read_is_not_new_again(db: Database, clock: TurnedClock) -> None:
    ticket = await a_ticket(db)
    for text in ("@luis one", "@luis two"):
        await talk.note(db, clock, ticket.id, text, "eva")
    newest = (await told(db, "luis"))[0]
    assert await service.read(db, clock, "luis", up_to=newest.id - 1) == 1
    assert await told(db, "luis", unread=True) == [newest]
    assert await service.read(db, clock, "eva", up_to=newest.id) == 0


async def test_what_is_quoted_from_a_call_names_nobody(db: Database, clock: TurnedClock) -> None:
    ticket = await a_ticket(db)
    async with db.transaction() as conn:
        await keeping.note_on(conn, clock.now(), ticket.id, "They said: ask @luis", "call")
    assert await told(db, "luis") == []
