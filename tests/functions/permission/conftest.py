from typing import Any
from uuid import UUID

import pytest

from functions.people import service as people
from functions.people.model import Contact
from functions.people.service import NewContact
from functions.permission import desk as listing
from functions.permission import service
from functions.permission.desk import NewDoNotCall, Removal
from functions.permission.model import Event, Refusal
from functions.permission.service import NewConsent, Revocation
from shared.db.pool import Database
from shared.value import Spoken
from tests.fakes import TurnedClock

PHONE = "+12125550100"
CAMPAIGN, ANOTHER = UUID(int=7), UUID(int=8)


class Desk:
    """Those who write down what people allow and forbid, and the dial that asks."""

    def __init__(self, db: Database, clock: TurnedClock) -> None:
        self.db, self.clock = db, clock

    async def agreed(self, purpose: str = "service", **more: Any) -> Contact:
        new = NewContact(name="Workshop", phone=PHONE, language=Spoken.EN)
        async with self.db.transaction() as conn:
            known = await people.contact_by_phone(conn, PHONE)
        contact = known or await people.add_contact(self.db, self.clock, new)
        consent = NewConsent(purpose=purpose, source="form", **more)
        await service.give_consent(self.db, self.clock, PHONE, consent, by="Ana")
        return contact

    async def revoked(self, purpose: str = "service") -> None:
        wanted = Revocation(purpose=purpose, source="letter")
        await service.revoke_consent(self.db, self.clock, PHONE, wanted, by="Eva")

    async def refusal(self, phone: str = PHONE, **asked: Any) -> Refusal | None:
        wanted = {"purpose": "service", "consent_required": False, "campaign": CAMPAIGN, **asked}
        async with self.db.transaction() as conn:
            return await service.may_be_called(conn, phone, now=self.clock.now(), **wanted)

    async def opted_out(self, proof: str) -> None:
        async with self.db.transaction() as conn:
            await service.opt_out(conn, PHONE, "call", proof, self.clock.now())

    async def forbids(self, phone: str = PHONE, **more: Any) -> bool:
        new = NewDoNotCall.model_validate({"phone": phone, "source": "desk", **more})
        _, is_new = await listing.forbid(self.db, self.clock, new, by="Ana", areas=True)
        return is_new

    async def lifts(self, phone: str = PHONE, **more: Any) -> Event:
        wanted = Removal.model_validate({"phone": phone, "reason": "their letter", **more})
        return await listing.lift(self.db, self.clock, wanted, by="Root")

    async def history(self, phone: str = PHONE) -> list[str]:
        async with self.db.transaction() as conn:
            return [f"{each.act} {each.actor}" for each in await listing.history(conn, phone)]


@pytest.fixture
def desk(db: Database, clock: TurnedClock) -> Desk:
    return Desk(db, clock)
