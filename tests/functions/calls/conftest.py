from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from uuid import UUID

import pytest
from psycopg.rows import dict_row

from functions.allowances import service as allowances
from functions.allowances.model import Allowance
from functions.calls import dial, reconcile, service
from functions.calls.line import Line
from functions.calls.model import Attempt, AttemptState, CallStatus
from functions.calls.service import StatusTold
from functions.numbers import service as numbers
from functions.numbers.service import NumberChange
from functions.permission import service as permission
from functions.permission.model import Refusal
from shared.db.pool import Database
from shared.messages import Dial, EndCalls
from shared.value import new_id
from tests.fake_vendors import FakeTelephony
from tests.fakes import TurnedClock
from tests.functions.signing import ROOT

PHONE = "+12025550100"
OURS = "+12025550199"
LINE = Line(
    public_url="https://calls.example",
    key="a key of these tests",
    account="these tests",
    calls_per_second=10,
)
SID = f"CA{1:032}"


def allowance(now: datetime, **changes: Any) -> Allowance:
    """Everything is allowed, at any time, until a test says otherwise."""
    rules = {
        "id": new_id(now),
        "open": True,
        "purpose": "service",
        "consent_required": False,
        "live_cap": 5,
        "day_cap": 3,
        "opens_at": time(0),
        "closes_at": time(23, 59),
        "weekdays": (1, 2, 3, 4, 5, 6, 7),
        "hours_waived": True,
        "talk_seconds": 60,
        "currency": "USD",
        "minute_price_micro": 14_000,
        "budget_micro": 1_000_000,
    }
    return Allowance.model_validate({**rules, **changes})


def attempt(allowed: Allowance, now: datetime, **changes: Any) -> Attempt:
    facts = {
        "id": new_id(now),
        "allowance_id": allowed.id,
        "member_id": new_id(now),
        "n": 1,
        "phone": PHONE,
        "caller": OURS,
        "zones": ("America/New_York",),
        "state": AttemptState.PLANNED,
        "reason": None,
        "due_at": now,
        "intent_at": None,
        "lost": 0,
        "reserved_micro": 0,
    }
    return Attempt.model_validate({**facts, **changes})


@dataclass
class Phone:
    """One planned attempt, and everything it takes to make it."""

    db: Database
    clock: TurnedClock
    network: FakeTelephony = field(default_factory=FakeTelephony)

    async def plan(
        self, *, phone: str = PHONE, zones: tuple[str, ...] | None = None, **changes: Any
    ) -> Attempt:
        now = self.clock.now()
        allowed = allowance(now, **changes)
        planned = attempt(allowed, now, phone=phone)
        if zones is not None:
            planned = planned.model_copy(update={"zones": zones})
        async with self.db.transaction() as conn:
            await allowances.allow(conn, allowed)
            await numbers.know(conn, [planned.caller, *allowed.callers], now)
            await service.plan(conn, [planned], now)
        return planned

    async def dial(self, planned: Attempt, line: Line = LINE) -> None:
        message = Dial.new(self.clock.now(), attempt_ids=(planned.id,))
        await dial.dial(self.db, self.clock, self.network, message, line)

    async def reconcile_after(self, seconds: float) -> None:
        await self.clock.advance(seconds)
        await reconcile.reconcile(self.db, self.clock, self.network)

    async def end_calls(self, planned: Attempt, *, live: bool) -> None:
        async with self.db.transaction() as conn:
            await allowances.set_open(conn, planned.allowance_id, is_open=False)
            await service.end_calls(conn, planned.allowance_id, self.clock.now(), live=live)
        message = EndCalls.new(self.clock.now(), allowance_id=planned.allowance_id, live=live)
        await reconcile.end_calls(self.db, self.clock, self.network, LINE, message)

    async def cap(self, number: str, day_cap: int) -> None:
        change = NumberChange(day_cap=day_cap)
        await numbers.change(self.db, self.clock, number, change, seen=1, by=ROOT)

    async def row(self, table: str, row_id: UUID) -> dict[str, Any]:
        async with self.db.transaction() as conn, conn.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(f"select * from {table} where id = %s", (row_id,))
            found = await cursor.fetchone()
        assert found is not None
        return found

    async def state(self, planned: Attempt) -> str:
        return str((await self.row("attempt", planned.id))["state"])

    async def left(self, queue: str) -> int:
        """How many messages for that queue wait in the outbox."""
        async with self.db.transaction() as conn:
            cursor = await conn.execute("select count(*) from outbox where queue = %s", (queue,))
            row = await cursor.fetchone()
        assert row is not None
        return int(row[0])


@pytest.fixture
def phone(db: Database, clock: TurnedClock) -> Phone:
    return Phone(db, clock)


async def tell(
    phone: Phone, planned: Attempt, sequence: int, status: CallStatus, sid: str = SID
) -> None:
    seconds = 61 if status is CallStatus.COMPLETED else None
    told = StatusTold(sid=sid, sequence=sequence, status=status, seconds=seconds)
    await service.heed_status(phone.db, phone.clock, planned.id, told)


async def refusal(db: Database, clock: TurnedClock, phone: str = PHONE) -> Refusal | None:
    """Why that number may not be called about a service now, if so."""
    async with db.transaction() as conn:
        return await permission.may_be_called(
            conn,
            phone,
            purpose="service",
            consent_required=False,
            campaign=None,
            now=clock.now(),
        )
