"""Escalations against PostgreSQL: who is rung, how often, and what stops it."""

import asyncio
from datetime import timedelta
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest

from functions.calls import dial as dialling
from functions.calls import reconcile
from functions.calls import service as calls
from functions.calls.line import Line
from functions.calls.model import CallStatus
from functions.calls.service import StatusTold
from functions.escalations import keypad, look, service
from functions.escalations.keypad import Desk
from functions.escalations.model import Cause, Escalation, Plan, Step
from functions.permission import service as permission
from functions.rotas import service as rotas
from functions.rotas.model import Availability
from functions.rotas.model import Plan as Rota
from functions.tickets import service as tickets
from functions.tickets import talk
from functions.tickets.model import Draft, Edit, EntryKind, State, Ticket
from functions.tickets.service import Act
from shared.db.pool import Database
from shared.messages import Dial, EndCalls, Escalate
from shared.value import Spoken
from tests.fake_vendors import FakeTelephony
from tests.fakes import NOON, TurnedClock
from tests.functions.signing import ROOT

ANA, BEN, MAR = "Ana", "Ben", "Mar"
PHONES = {ANA: "+12125550100", BEN: "+12125550101", MAR: "+12125550102"}
CALLER = "+12125550199"
LINE = Line(public_url="https://x.test", key="k", account="AC", calls_per_second=100)
ZOE = Act(actor="Zoe")
MINUTE = 60
ACCEPT, PASS, SNOOZE = "1", "2", "3"


async def silence(call_id: UUID, text: str, language: Spoken, deadline: float) -> list[str]:
    return []


@pytest.fixture
async def rota(db: Database, clock: TurnedClock) -> None:
    """Ben is on call, Mar is the manager, and Ana only has tickets."""
    ranks = {BEN: "first", MAR: "manager"}
    always = {"starts": "00:00", "ends": "00:00"}
    people = [
        {"name": each, "phone": phone, "language": "es" if each == MAR else "en"}
        for each, phone in PHONES.items()
    ]
    shifts = [{"person": each, "rank": rank, **always} for each, rank in ranks.items()]
    plan = {"name": "Network", "zone": "UTC", "people": people, "shifts": shifts}
    await rotas.write(db, clock, Rota.model_validate(plan), by=ROOT)
    await service.write(db, clock, Plan(name="Urgent", rota="Network"), by=ROOT)


class Story:
    """A ticket, and the people who are rung about it."""

    def __init__(self, db: Database, clock: TurnedClock, ticket: Ticket, about: Escalation) -> None:
        self.db, self.clock, self.ticket, self.about = db, clock, ticket, about

    async def looks(self) -> look.Look:
        return await look.look(self.db, self.clock, CALLER, self.about.id)

    async def presses(self, key: str, n: int = 2) -> str:
        """Whoever was rung last; what they hear."""
        desk = Desk(self.clock, LINE, "Acme", silence)
        call_id = (await self.steps())[-1].call_id
        document = await keypad.told(self.db, desk, call_id, n, key)
        return " ".join(each.strip() for each in ET.fromstring(document).itertext())

    async def steps(self) -> list[Step]:
        return (await self.now())[1]

    async def state(self) -> str:
        return (await self.now())[0].state.value

    async def now(self) -> tuple[Escalation, list[Step]]:
        async with self.db.transaction() as conn:
            found = await service.page(conn, ticket_id=self.ticket.id, after=None, limit=9)
        return next(each for each in found if each[0].id == self.about.id)

    async def dials(self) -> FakeTelephony:
        """The network, which rings whoever was planned last."""
        phone, ids = FakeTelephony(), ((await self.steps())[-1].call_id,)
        message = Dial.new(self.clock.now(), attempt_ids=ids)
        await dialling.dial(self.db, self.clock, phone, message, LINE)
        return phone

    async def tells(self, status: str) -> None:
        """The network, of whoever was rung last."""
        told = StatusTold(sid=f"CA{1:032}", sequence=1, status=CallStatus(status))
        await calls.heed_status(self.db, self.clock, (await self.steps())[-1].call_id, told)

    async def ends_calls(self, phone: FakeTelephony) -> None:
        """What the outbox says of calls that are to end is done."""
        async with self.db.transaction() as conn:
            cursor = await conn.execute("select body from outbox where queue = 'end-calls'")
            told = [EndCalls.model_validate(row[0]) for row in await cursor.fetchall()]
        for each in told:
            await reconcile.end_calls(self.db, self.clock, phone, LINE, each)

    async def rung(self) -> list[tuple[str, str]]:
        return [(each.person, each.state.value) for each in await self.steps()]

    async def notes(self) -> list[str]:
        found = await talk.journal(self.db, self.ticket.id, before=None, limit=50)
        return [str(each.text) for each in found[::-1] if each.kind is EntryKind.WORK_NOTE]


async def begun(
    db: Database, clock: TurnedClock, *, cause: str = "opened", **fields: object
) -> Story:
    """Somebody is about to be rung."""
    about = {"title": "The line is dead", "requester_name": "Front desk", "impact": 1}
    draft = Draft.model_validate({**about, "urgency": 1, **fields})
    ticket = await tickets.open_ticket(db, clock, draft, "Zoe")
    told = Escalate.new(NOON, ticket_id=ticket.id, cause=cause)
    escalation = await service.begin(db, clock, told)
    assert escalation is not None
    return Story(db, clock, ticket, escalation)


@pytest.fixture
async def story(db: Database, clock: TurnedClock, rota: None) -> Story:
    """A ticket of Ana's."""
    return await begun(db, clock, assignee=ANA)


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
