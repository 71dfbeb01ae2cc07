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
from functions.escalations.model import Escalation, Plan, Step
from functions.rotas import service as rotas
from functions.rotas.model import Plan as Rota
from functions.tickets import service as tickets
from functions.tickets import talk
from functions.tickets.model import Draft, EntryKind, Ticket
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
MINUTE = 60


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
