import asyncio
from datetime import timedelta

import pytest

from functions.calls import dial as dialling
from functions.escalations import keypad, look, service
from functions.escalations.keypad import Desk
from functions.escalations.model import Cause
from functions.permission import service as permission
from functions.rotas import service as rotas
from functions.rotas.model import Availability
from functions.tickets import handing
from functions.tickets import service as tickets
from functions.tickets.model import Draft, Edit, State
from functions.tickets.service import Act
from shared.db.pool import Database
from shared.messages import Dial, Escalate
from tests.fake_vendors import FakeTelephony
from tests.fakes import NOON, TurnedClock
from tests.functions.escalations.conftest import (
    ANA,
    BEN,
    CALLER,
    LINE,
    MAR,
    MINUTE,
    PHONES,
    Story,
    begun,
    silence,
)

ZOE = Act(actor="Zoe")
ACCEPT, PASS, SNOOZE = "1", "2", "3"


async def test_first_the_assignee_then_who_is_on_call_then_the_manager(story: Story) -> None:
    for _ in range(3):
        await story.looks()
        await story.presses(PASS)
    assert await story.rung() == [(each, "passed") for each in (ANA, BEN, MAR)]
    assert [each.role for each in await story.steps()] == ["assignee", "first", "manager"]


async def test_who_accepts_has_the_ticket_and_nobody_else_is_rung(story: Story) -> None:
    await story.looks()
    await story.presses(PASS)
    await story.looks()
    assert "yours now" in await story.presses(ACCEPT)
    assert (await story.looks()).done
    ticket = await tickets.ticket(story.db, story.ticket.id)
    assert (ticket.assignee, ticket.state, await story.state()) == (BEN, "in_progress", "accepted")
    assert "Ben (on call) has taken this ticket on the telephone." in await story.notes()


async def test_a_key_pressed_twice_counts_once(story: Story) -> None:
    await story.looks()
    heard = [await story.presses(PASS) for _ in range(2)]
    assert heard[0] == heard[1]
    assert await story.rung() == [(ANA, "passed")]


async def test_everybody_who_looks_at_once_rings_one_telephone(story: Story) -> None:
    await asyncio.gather(*(story.looks() for _ in range(5)))
    assert await story.rung() == [(ANA, "ringing")]


async def test_who_snoozes_is_rung_again_and_twice_at_most(story: Story) -> None:
    await story.looks()
    for _ in range(2):
        assert "ten minutes" in await story.presses(SNOOZE)
        await story.looks()
        await story.clock.advance(10 * MINUTE)
        await story.looks()
    await story.presses(SNOOZE)
    snoozed = [(ANA, "snoozed"), (ANA, "snoozed"), (ANA, "passed")]
    assert await story.rung() == snoozed


async def test_who_does_not_answer_is_passed_over(story: Story) -> None:
    await story.looks()
    await look.heed_end(story.db, story.clock, (await story.steps())[0].call_id)
    await story.looks()
    assert await story.rung() == [(ANA, "unanswered"), (BEN, "ringing")]


async def test_a_call_of_which_nobody_tells_is_passed_over_in_the_end(story: Story) -> None:
    await story.looks()
    await story.clock.advance(3 * MINUTE)
    await story.looks()
    assert await story.rung() == [(ANA, "unanswered"), (BEN, "ringing")]


async def test_who_answers_late_may_still_take_it(story: Story) -> None:
    await story.looks()
    await look.heed_end(story.db, story.clock, (await story.steps())[0].call_id)
    await story.presses(ACCEPT)
    assert (await story.rung(), await story.state()) == ([(ANA, "accepted")], "accepted")


@pytest.mark.parametrize(
    ("edit", "state"),
    [
        (Edit(state=State.IN_PROGRESS), "taken"),
        (Edit(assignee=MAR), "taken"),
        (Edit(state=State.CANCELED), "over"),
    ],
)
async def test_it_stops_when_somebody_takes_the_ticket_or_it_is_over(
    story: Story, edit: Edit, state: str
) -> None:
    await story.looks()
    await tickets.edit(story.db, story.clock, story.ticket.id, edit, ZOE)
    assert "meanwhile" in await story.presses(ACCEPT)
    assert ((await story.looks()).done, await story.state()) == (True, state)


async def test_whom_a_rule_gives_the_ticket_meanwhile_has_not_taken_it_and_is_rung_next(
    db: Database, clock: TurnedClock, rota: None
) -> None:
    story = await begun(db, clock)
    await story.looks()
    async with db.transaction() as conn:
        await handing.hand_to(conn, NOON, story.ticket.id, ANA, f"{handing.RULE}: Network")
    await story.presses(PASS)
    await story.looks()
    assert await story.rung() == [(BEN, "passed"), (ANA, "ringing")]


async def test_who_was_given_a_ticket_by_a_rule_may_give_it_to_somebody_who_takes_it(
    db: Database, clock: TurnedClock, rota: None
) -> None:
    story = await begun(db, clock)
    async with db.transaction() as conn:
        await handing.hand_to(conn, NOON, story.ticket.id, ANA, f"{handing.RULE}: Network")
    await tickets.edit(db, clock, story.ticket.id, Edit(assignee=MAR), ZOE)
    assert ((await story.looks()).done, await story.state()) == (True, "taken")


async def test_a_call_not_yet_made_when_it_stops_is_never_made(story: Story) -> None:
    await story.looks()
    await tickets.edit(story.db, story.clock, story.ticket.id, Edit(assignee=MAR), ZOE)
    await story.looks()
    phone = FakeTelephony()
    ids = ((await story.steps())[0].call_id,)
    message = Dial.new(NOON, attempt_ids=ids)
    await dialling.dial(story.db, story.clock, phone, message, LINE)
    assert phone.rung == []


