"""Which calls somebody sees who does not see all tickets."""

from uuid import UUID

import pytest
from fastapi.routing import APIRoute

from functions.access.model import Sight
from functions.board import about, telephone
from functions.calls import service as calls
from functions.conversation import service as conversation
from functions.conversation import store as talks
from functions.conversation.visits import Visit
from functions.escalations import store as escalations
from functions.escalations.model import Escalation, Plan, Step
from functions.tickets import service as tickets
from functions.tickets.model import Draft, Ticket
from shared.db.pool import Database
from shared.errors import NotFound
from shared.value import Spoken, new_id
from tests.fakes import NOON, TurnedClock
from tests.functions.calls.conftest import OURS, Phone
from tests.functions.campaigns.conftest import WORDS
from tests.functions.campaigns.conftest import Desk as CampaignDesk
from tests.functions.transfers.staff import ANA

SIGHT = Sight(name="Ana", groups=frozenset({"billing"}))
PHONES = {"billing": "+12125550101", "network": "+12125550102"}
ABOUT_IT = {**WORDS, "purpose": "I am calling about {ticket}, {title}."}


async def of_group(db: Database, group: str) -> Ticket:
    told = {"title": group, "requester_name": f"Eva of {group}", "requester_phone": PHONES[group]}
    async with db.transaction() as conn:
        draft = Draft.model_validate({**told, "group": group})
        return await tickets.open_on(conn, NOON, draft, "Ana")


async def seen(db: Database) -> list[UUID]:
    async with db.transaction() as conn:
        return [each.id for each in await about.recent_calls(conn, SIGHT, None, 50)]


async def rings_one_of_ours(db: Database, ticket: Ticket) -> UUID:
    """Whoever is on call is rung about that ticket."""
    chain = {"id": new_id(NOON), "ticket_id": ticket.id, "cause": "opened", "round": 1, "turn": 1}
    chain |= {"policy": Plan(name="All", rota="Support"), "assignee": None, "untouched": True}
    chain |= {"state": "running", "wake_at": NOON, "begun_at": NOON}
    step = {"escalation_id": chain["id"], "place": 1, "turn": 1, "person": "Ana", "phone": ANA}
    step |= {"language": "en", "role": "first", "state": "ringing", "asked_at": NOON}
    async with db.transaction() as conn:
        call_id = await calls.receive(conn, f"CA{ticket.id.hex}", ANA, OURS, NOON)
        await escalations.add(conn, Escalation.model_validate(chain))
        await escalations.add_step(conn, Step.model_validate({**step, "call_id": call_id}))
    return call_id


async def rung(db: Database, clock: TurnedClock) -> dict[str, UUID]:
    """A campaign has rung whoever asked for a ticket of Ana's group, and of another one."""
    for group in PHONES:
        await of_group(db, group)
    desk, phone = CampaignDesk(db, clock), Phone(db, clock)
    draft = await desk.write({"tickets": {}}, script={"en": ABOUT_IT}, per_second=10)
    campaign = await desk.run(draft)
    await desk.look(campaign)
    found = {each.phone: each.last_attempt or each.id for each in await desk.members(campaign)}
    for call_id in found.values():
        async with db.transaction() as conn:
            attempt = await calls.attempt(conn, call_id)
        await phone.dial(attempt)
        await clock.advance(1)  # its turn in the account's pace
    return {group: found[phone] for group, phone in PHONES.items()}


async def rings_back(db: Database, clock: TurnedClock, called: UUID) -> UUID:
    """Somebody whom it tried to reach rings us."""
    now = clock.now()
    async with db.transaction() as conn:
        missed = await calls.attempt(conn, called)
        call_id = await calls.receive(conn, f"CA{called.hex}", missed.phone, OURS, now)
        visit = Visit(at=now, member_id=missed.member_id)
        await talks.arrive(conn, call_id, Spoken.EN, visit)
    return call_id


async def test_a_call_to_one_of_ours_about_a_ticket_out_of_sight_is_not_seen(db: Database) -> None:
    shown = await rings_one_of_ours(db, await of_group(db, "billing"))
    hidden = await rings_one_of_ours(db, await of_group(db, "network"))
    assert await seen(db) == [shown]
    async with db.transaction() as conn:
        told = [await about.is_in_sight(conn, SIGHT, each) for each in (shown, hidden)]
    assert told == [True, False]


async def test_a_call_of_a_campaign_about_a_ticket_out_of_sight_is_not_seen_nor_read(
    db: Database, clock: TurnedClock
) -> None:
    call = await rung(db, clock)
    assert await seen(db) == [call["billing"]]
    async with db.transaction() as conn:
        await conversation.check_in_sight(conn, call["billing"], SIGHT)
        with pytest.raises(NotFound):
            await conversation.check_in_sight(conn, call["network"], SIGHT)


async def test_who_rings_a_campaign_back_about_a_ticket_out_of_sight_is_not_seen(
    db: Database, clock: TurnedClock
) -> None:
    call = await rung(db, clock)
    back = {group: await rings_back(db, clock, call[group]) for group in PHONES}
    assert set(await seen(db)) == {back["billing"], call["billing"]}


async def test_a_call_that_is_none_is_not_seen(db: Database) -> None:
    async with db.transaction() as conn:
        assert not await about.is_in_sight(conn, SIGHT, new_id(NOON))


def test_every_deed_on_a_call_asks_who_sees_it() -> None:
    routes = [each for each in telephone.router.routes if isinstance(each, APIRoute)]
    deeds = [each.dependant for each in routes if "call_id" in each.path]
    assert len(deeds) == 3
    asked = [[found.call for found in each.dependencies] for each in deeds]
    assert [found for found in asked if telephone.seen not in found] == []
