"""The list of voices is asked for in one app, and read in another that cannot ask."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from functions.speech import asking, casting
from functions.speech.casting import Choices
from functions.speech.model import Voices
from scripts.local.simulators.elevenlabs import Config, build
from scripts.local.simulators.serve import serving
from shared.adapters.elevenlabs import ElevenLabsVoice
from shared.db.pool import Database
from shared.errors import Rejected, Unavailable
from shared.ports import Offered
from tests.fake_vendors import FakeVoice
from tests.fakes import NOON, TurnedClock
from tests.local.simulators.live import KnownSecrets

USUAL = Voices(en="emma", es="lucia", model="flash")
NOA, ROWAN = Offered(id="noa", name="Noa", languages=("es",)), Offered(id="rowan", name="Rowan")
HOUR, MINUTE = 3600, 60
AWAY = Unavailable("away", vendor="fake", code="timeout")


@pytest.fixture
def ours() -> str:
    """The key that we show."""
    return Config().key


@pytest.fixture
async def wired(ours: str) -> AsyncIterator[ElevenLabsVoice]:
    """The vendor's list over the wire."""
    async with serving(build()) as url:
        voice = ElevenLabsVoice(url, KnownSecrets(ours), "elevenlabs-key", concurrency=2)
        yield voice
        await voice.close()


async def shown(db: Database, clock: TurnedClock) -> Choices:
    return await casting.choices(db, clock, USUAL)


def chosen(choices: Choices) -> list[str]:
    return [each.id for each in choices.items if not each.usual_for]


async def alerts(db: Database) -> list[dict[str, Any]]:
    async with db.transaction() as conn:
        cursor = await conn.execute("select body from outbox where queue = 'raise-alert'")
        return [row[0] for row in await cursor.fetchall()]


async def test_what_the_vendor_lists_is_read_from_rows(
    db: Database, clock: TurnedClock, wired: ElevenLabsVoice
) -> None:
    await asking.ask_for_voices(db, clock, wired)
    await clock.advance(20 * MINUTE)
    choices = await shown(db, clock)
    assert [each.name for each in choices.items] == [
        *("emma", "lucia"),
        *("Avery", "Candela", "Noa", "Rowan"),
    ]
    assert (choices.complete, choices.listed_at) == (True, NOON)
    assert choices.items[3].languages == ("es",)


@pytest.mark.parametrize("ours", ["another-key"])
async def test_a_key_that_is_refused_is_told_once(
    db: Database, clock: TurnedClock, wired: ElevenLabsVoice
) -> None:
    await asking.ask_for_voices(db, clock, wired)
    await clock.advance(10 * MINUTE)
    await asking.ask_for_voices(db, clock, wired)
    (alert,) = await alerts(db)
    assert alert["what"] == "voices_unlisted"
    assert not (await shown(db, clock)).complete


async def test_the_vendor_is_asked_once_an_hour_however_often_somebody_looks(
    db: Database, clock: TurnedClock, voice: FakeVoice
) -> None:
    for _ in range(4):
        await asking.ask_for_voices(db, clock, voice)
        await asking.ask_for_voices(db, clock, voice)
        await clock.advance(20 * MINUTE)
    assert voice.listed == 2


async def test_a_voice_that_went_away_is_not_offered_and_may_come_back(
    db: Database, clock: TurnedClock, voice: FakeVoice
) -> None:
    seen = []
    for cast in [(NOA, ROWAN), (ROWAN,), (NOA, ROWAN)]:
        voice.cast = cast
        await asking.ask_for_voices(db, clock, voice)
        seen.append(chosen(await shown(db, clock)))
        await clock.advance(HOUR)
    assert seen == [["noa", "rowan"], ["rowan"], ["noa", "rowan"]]


async def test_while_the_vendor_is_away_the_last_list_holds_and_people_are_told_once(
    db: Database, clock: TurnedClock, voice: FakeVoice
) -> None:
    voice.cast = (NOA,)
    await asking.ask_for_voices(db, clock, voice)
    voice.unlisted = AWAY
    for _ in range(6):
        await clock.advance(HOUR)
        await asking.ask_for_voices(db, clock, voice)
    choices = await shown(db, clock)
    assert (chosen(choices), choices.complete, choices.listed_at) == (["noa"], False, NOON)
    assert len(await alerts(db)) == 1


async def test_a_list_that_failed_is_asked_for_again_before_an_hour_is_over(
    db: Database, clock: TurnedClock, voice: FakeVoice
) -> None:
    voice.cast, voice.unlisted = (NOA,), Rejected("no", vendor="fake", code="http_400")
    await asking.ask_for_voices(db, clock, voice)
    voice.unlisted = None
    await clock.advance(10 * MINUTE)
    await asking.ask_for_voices(db, clock, voice)
    assert chosen(await shown(db, clock)) == ["noa"]


async def test_a_list_that_comes_late_does_not_replace_a_newer_one(
    db: Database, clock: TurnedClock, voice: FakeVoice
) -> None:
    voice.cast = (ROWAN,)
    await asking.ask_for_voices(db, clock, voice)
    late = NOON.replace(hour=11)
    await asking.keep(db, (NOA,), late)
    assert chosen(await shown(db, clock)) == ["rowan"]
