from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, LiteralString
from uuid import UUID

import pytest
from psycopg.rows import dict_row

from functions.calls import service as calls
from functions.calls import store as calls_store
from functions.calls.model import Call, CallStatus, Direction
from functions.promises import service, watching
from functions.promises.model import Debt, Promise
from functions.rotas import service as rotas
from functions.rotas.model import Colleague, Plan, Shift
from functions.tickets import service as tickets
from functions.tickets.model import Draft, Ticket
from shared.db.pool import Database
from shared.value import Spoken, new_id
from tests.fakes import TurnedClock
from tests.functions.signing import ROOT

PHONE, OURS, ROTA = "+12125550125", "+12025550199", "Support"
NEW_YORK = ("America/New_York",)


@dataclass
class Owing:
    """Somebody who is owed a call, and the colleagues who owe it."""

    db: Database
    clock: TurnedClock
    calls: list[UUID] = field(default_factory=list)

    def at(self, written: str) -> datetime:
        return datetime.fromisoformat(written)

    async def debt(self, **more: Any) -> Debt:
        """From a call of theirs to us."""
        sid = f"CA{len(self.calls):032}"
        async with self.db.transaction() as conn:
            call_id = await calls.receive(conn, sid, PHONE, OURS, self.clock.now())
        self.calls.append(call_id)
        facts = {"call_id": call_id, "phone": PHONE, "zones": NEW_YORK, "language": Spoken.EN}
        return Debt.model_validate({**facts, **more})

    async def promised(self, at: str, **more: Any) -> Promise:
        debt = await self.debt(**more)
        async with self.db.transaction() as conn:
            return await service.promise(conn, debt, self.at(at), self.clock.now())

    async def ticket(self, **more: Any) -> Ticket:
        facts = {"title": "No dial tone", "requester_name": "Ana", "requester_phone": PHONE}
        draft = Draft.model_validate({**facts, **more})
        return await tickets.open_ticket(self.db, self.clock, draft, "desk")

    async def on_call(self, opens: int = 0, closes: int = 0) -> None:
        """Ana has the desk between those hours of New York's clocks; all day, if none are given."""
        shift = Shift(person="Ana", starts=time(opens), ends=time(closes))
        ana = Colleague(name="Ana", phone="+12125550100")
        plan = Plan(name=ROTA, zone="America/New_York", people=(ana,), shifts=(shift,))
        await rotas.write(self.db, self.clock, plan, by=ROOT)

    async def until(self, written: str) -> None:
        """Turn the clock to that instant, and look after what is owed then."""
        wait = (self.at(written) - self.clock.now()).total_seconds()
        await self.clock.advance(wait)
        await watching.sweep(self.db, self.clock, ROTA)

    async def rung(self, status: CallStatus = CallStatus.RINGING) -> None:
        """We call them now."""
        now = self.clock.now()
        facts = {"id": new_id(now), "direction": Direction.OUTBOUND, "sid": f"CA{new_id(now).hex}"}
        told = {"phone": PHONE, "number": OURS, "status": status, "created_at": now}
        rest = dict.fromkeys(("answered_by", "answered_at", "ended_at", "seconds", "sip_code"))
        async with self.db.transaction() as conn:
            await calls_store.add_inbound(conn, Call.model_validate({**facts, **told, **rest}))

    async def now(self, promise: Promise) -> Promise:
        async with self.db.transaction() as conn:
            return await service.get(conn, promise.id)

    async def rows(self, query: LiteralString) -> list[dict[str, Any]]:
        async with self.db.transaction() as conn, conn.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(query)
            return await cursor.fetchall()

    async def alerts(self) -> list[dict[str, Any]]:
        return await self.rows("select body from outbox where queue = 'raise-alert'")


@pytest.fixture
def owing(db: Database, clock: TurnedClock) -> Owing:
    return Owing(db, clock)
