from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from psycopg import sql

from functions.calls import service as calls
from functions.calls.model import CallStatus
from functions.calls.service import StatusTold
from functions.campaigns.model import Campaign, Member
from functions.conversation import transcript
from functions.conversation.conclude import conclude
from functions.conversation.model import Action, TicketWish
from functions.conversation.texted import TextMessage
from functions.conversation.texts import receive
from functions.conversation.transcript import Keeping
from functions.imports import service as imports
from functions.people import service as people
from functions.permission.model import Refusal
from functions.permission.service import NewConsent, give_consent
from functions.privacy import exporting, service
from functions.privacy.model import Erasure, Export
from functions.privacy.service import NewErasure
from functions.privacy.whom import Whom
from functions.promises import service as promises
from functions.promises.model import Debt
from functions.speech import store as audio
from functions.speech.model import Sentence, path, sentence
from functions.tickets import service as tickets
from functions.tickets import talk
from functions.tickets.model import Draft
from shared.db.pool import Database
from shared.errors import Unavailable
from shared.messages import Transcribe
from shared.ports import Speech, Utterance
from tests.fake_stores import FakeFiles, FakeTranscripts
from tests.fakes import TurnedClock
from tests.functions.calls.conftest import Phone, refusal
from tests.functions.campaigns.conftest import WORDS
from tests.functions.campaigns.conftest import Desk as CampaignDesk
from tests.functions.conversation.conftest import Caller, reply
from tests.functions.signing import ROOT

PHONE, NAME, PARCEL = "+12125550147", "Workshop Quixote", "parcel Q-7341"
FILE = f"name,phone,parcel\n{NAME},+1 (212) 555-0147,{PARCEL}\n"
SCRIPT = {"en": {**WORDS, "purpose": "I am calling about your {parcel}."}}
KEEPING = Keeping(days={"standard": 365}, inbound="standard")
TRACES = (PHONE, "555-0147", NAME, PARCEL, "in the shed")
AWAY = Unavailable("The account is away", vendor="cosmos")


class ParcelDesk(CampaignDesk):
    """Whose campaigns ring those who were imported."""

    async def list_of(self, *phones: str) -> UUID:
        async with self.db.transaction() as conn:
            return (await people.list_named(conn, "Parcels", self.clock.now())).id