async def test_all_are_asked_twice_and_then_it_is_an_alert(story: Story) -> None:
    for _ in range(11):
        found = await story.looks()
        await story.clock.advance(0 if found.done else 3 * MINUTE)
    people = [each.person for each in await story.steps()]
    assert (people, await story.state()) == ([ANA, BEN, MAR] * 2, "exhausted")
    async with story.db.transaction() as conn:
        cursor = await conn.execute("select body from outbox where queue = 'raise-alert'")
        assert [row[0]["what"] for row in await cursor.fetchall()] == ["nobody_took_it"]


async def test_who_is_away_is_not_rung(story: Story) -> None:
    for each in (ANA, BEN):
        there = Availability(available=False)
        await rotas.be(story.db, story.clock, each, there, noted_by=each)
    await story.looks()
    assert await story.rung() == [(MAR, "ringing")]


async def test_each_hears_it_in_their_own_language_and_twice(story: Story) -> None:
    await story.looks()
    heard = [await story.presses("", n=n) for n in (1, 2, 3)]
    assert "Ticket one zero zero zero one, priority one: The line is dead." in heard[0]
    assert (heard[0], heard[2]) == (
        heard[1],
        "I have not noticed a key. I am asking somebody else. Goodbye.",
    )
    for _ in range(2):
        await story.looks()
        manager = await story.presses(PASS)
    assert manager == "Gracias. Pregunto a otra persona. Adiós."


async def test_one_ticket_has_one_escalation_at_a_time(
    db: Database, clock: TurnedClock, story: Story
) -> None:
    told = [
        Escalate.new(NOON, ticket_id=story.ticket.id, cause=each) for each in ("opened", "response")
    ]
    found = [await service.begin(db, clock, each) for each in told for _ in range(2)]
    assert [each.state.value for each in found if each] == [
        "running",
        "running",
        "joined",
        "joined",
    ]


async def test_nobody_is_rung_without_a_policy_for_that(
    db: Database, clock: TurnedClock, rota: None
) -> None:
    draft = Draft(title="Slow", requester_name="Front desk")
    ticket = await tickets.open_ticket(db, clock, draft, "Zoe")
    told = Escalate.new(NOON, ticket_id=ticket.id, cause="response")
    assert await service.begin(db, clock, told) is None


async def test_the_network_rings_them_on_a_route_of_their_own(story: Story) -> None:
    await story.looks()
    step, phone = (await story.steps())[0], FakeTelephony()
    message = Dial.new(NOON, attempt_ids=(step.call_id,))
    for _ in range(2):
        await dialling.dial(story.db, story.clock, phone, message, LINE)
    (new,) = phone.rung
    assert new.answer_url.startswith(f"https://x.test/twilio/escalations/{step.call_id}/1?t=")
    assert (new.to, new.machine_url) == (PHONES[ANA], None)


async def test_who_wants_no_calls_of_campaigns_is_rung_on_call(story: Story) -> None:
    async with story.db.transaction() as conn:
        await permission.opt_out(conn, PHONES[ANA], "call", "a campaign's", NOON)
    await story.looks()
    phone = await story.dials()
    assert [each.to for each in phone.rung] == [PHONES[ANA]]


async def test_a_telephone_that_rings_stops_when_somebody_takes_the_ticket(story: Story) -> None:
    await story.looks()
    phone = await story.dials()
    await story.tells("ringing")
    await tickets.edit(story.db, story.clock, story.ticket.id, Edit(assignee=MAR), ZOE)
    await story.looks()
    await story.ends_calls(phone)
    assert phone.ended == [phone.known[0].sid]


async def test_a_telephone_that_rings_stops_when_another_accepts_late(story: Story) -> None:
    await story.looks()
    late = (await story.steps())[0]
    await look.heed_end(story.db, story.clock, late.call_id)
    await story.looks()
    phone = await story.dials()
    desk = Desk(story.clock, LINE, "Acme", silence)
    await keypad.told(story.db, desk, late.call_id, 2, ACCEPT)
    await story.ends_calls(phone)
    assert phone.ended == [phone.known[0].sid]


async def test_who_listens_hears_at_once_that_somebody_has_taken_the_ticket(story: Story) -> None:
    await story.looks()
    phone = await story.dials()
    await story.tells("in-progress")
    await tickets.edit(story.db, story.clock, story.ticket.id, Edit(assignee=MAR), ZOE)
    await story.looks()
    await story.ends_calls(phone)
    call_id = (await story.steps())[0].call_id
    assert phone.redirected == [(phone.known[0].sid, LINE.escalation_url(call_id, 2))]
    assert "meanwhile" in await story.presses("", n=2)


async def test_what_nobody_goes_on_with_is_begun_anew(story: Story) -> None:
    await story.looks()
    assert await service.sweep(story.db, story.clock) == 0
    await story.clock.advance(timedelta(minutes=6).total_seconds())
    assert await service.sweep(story.db, story.clock) == 1


async def test_a_breach_of_what_somebody_works_on_goes_on_until_it_is_solved(
    db: Database, clock: TurnedClock, rota: None
) -> None:
    about = Draft(title="Dead", requester_name="Front desk", impact=1, urgency=2, assignee=ANA)
    ticket = await tickets.open_ticket(db, clock, about, "Zoe")
    await tickets.edit(db, clock, ticket.id, Edit(state=State.IN_PROGRESS), ZOE)
    told = Escalate.new(NOON, ticket_id=ticket.id, cause=Cause.RESOLUTION.value)
    escalation = await service.begin(db, clock, told)
    assert escalation is not None
    assert not (await look.look(db, clock, CALLER, escalation.id)).done
