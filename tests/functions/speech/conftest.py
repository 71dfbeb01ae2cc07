import pytest

from functions.speech.service import Studio
from tests.fake_vendors import FakeFiles, FakeSecrets, FakeVoice
from tests.fakes import TurnedClock


@pytest.fixture
def voice() -> FakeVoice:
    return FakeVoice()


@pytest.fixture
def files() -> FakeFiles:
    return FakeFiles()


@pytest.fixture
def studio(clock: TurnedClock, voice: FakeVoice, files: FakeFiles) -> Studio:
    return Studio(clock, voice, files, FakeSecrets(), "https://calls.example/")