@dataclass
class Life:
    """Somebody in a list, a campaign, calls and tickets; and those who export and erase them."""

    db: Database
    clock: TurnedClock
    transcripts: FakeTranscripts = field(default_factory=FakeTranscripts)
    files: FakeFiles = field(default_factory=FakeFiles)

    async def imported(self, file: str = FILE) -> None:
        new = imports.NewImport(file_name="a.csv", list_name="Parcels", country="US")
        import_, _ = await imports.take(self.db, self.clock, new, file.encode(), by="Eva")
        await imports.read_import(self.db, self.clock, import_.id)

    async def agreed(self) -> None:
        consent = NewConsent(purpose="service", source=f"letter of {NAME}", proof=PHONE)
        async with self.db.transaction() as conn:
            contact = await people.contact_by_phone(conn, PHONE)
        assert contact is not None
        await give_consent(self.db, self.clock, contact.phone, consent, by="Ana")

    async def refusal(self) -> Refusal | None:
        return await refusal(self.db, self.clock, PHONE)

    async def campaign(self) -> tuple[Campaign, Member]:
        """One that rings the list, and has planned its first call."""
        desk = ParcelDesk(self.db, self.clock)
        campaign = await desk.running(script=SCRIPT, max_attempts=3)
        await desk.look(campaign)
        return campaign, (await desk.members(campaign))[0]

    async def answers(self, member: Member) -> Caller:
        """Their telephone rings, and they say where the parcel shall be put."""
        assert member.last_attempt
        async with self.db.transaction() as conn:
            attempt = await calls.attempt(conn, member.last_attempt)
        await Phone(self.db, self.clock).dial(attempt)
        call = Caller(self.db, self.clock, member.last_attempt)
        await call.picks_up()
        wish = TicketWish(subject="A wish", description="Put it there")
        said = f"I put it in the shed, {NAME}."
        call.model.answers = [reply(said, Action.CREATE_TICKET, ticket=wish, note="in the shed")]
        await call.hears(1, "yes")
        await call.says(2, "in the shed please")
        return call

    async def ends(self, call: Caller, status: CallStatus = CallStatus.COMPLETED) -> None:
        """They hang up, and the lines of the call are kept."""
        told = StatusTold(sid=f"CA{1:032}", sequence=9, status=status, seconds=30)
        await calls.heed_status(self.db, self.clock, call.call_id, told)
        await conclude(self.db, self.clock, call.call_id)
        lines = Transcribe.new(self.clock.now(), call_id=call.call_id)
        await transcript.keep(self.db, self.transcripts, KEEPING, lines)

    async def promised(self, call: Caller) -> None:
        """We owe them a call, as we said in that one."""
        now = self.clock.now()
        words = f"call me at the workshop, {NAME}"
        facts = {"language": "en", "zones": ("America/New_York",), "words": words}
        debt = Debt.model_validate({"call_id": call.call_id, "phone": PHONE, **facts})
        async with self.db.transaction() as conn:
            await promises.promise(conn, debt, now + timedelta(days=1), now)

    async def spoken(self, text: str) -> Sentence:
        """There is audio of that."""
        utterance = Utterance(text=text, voice="v", language="en", model="m")
        made = sentence(utterance, "a secret of these tests", self.clock.now())
        speech = Speech(audio=b"RIFF", media_type="audio/wav", characters=9, voice_used="v")
        async with self.db.transaction() as conn:
            await audio.put(conn, made, speech, "first", self.clock.now())
        await self.files.put(path(made.key), b"RIFF", media_type="audio/wav")
        return made

    async def texts(self, body: str) -> None:
        text = TextMessage(sid=f"SM{1:032}", phone=PHONE, number="+12025550199", body=body)
        await receive(self.db, self.clock, text)

    async def asks_in_the_portal(self) -> None:
        """They open a ticket there, an agent watches it, and they say more."""
        about = {"requester_id": NAME, "requester_name": NAME, "requester_phone": PHONE}
        draft = Draft.model_validate({"title": "Where is it?", **about})
        async with self.db.transaction() as conn:
            ticket = await tickets.open_on(conn, self.clock.now(), draft, NAME, key=f"{NAME} k")
        await talk.watch(self.db, self.clock, ticket.id, "Ana")
        await talk.answer(self.db, self.clock, ticket.id, "Still waiting.", NAME)

    async def answered(self, text: str, by: str = "Ana") -> None:
        """The desk says that on their ticket."""
        ((ticket,),) = await self.rows("select id from ticket")
        await talk.comment(self.db, self.clock, ticket, text, by)

    async def export(self, **whom: str) -> Export:
        known = Whom.model_validate(whom or {"phone": PHONE})
        return await exporting.export(self.db, self.clock, self.transcripts, known, by=ROOT)

    async def erased(self, **whom: str) -> Erasure:
        """The request alone: what lies elsewhere is for `carry_on`."""
        known = whom or {"phone": PHONE}
        wanted = NewErasure.model_validate({**known, "reason": "their letter"})
        erasure, _ = await service.request(self.db, self.clock, wanted, by=ROOT)
        return erasure

    async def carry_on(self, erasure: Erasure) -> Erasure:
        await service.carry_on(self.db, self.clock, self.transcripts, self.files, erasure.id)
        async with self.db.transaction() as conn:
            return await service.erasure(conn, erasure.id)

    async def rows(self, query: str) -> list[Any]:
        async with self.db.transaction() as conn:
            return await (await conn.execute(query.encode())).fetchall()

    async def traces(self, *words: str) -> set[tuple[str, str]]:
        """Which tables still hold which of these words, or of theirs."""
        found = set()
        tables = await self.rows("select tablename from pg_tables where schemaname = 'public'")
        async with self.db.transaction() as conn:
            for (table,) in tables:
                query = sql.SQL("select coalesce(string_agg(t::text, ' '), '') from {} as t")
                cursor = await conn.execute(query.format(sql.Identifier(table)))
                (text,) = await cursor.fetchone() or ("",)
                found |= {(table, word) for word in words or TRACES if word in text}
        return found


@pytest.fixture
async def life(db: Database, clock: TurnedClock) -> Life:
    life = Life(db, clock)
    await life.imported()
    await life.agreed()
    return life
