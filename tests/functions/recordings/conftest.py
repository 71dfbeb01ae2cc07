from dataclasses import dataclass, field
from uuid import UUID

import pytest

from functions.calls import service as calls
from functions.calls.model import CallStatus
from functions.calls.service import StatusTold
from functions.recordings import service
from functions.recordings.model import Recording
from functions.recordings.service import Studio
from shared.db.pool import Database
from shared.ports import NetworkRecording
from tests.fake_stores import FakeFiles
from tests.fake_vendors import FakeRecorder
from tests.fakes import TurnedClock
from tests.functions.calls.conftest import LINE, PHONE

CALL_SID, SID = f"CA{1:032}", f"RE{1:032}"
SOUND = f"the sound of {SID}".encode()


@dataclass
class Tape:
    """A live call that may be recorded, and everything it takes to record it."""

    db: Database
    clock: TurnedClock
    call_id: UUID
    recorder: FakeRecorder = field(default_factory=FakeRecorder)
    files: FakeFiles = field(default_factory=FakeFiles)

    @property
    def studio(self) -> Studio:
        return Studio(self.clock, self.recorder, self.files, LINE)

    async def wanted(self, retention: str = "standard") -> None:
        async with self.db.transaction() as conn:
            await service.begin(conn, self.call_id, retention, self.clock.now())

    async def refused(self) -> None:
        async with self.db.transaction() as conn:
            await service.refuse(conn, self.call_id, "standard", self.clock.now())

    async def tend(self) -> None:
        await service.tend(self.db, self.studio, self.call_id)

    async def begins(self) -> None:
        await self.wanted()
        await self.tend()

    async def told(self, status: str, sid: str = SID) -> None:
        """A recording callback."""
        seen = NetworkRecording(sid=sid, call_sid=CALL_SID, status=status, seconds=30)
        await service.heed(self.db, self.clock, self.call_id, seen)

    async def ends(self) -> None:
        """The call is over, and Twilio has its file."""
        self.recorder.ends()
        await self.told("completed")
        await self.tend()

    async def call_ends(self) -> None:
        """The call itself is over."""
        over = StatusTold(sid=CALL_SID, sequence=9, status=CallStatus.COMPLETED, seconds=30)
        await calls.heed_status(self.db, self.clock, self.call_id, over)

    async def later(self, seconds: float) -> None:
        """Time passes, and what is due is done."""
        await self.clock.advance(seconds)
        await service.sweep(self.db, self.clock)
        await self.tend()

    async def now(self) -> Recording:
        async with self.db.transaction() as conn:
            found = await service.recording(conn, self.call_id)
        assert found is not None
        return found


@pytest.fixture
async def tape(db: Database, clock: TurnedClock) -> Tape:
    async with db.transaction() as conn:
        call_id = await calls.receive(conn, CALL_SID, PHONE, "+12025550199", clock.now())
    return Tape(db, clock, call_id)
