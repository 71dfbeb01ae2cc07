"""A caller who waits for a person, and the telephones that ring for them."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element, fromstring

from functions.calls import service as calls
from functions.calls.model import CallStatus
from functions.calls.service import StatusTold
from functions.conversation import conclude, store, transfer
from functions.conversation.model import Action, Outcome
from functions.conversation.transfer import Leg
from functions.transfers import service as transfers
from functions.transfers.model import Transfer
from shared.db.pool import Database
from tests.functions.conversation.conftest import Caller, reply

WORDS = "One moment, I will connect you."


@dataclass
class Waiting:
    """Somebody who asks for a person in the first turn of a call."""

    call: Caller

    @property
    def db(self) -> Database:
        return self.call.db

    async def asks(self, n: int = 1) -> Element:
        """They ask; what is answered in the same turn."""
        self.call.model.answers = [reply(WORDS, Action.TRANSFER, note="Wants a refund.")]
        return await self.call.says(n, "I want my money back")

    async def waits(self) -> Element:
        """What is done once those words are spoken."""
        return fromstring(await transfer.begin(self.db, self.call.desk, self.call.call_id, 1))

    def leg(self, place: int = 1) -> Leg:
        return Leg(self.call.call_id, 1, place)

    async def picks_up(self, place: int = 1) -> Element:
        return fromstring(await transfer.whisper(self.db, self.call.desk, self.leg(place)))

    async def presses(self, key: str, place: int = 1) -> Element:
        return fromstring(await transfer.accept(self.db, self.call.clock, self.leg(place), key))

    async def result(self, place: int = 1, *, bridged: bool | None, gone: bool = False) -> Element:
        document = await transfer.result(
            self.db, self.call.desk, self.leg(place), bridged=bridged, gone=gone
        )
        return fromstring(document)

    async def puts_down(self, seconds: int | None, place: int = 1) -> None:
        await transfer.told(self.db, self.call.clock, self.leg(place), seconds)

    async def hangs_up(self) -> None:
        """The caller does."""
        told = StatusTold(sid=f"CA{1:032}", sequence=9, status=CallStatus.COMPLETED, seconds=30)
        await calls.heed_status(self.db, self.call.clock, self.call.call_id, told)
        await conclude.conclude(self.db, self.call.clock, self.call.call_id)

    async def stands(self) -> Transfer:
        async with self.db.transaction() as conn:
            return await transfers.of_turn(conn, self.call.call_id, 1)

    async def outcome(self) -> Outcome | None:
        async with self.db.transaction() as conn:
            talk = await store.get(conn, self.call.call_id)
        assert talk is not None
        return talk.outcome

    async def journal(self) -> str:
        """What colleagues read in the ticket."""
        row = await self.call.one("select string_agg(text, ' ') from ticket_entry")
        return str(row[0])


def rung(document: Element) -> str | None:
    return document.findtext("Dial/Number")
