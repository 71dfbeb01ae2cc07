from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import pytest

from functions.calls import attempts
from functions.calls import service as calling
from functions.calls import store as calls
from functions.calls.model import Attempt, Call, CallStatus
from functions.calls.service import StatusTold
from functions.campaigns import enrol, figures, look, lookup, service, settling, writing
from functions.campaigns.figures import Report
from functions.campaigns.look import Look, Means
from functions.campaigns.model import Campaign, Draft, LogEntry, Member
from functions.campaigns.pacing import Capacity
from functions.campaigns.rules import Rules
from functions.campaigns.service import Why
from functions.people import membership as people_membership
from functions.people import store as people
from functions.people.model import Contact, ContactList
from shared.db.pool import Database
from shared.value import Spoken, new_id
from tests.fake_stores import FakeBucket
from tests.fakes import TurnedClock

WORDS = {
    "purpose": "I am calling about your order.",
    "questions": ["Am I speaking with {name}?", "Is Tuesday fine?"],
    "closing": "Thank you. Goodbye.",
    "voicemail": "Please call us back.",
}


ENDS = {
    "busy": CallStatus.BUSY,
    "no_answer": CallStatus.NO_ANSWER,
    "failed": CallStatus.FAILED,
    "canceled": CallStatus.CANCELED,
}
PLENTY = Capacity(account="these tests", calls_per_second=100, live_calls=2000, voices=1000)


@dataclass
class Desk:
    """Somebody who writes campaigns, and somebody who approves them."""

    db: Database
    clock: TurnedClock
    bucket: FakeBucket = field(default_factory=FakeBucket)
    capacity: Capacity = PLENTY

    async def list_of(self, *phones: str) -> UUID:
        now, list_id = self.clock.now(), new_id(self.clock.now())
        async with self.db.transaction() as conn:
            await people_membership.add_list(
                conn, ContactList(id=list_id, name=str(list_id), created_at=now)
            )
            for phone in phones:
                contact = Contact(
                    id=new_id(now),
                    name=f"Contact {phone[-2:]}",
                    phone=phone,
                    language=Spoken.EN,
                    zones=("America/New_York",),
                    created_at=now,
                )
                await people.add_contacts(conn, [contact])
                known = await people.contact_ids(conn, [phone])
                await people_membership.add_members(conn, list_id, {known[phone]: {}})
        return list_id

    async def draft(
        self, *phones: str, script: dict[str, Any] | None = None, **rules: Any
    ) -> Campaign:
        listed = {"list_id": await self.list_of(*phones)}
        return await self.write(listed, script=script, **rules)

    async def write(
        self, audience: dict[str, Any], *, script: dict[str, Any] | None = None, **rules: Any
    ) -> Campaign:
        always = {
            "opens_at": "00:00",
            "closes_at": "23:59:59.999999",
            "weekdays": range(1, 8),
            "hours_waived_because": "nobody real is called",
        }
        draft = Draft.model_validate(
            {
                "name": "Orders",
                "audience": audience,
                "also_in": rules.pop("also_in", "skip"),
                "script": script or {"en": WORDS},
                "rules": {**always, **rules},
            }
        )
        return await writing.draft(
            self.db, self.clock, draft, actor="author", caller="+12025550199"
        )

    async def running(self, *phones: str, **choices: Any) -> Campaign:
        return await self.run(await self.draft(*phones, **choices))

    async def run(self, campaign: Campaign) -> Campaign:
        await self.approve(campaign)
        await service.start(self.db, self.clock, campaign.id, actor="author")
        await enrol.enrol(self.db, self.clock, campaign.id)
        return await self.now(campaign)

    async def approve(self, campaign: Campaign, actor: str = "another") -> Campaign:
        return await writing.approve(
            self.db, self.clock, campaign.id, actor=actor, reason="reads well"
        )

    async def pause(self, campaign: Campaign, *, hang_up: bool = False) -> Campaign:
        why = Why(actor="author", reason="lunch")
        return await service.pause(self.db, self.clock, campaign.id, why, hang_up=hang_up)

    async def change(self, campaign: Campaign, **rules: Any) -> Campaign:
        seen, why = (await self.now(campaign)).version, Why(actor="author", reason="slower")
        change = Rules.model_validate(rules)
        return await service.change_rules(self.db, self.clock, campaign.id, why, change, seen=seen)

    async def now(self, campaign: Campaign) -> Campaign:
        async with self.db.transaction() as conn:
            return await lookup.get(conn, campaign.id)

    async def look(self, campaign: Campaign) -> Look:
        means = Means(clock=self.clock, bucket=self.bucket, capacity=self.capacity)
        return await look.look(self.db, means, campaign.id)

    async def settle(
        self,
        member: Member,
        outcome: str,
        *,
        seconds: int | None = 60,
        reason: str | None = None,
        promised: datetime | None = None,
    ) -> None:
        """The call was placed, and came to that; or with a reason, it was refused."""
        assert member.last_attempt is not None
        now, one = self.clock.now(), member.last_attempt
        status = ENDS.get(outcome, CallStatus.COMPLETED)
        told = StatusTold(sid=f"CA{one.hex}", sequence=9, status=status, seconds=seconds)
        async with self.db.transaction() as conn:
            attempt = await attempts.attempt_for_update(conn, one)
            assert attempt is not None
            if reason:
                await attempts.set_refused(conn, one, reason)
            else:
                await conn.execute(
                    "update allowance set live = live + 1 where id = %s and live = 0",
                    (attempt.allowance_id,),
                )
                await attempts.commit_intent(conn, attempt, _call(attempt, now))
                placed = await calls.call_for_update(conn, one)
                assert placed is not None
                await calling.move_on(conn, placed, told, now)
            await calling.conclude(conn, one)
            await settling.settle(conn, one, outcome, None, now, promised=promised)

    async def members(self, campaign: Campaign) -> list[Member]:
        async with self.db.transaction() as conn:
            return await lookup.members(conn, campaign.id, after=None, limit=200)

    async def member(self, campaign: Campaign) -> Member:
        return (await self.members(campaign))[0]

    async def report(self, campaign: Campaign) -> Report:
        async with self.db.transaction() as conn:
            return await figures.report(conn, campaign.id, self.clock.now())

    async def log(self, campaign: Campaign) -> list[LogEntry]:
        async with self.db.transaction() as conn:
            return await lookup.log_of(conn, campaign.id)

    async def one(self, query: LiteralString) -> Any:
        """The first column of the first row."""
        async with self.db.transaction() as conn:
            row = await (await conn.execute(query)).fetchone()
        assert row is not None
        return row[0]

    async def planned(self) -> int:
        return int(await self.one("select count(*) from attempt"))


def _call(attempt: Attempt, now: datetime) -> Call:
    facts = {"id": attempt.id, "direction": "outbound", "phone": attempt.phone, "sid": None}
    told = {"number": attempt.caller, "status": "queued", "created_at": now, "answered_by": None}
    rest = dict.fromkeys(("answered_at", "ended_at", "seconds", "sip_code"))
    return Call.model_validate({**facts, **told, **rest})


@pytest.fixture
def desk(db: Database, clock: TurnedClock) -> Desk:
    return Desk(db, clock)
