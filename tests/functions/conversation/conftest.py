from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import Element, fromstring

import pytest

from functions.calls import service as calls
from functions.calls.line import Line
from functions.calls.model import CallStatus
from functions.calls.service import StatusTold
from functions.conversation import service
from functions.conversation.conclude import conclude
from functions.conversation.engine import Desk
from functions.conversation.model import Action, Heard, Kept, Reply, Source
from functions.permission.model import Refusal
from shared.db.pool import Database
from shared.errors import Unavailable
from shared.value import Spoken
from tests.fake_vendors import FakeLanguage
from tests.fakes import TurnedClock
from tests.functions.calls.conftest import LINE, PHONE, Phone, refusal
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
    audio: tuple[str, ...] | None = None  # the words themselves, as they are written
    known: tuple[Source, ...] = ()
    patience: float = 60  # a slow machine is no slow model
    kept: Kept = field(default_factory=Kept)

    @property
    def desk(self) -> Desk:
        return Desk(
            self.clock,
            self.model,
            self._audio,
            self.line,
            "Acme Parcels",
            self._look_up,
            self.patience,
            kept=self.kept,
        )

    async def _look_up(self, words: str, deadline: float) -> tuple[Source, ...]:
        return self.known

    async def _audio(
        self, call_id: UUID, text: str, language: Spoken, deadline: float
    ) -> tuple[str, ...]:
        return (text,) if self.audio is None else self.audio

    async def picks_up(self) -> Element:
        document = fromstring(await service.answer(self.db, self.desk, self.call_id))
        await self.clock.advance(OPENING)
        return document

    async def says(
        self, n: int, speech: str | None = None, digits: str | None = None, **more: Any
    ) -> Element:
        heard = Heard(speech=speech, digits=digits, **more)
        return fromstring(await service.turn(self.db, self.desk, self.call_id, n, heard))

    async def hears(self, n: int, speech: str | None = None, **more: Any) -> str:
        """What is answered to that, without its mark-up; time enough passes to hear it."""
        document = await self.says(n, speech, **more)
        await self.clock.advance(OPENING)
        return "".join(document.itertext())

    async def pending(self, n: int) -> str:
        """The network comes for an answer that was not there in time."""
        document = await service.pending(self.db, self.desk, self.call_id, n)
        return "".join(fromstring(document).itertext())

    async def hangs_up(self) -> None:
        told = StatusTold(sid=f"CA{1:032}", sequence=9, status=CallStatus.COMPLETED, seconds=30)
        await calls.heed_status(self.db, self.clock, self.call_id, told)

    async def concluded(self) -> tuple[str, str | None]:
        """It is over. What came of it, with the note."""
        await self.hangs_up()
        await conclude(self.db, self.clock, self.call_id)
        outcome, note = await self.one("select outcome, note from conclusion")
        return outcome, note

    async def refusal(self) -> Refusal | None:
        return await refusal(self.db, self.clock)

    async def one(self, query: str) -> Any:
        async with self.db.transaction() as conn:
            return await (await conn.execute(query)).fetchone()


@pytest.fixture
async def inbound(db: Database, clock: TurnedClock) -> Caller:
    """Somebody who rings us."""
    async with db.transaction() as conn:
        call_id = await calls.receive(conn, f"CA{1:032}", PHONE, "+12025550199", clock.now())
    return Caller(db, clock, call_id)


PRIVATE = {
    "purpose": "I am calling about the parcel of {name}.",
    "questions": ["Am I speaking with {name}, please?", "Is Tuesday fine?"],
    "closing": "Thank you. Goodbye.",
    "voicemail": "Please call us back.",
    "reason": "I am calling about a delivery.",
}
PRIVADO = {
    "purpose": "Le llamo por el paquete de {name}.",
    "questions": ["¿Hablo con {name}, por favor?", "¿Le va bien el martes?"],
    "closing": "Gracias. Adiós.",
    "voicemail": "Llámenos, por favor.",
    "reason": "Llamo por una entrega.",
}
AWAY = Unavailable("the model is away", vendor="openai")
ASK = "Am I speaking with Contact 00, please?"
PURPOSE = "I am calling about the parcel of Contact 00."
QUESTION = "Is Tuesday fine?"
WHETHER = "I understand. Did I call the wrong number?"
MANUAL = Source(
    id=UUID(int=7), number="KB0000007", title="Reset", text="Hold the button for ten seconds."
)


@pytest.fixture
async def called(db: Database, clock: TurnedClock) -> Caller:
    """Somebody a campaign rings, whose phone rings now."""
    return await rung(db, clock)


@pytest.fixture
async def person(db: Database, clock: TurnedClock) -> Caller:
    """Somebody a campaign rings with something for their ears alone."""
    return await rung(db, clock, script={"en": PRIVATE, "es": PRIVADO})


async def rung(db: Database, clock: TurnedClock, **choices: Any) -> Caller:
    """A campaign of that kind has rung somebody."""
    desk = CampaignDesk(db, clock)
    campaign = await desk.running(PHONE, max_attempts=3, **choices)
    await desk.look(campaign)
    member = (await desk.members(campaign))[0]
    assert member.last_attempt is not None
    phone = Phone(db, clock)
    async with db.transaction() as conn:
        attempt = await calls.attempt(conn, member.last_attempt)
    await phone.dial(attempt)
    return Caller(db, clock, member.last_attempt)


def system(call: Caller) -> str:
    """What the model was told of the call, the last time it was asked."""
    return call.model.asked[-1][0].text


def dialogue(call: Caller) -> list[tuple[str, str]]:
    return [(line.role.value, line.text) for line in call.model.asked[-1][1:]]


async def entries(call: Caller) -> list[dict[str, Any]]:
    """The lines on their way to the transcript, in the order of the call."""
    rows = await call.one(
        "select coalesce(jsonb_agg(content order by id), '[]') from transcript_entry"
    )
    return list(rows[0])
