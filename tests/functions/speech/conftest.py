from collections.abc import AsyncIterator

import pytest

from functions.speech.chain import Studio
from shared.db.pool import Database
from shared.ports import Speaker
from tests.fake_stores import FakeFiles, FakeSecrets
from tests.fake_vendors import FakeVoice
from tests.fakes import TurnedClock


@pytest.fixture
def voice() -> FakeVoice:
    return FakeVoice()


@pytest.fixture
def second() -> FakeVoice:
    """Speaks as itself, whoever is wanted."""
    return FakeVoice(stand_in="alloy")


@pytest.fixture
def files() -> FakeFiles:
    return FakeFiles()


@pytest.fixture
def studio(clock: TurnedClock, voice: FakeVoice, files: FakeFiles) -> Studio:
    """One voice alone, at 50 micro-units a character."""
    speakers = (Speaker("first", voice, 50_000),)
    return Studio(clock, speakers, files, FakeSecrets(), "https://calls.example/")


@pytest.fixture
def both(studio: Studio, voice: FakeVoice, second: FakeVoice) -> Studio:
    """A second voice stands behind the first, for less."""
    speakers = (Speaker("first", voice, 50_000), Speaker("second", second, 10_000))
    return Studio(studio.clock, speakers, studio.files, studio.secrets, studio.public_url)


@pytest.fixture
async def elsewhere(database_url: str) -> AsyncIterator[Database]:
    """The same database, as another instance has it."""
    database = Database(database_url, connections=4)
    yield database
    await database.close()
