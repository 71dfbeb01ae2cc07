from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from functions.campaigns import look, service
from functions.campaigns.look import Look
from functions.campaigns.model import Campaign, Draft, Member
from functions.people import store as people
from functions.people.model import Contact, ContactList
from shared.db.pool import Database
from shared.value import Spoken, new_id
from tests.fakes import TurnedClock

WORDS = {
    "purpose": "I am calling about your order.",
    "questions": ["Am I speaking with {name}?", "Is Tuesday fine?"],
    "closing": "Thank you. Goodbye.",
    "voicemail": "Please call us back.",
}


@dataclass
class Desk:
    """Somebody who writes campaigns, and somebody who approves them."""

    db: Database
    clock: TurnedClock

    async def list_of(self, *phones: str) -> UUID:
        now, list_id = self.clock.now(), new_id(self.clock.now())
        async with self.db.transaction() as conn:
            await people.add_list(conn, ContactList(id=list_id, name=str(list_id), created_at=now))
            for phone in phones:
                contact = Contact(
                    id=new_id(now),
                    name=f"Contact {phone[-2:]}",
                    phone=phone,
                    language=Spoken.EN,
                    zones=("America/New_York",),
                    created_at=now,
                )
                await people.add_contact(conn, contact)
                await people.add_members(conn, list_id, {contact.id: {}})
        return list_id

    async def draft(
        self, *phones: str, script: dict[str, Any] | None = None, **rules: Any
    ) -> Campaign:
        always = {
            "opens_at": "00:00",
            "closes_at": "23:59",
            "weekdays": [1, 2, 3, 4, 5, 6, 7],
            "hours_waived_because": "nobody real is called",
        }
        draft = Draft.model_validate(
            {
                "name": "Orders",
                "list_id": await self.list_of(*phones),
                "script": script or {"en": WORDS},
                "rules": {**always, **rules},
            }
        )
        return await service.draft(
            self.db, self.clock, draft, actor="author", caller="+12025550199"
        )

    async def running(self, *phones: str, **choices: Any) -> Campaign:
        campaign = await self.draft(*phones, **choices)
        await service.approve(
            self.db, self.clock, campaign.id, actor="another", reason="reads well"
        )
        await service.start(self.db, self.clock, campaign.id, actor="author")
        await look.enrol(self.db, self.clock, campaign.id)
        async with self.db.transaction() as conn:
            return await service.get(conn, campaign.id)

    async def look(self, campaign: Campaign) -> Look:
        return await look.look(self.db, self.clock, campaign.id)

    async def settle(self, member: Member, outcome: str) -> None:
        assert member.last_attempt is not None
        async with self.db.transaction() as conn:
            await service.settle(conn, member.last_attempt, outcome, None, self.clock.now())

    async def members(self, campaign: Campaign) -> list[Member]:
        async with self.db.transaction() as conn:
            return await service.members(conn, campaign.id, after=None, limit=200)

    async def planned(self) -> int:
        async with self.db.transaction() as conn:
            row = await (await conn.execute("select count(*) from attempt")).fetchone()
        assert row is not None
        return int(row[0])


@pytest.fixture
def desk(db: Database, clock: TurnedClock) -> Desk:
    return Desk(db, clock)
