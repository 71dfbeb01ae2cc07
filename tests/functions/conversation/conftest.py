from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import Element, fromstring

import pytest

from functions.calls import service as calls
from functions.calls.line import Line
from functions.conversation import service
from functions.conversation.engine import Desk
from functions.conversation.model import Action, Heard, Reply
from shared.db.pool import Database
from shared.value import Spoken
from tests.fake_vendors import FakeLanguage
from tests.fakes import TurnedClock
from tests.functions.calls.conftest import LINE, PHONE, Phone
from tests.functions.campaigns.conftest import Desk as CampaignDesk

OPENING = 20  # seconds in which the first words are heard to their end


def reply(say: str, action: Action = Action.CONTINUE, **more: Any) -> Reply:
    """What the model answers."""
    facts = {"language": Spoken.EN, "outcome": None, "ticket": None, "note": None, **more}
    return Reply.model_validate({"say": say, "action": action, **facts})


@dataclass
class Caller:
    """One call, and the two sides of it. What we say comes back as TwiML, read as XML."""

    db: Database
    clock: TurnedClock
    call_id: UUID
    model: FakeLanguage = field(default_factory=FakeLanguage)
    line: Line = LINE
    audio: str | None = None

    @property
    def desk(self) -> Desk:
        return Desk(self.clock, self.model, self._audio, self.line, "Acme Parcels")

    async def _audio(self, text: str, language: Spoken, deadline: float) -> str | None:
        return self.audio

    async def picks_up(self) -> Element:
        document = fromstring(await service.answer(self.db, self.desk, self.call_id))
        await self.clock.advance(OPENING)
        return document

    async def says(self, n: int, speech: str | None = None, digits: str | None = None) -> Element:
        heard = Heard(speech=speech, digits=digits)
        return fromstring(await service.turn(self.db, self.desk, self.call_id, n, heard))

    async def one(self, query: str) -> Any:
        async with self.db.transaction() as conn:
            return await (await conn.execute(query)).fetchone()


@pytest.fixture
async def inbound(db: Database, clock: TurnedClock) -> Caller:
    """Somebody who rings us."""
    async with db.transaction() as conn:
        call_id = await calls.receive(conn, f"CA{1:032}", PHONE, "+12025550199", clock.now())
    return Caller(db, clock, call_id)


@pytest.fixture
async def called(db: Database, clock: TurnedClock) -> Caller:
    """Somebody a campaign rings, whose phone rings now."""
    desk = CampaignDesk(db, clock)
    campaign = await desk.running(PHONE, max_attempts=1)
    await desk.look(campaign)
    member = (await desk.members(campaign))[0]
    assert member.last_attempt is not None
    phone = Phone(db, clock)
    async with db.transaction() as conn:
        attempt = await calls.attempt(conn, member.last_attempt)
    await phone.dial(attempt)
    return Caller(db, clock, member.last_attempt)
