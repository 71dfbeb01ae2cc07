"""The desk that takes calls: its hours, its tickets, and who rings."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, LiteralString
from uuid import UUID

from functions.calls import service as calls
from functions.calls.model import CallStatus
from functions.calls.service import StatusTold
from functions.conversation import conclude, topics
from functions.conversation.model import Action, TicketWish
from functions.people import service as people
from functions.people.service import NewContact
from functions.promises import service as promises
from functions.promises.model import Debt
from functions.tickets import service as tickets
from functions.tickets.model import Draft
from shared.db.pool import Database
from shared.value import Spoken, new_id
from tests.fakes import TurnedClock
from tests.functions.conversation.conftest import Caller, reply
from tests.functions.conversation.test_promising import words

PHONE, OURS, ROTA = "+12125550125", "+12025550199", "Support"
TITLE = "Router blinks red"


@dataclass
class Desk:
    """Our end of the line, when somebody rings."""

    db: Database
    clock: TurnedClock
    sids: list[str] = field(default_factory=list)

    async def rings(self, phone: str = PHONE) -> Caller:
        sid = f"CA{len(self.sids):032}"
        self.sids.append(sid)
        async with self.db.transaction() as conn:
            call_id = await calls.receive(conn, sid, phone, OURS, self.clock.now())
            await topics.arrive(conn, call_id, ROTA, self.clock.now())
        return Caller(self.db, self.clock, call_id)

    async def ends(self, call: Caller) -> None:
        async with self.db.transaction() as conn:
            sid = (await calls.call(conn, call.call_id)).sid
        assert sid is not None
        told = StatusTold(sid=sid, sequence=9, status=CallStatus.COMPLETED, seconds=30)
        await calls.heed_status(self.db, self.clock, call.call_id, told)
        await conclude.conclude(self.db, self.clock, call.call_id, ROTA)

    async def knows(self, name: str = "Ana Roe", language: Spoken = Spoken.EN) -> None:
        new = NewContact(name=name, phone=PHONE, language=language, zones=("America/New_York",))
        await people.add_contact(self.db, self.clock, new)

    async def has_ticket(self, title: str = TITLE) -> None:
        draft = Draft(title=title, requester_name="Ana Roe", requester_phone=PHONE)
        await tickets.open_ticket(self.db, self.clock, draft, "desk")

    async def owes(self, member_id: UUID) -> None:
        """A campaign's call, tomorrow."""
        now = self.clock.now()
        facts = {"language": Spoken.EN, "zones": (), "member_id": member_id}
        debt = Debt.model_validate({"call_id": new_id(now), "phone": PHONE, **facts})
        async with self.db.transaction() as conn:
            await promises.promise(conn, debt, now + timedelta(days=1), now)

    async def rows(self, query: LiteralString) -> list[Any]:
        async with self.db.transaction() as conn:
            return await (await conn.execute(query)).fetchall()

    async def tells(self, call: Caller, n: int, said: str = "my router is broken") -> str:
        """They tell a problem, which a model makes a ticket."""
        wish = TicketWish(subject="Broken router", description=said)
        call.model.answers = [reply("Noted.", Action.CREATE_TICKET, ticket=wish)]
        return words(await call.says(n, said))
