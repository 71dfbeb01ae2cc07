import asyncio
from dataclasses import replace
from uuid import UUID

import pytest

from functions.speech import service, store
from functions.speech.chain import Studio
from functions.speech.model import Cause, Usage, fingerprint, path, sentence
from functions.speech.service import LEASE, REST, STAND_IN
from shared.db.pool import Database
from shared.errors import NotFound, Problem, Rejected, Unavailable
from shared.ports import Utterance
from tests.fake_stores import FakeFiles, FakeSecrets
from tests.fake_vendors import FakeVoice
from tests.fakes import TurnedClock

HOLA = Utterance(text="Hola", voice="lucia", language="es", model="flash")
DOWN = Unavailable("down", vendor="fake")
CUT = Unavailable("The audio is not whole", vendor="fake", code="truncated_audio")
REFUSED = Rejected("no such voice", vendor="fake")


async def url(db: Database, studio: Studio, utterance: Utterance = HOLA) -> str | None:
    return await service.audio_url(db, studio, utterance, deadline=5)


async def used(db: Database) -> Usage:
    async with db.transaction() as conn:
        return await service.usage(conn, since=None)


async def test_a_sentence_is_spoken_once_and_served_again(
    db: Database, studio: Studio, voice: FakeVoice
) -> None:
    first, again = await url(db, studio), await url(db, studio)
    assert (first, voice.spoken) == (again, [HOLA])
    (day,) = (await used(db)).days
    assert (day.speaker, day.voice) == ("first", "lucia")
    assert (day.syntheses, day.characters_synthesized) == (1, 4)
    assert (day.hits, day.characters_cached) == (1, 4)
    assert (day.spent_micro, day.saved_micro) == (200, 200)


async def test_twenty_calls_for_one_phrase_have_it_spoken_once(
    db: Database, studio: Studio, voice: FakeVoice
) -> None:
    voice.may_speak = asyncio.Event()
    calls = [asyncio.create_task(url(db, studio)) for _ in range(20)]
    await asyncio.sleep(0.3)
    voice.may_speak.set()
    assert (len(set(await asyncio.gather(*calls))), len(voice.spoken)) == (1, 1)
    (day,) = (await used(db)).days
    assert (day.syntheses, day.hits) == (1, 19)


async def test_the_address_is_not_the_content(db: Database, studio: Studio) -> None:
    place, now = await url(db, studio), studio.clock.now()
    ours = sentence(HOLA, "the secret audio-key", now)
    assert place == f"https://calls.example/audio/{ours.key}"
    assert fingerprint(HOLA)[:16] not in place


async def test_another_voice_has_another_address(
    db: Database, studio: Studio, voice: FakeVoice
) -> None:
    first = await url(db, studio)
    second = await url(db, studio, HOLA.model_copy(update={"voice": "mateo"}))
    assert first != second
    assert len(voice.spoken) == 2


@pytest.mark.parametrize("failure", [DOWN, CUT, REFUSED])
async def test_without_whole_audio_the_call_goes_on_without_and_nothing_is_kept(
    db: Database, studio: Studio, voice: FakeVoice, files: FakeFiles, failure: Problem
) -> None:
    voice.failure = failure
    assert await url(db, studio) is None
    assert (files.kept, (await used(db)).fallbacks) == ({}, 1)


async def test_a_voice_that_is_down_is_not_asked_again_by_every_call(
    db: Database, studio: Studio, voice: FakeVoice
) -> None:
    voice.failure = DOWN
    calls = [url(db, studio) for _ in range(5)]
    assert (await asyncio.gather(*calls), len(voice.spoken)) == ([None] * 5, 1)


async def test_a_voice_that_is_back_is_asked_again(
    db: Database, studio: Studio, voice: FakeVoice, clock: TurnedClock
) -> None:
    voice.failure = DOWN
    await url(db, studio)
    voice.failure = None
    await clock.advance(REST.total_seconds())
    assert await url(db, studio) is not None


async def test_a_slow_voice_ends_at_the_deadline_and_leaves_the_sentence_free(
    db: Database, studio: Studio, voice: FakeVoice
) -> None:
    voice.may_speak = asyncio.Event()
    assert await service.audio_url(db, studio, HOLA, deadline=0.2) is None
    voice.may_speak.set()
    assert await url(db, studio) is not None


async def test_files_that_are_away_leave_nothing_that_looks_ready(
    db: Database, studio: Studio, files: FakeFiles, clock: TurnedClock
) -> None:
    files.failure = DOWN
    assert await url(db, studio) is None
    files.failure = None
    await clock.advance(REST.total_seconds())
    assert await url(db, studio) is not None
    assert len(files.kept) == 1


async def test_without_the_secret_there_is_no_audio(db: Database, studio: Studio) -> None:
    assert await url(db, replace(studio, secrets=FakeSecrets(failure=DOWN))) is None


async def test_what_a_crash_left_claimed_is_made_once_its_lease_is_over(
    db: Database, studio: Studio, voice: FakeVoice, clock: TurnedClock
) -> None:
    await url(db, studio)
    async with db.transaction() as conn:
        await conn.execute(
            "update audio set state = 'making', leased_until = %s", (clock.now() + LEASE,)
        )
    assert await service.audio_url(db, studio, HOLA, deadline=0.2) is None
    await clock.advance(LEASE.total_seconds())
    assert await url(db, studio) is not None
    assert len(voice.spoken) == 2


async def test_another_voice_stands_in_until_the_wanted_one_is_back(
    db: Database, studio: Studio, voice: FakeVoice, clock: TurnedClock
) -> None:
    voice.stand_in = "alloy"
    stand_in = await url(db, studio)
    assert (await url(db, studio), len(voice.spoken)) == (stand_in, 1)
    voice.stand_in = None
    await clock.advance(STAND_IN.total_seconds())
    wanted = await url(db, studio)
    assert wanted not in {None, stand_in}
    assert (await url(db, studio), len(voice.spoken)) == (wanted, 2)


async def test_what_stood_in_is_played_where_no_voice_is_left(
    db: Database, studio: Studio, voice: FakeVoice, clock: TurnedClock
) -> None:
    voice.stand_in = "alloy"
    stand_in = await url(db, studio)
    voice.failure = DOWN
    await clock.advance(STAND_IN.total_seconds())
    assert await url(db, studio) == stand_in


async def test_nothing_to_say_is_no_audio_and_no_fallback(db: Database, studio: Studio) -> None:
    assert await url(db, studio, HOLA.model_copy(update={"text": "  "})) is None
    assert (await used(db)).fallbacks == 0


async def test_a_warmed_sentence_costs_its_call_nothing(
    db: Database, studio: Studio, voice: FakeVoice
) -> None:
    assert await service.warm(db, studio, [HOLA, HOLA]) == 1 + 1
    assert await url(db, studio) is not None
    assert (len(voice.spoken), (await used(db)).total("hits")) == (1, 1)


async def test_what_a_call_had_no_time_for_is_warmed_all_the_same(
    db: Database, studio: Studio, voice: FakeVoice
) -> None:
    voice.failure = Unavailable("slow", vendor="first", code="timeout")
    assert await service.audio_url(db, studio, HOLA, deadline=1) is None
    voice.failure = None
    assert await service.warm(db, studio, [HOLA]) == 1


async def test_what_cannot_be_warmed_is_left_to_the_call(
    db: Database, studio: Studio, voice: FakeVoice
) -> None:
    voice.failure = DOWN
    assert await service.warm(db, studio, [HOLA]) == 0
    assert (await used(db)).fallbacks == 0


async def test_a_file_that_was_lost_is_made_again_under_another_address(
    db: Database, studio: Studio, files: FakeFiles, voice: FakeVoice, clock: TurnedClock
) -> None:
    place = await url(db, studio)
    files.kept.clear()
    await clock.advance(1)
    with pytest.raises(NotFound):
        await service.audio(db, studio, str(place).rsplit("/")[-1])
    again = await url(db, studio)
    assert again not in {None, place}
    assert (len(voice.spoken), list(files.kept)) == (2, [path(str(again).rsplit("/")[-1])])


ADIOS = HOLA.model_copy(update={"text": "Adiós"})


async def test_the_parts_of_what_is_said_come_in_their_order(db: Database, studio: Studio) -> None:
    parts = [await url(db, studio), await url(db, studio, ADIOS)]
    assert await service.audio_urls(db, studio, [HOLA, ADIOS, HOLA], deadline=5) == [
        *parts,
        parts[0],
    ]


async def test_parts_that_are_missing_are_spoken_side_by_side(
    db: Database, studio: Studio, voice: FakeVoice
) -> None:
    await url(db, studio)
    found = await service.audio_urls(db, studio, [HOLA, ADIOS], deadline=5)
    assert (len(found or []), voice.spoken) == (2, [HOLA, ADIOS])


async def test_without_one_of_its_parts_nothing_is_played(
    db: Database, studio: Studio, voice: FakeVoice
) -> None:
    await url(db, studio)
    voice.failure = DOWN
    assert await service.audio_urls(db, studio, [HOLA, ADIOS], deadline=5) is None
    assert (await used(db)).fallbacks == 1


async def test_two_voices_do_not_take_turns_in_what_is_said(
    db: Database, both: Studio, voice: FakeVoice, second: FakeVoice
) -> None:
    await url(db, both)
    voice.failure = DOWN
    found = await service.audio_urls(db, both, [HOLA, ADIOS], deadline=5)
    assert (len(found or []), second.spoken[-1].text) == (1, "Hola Adiós")


CALL, OTHER_CALL = UUID(int=1), UUID(int=2)


async def said_in(db: Database, call_id: UUID) -> list[str]:
    async with db.transaction() as conn:
        return await service.said_in(conn, [call_id])


async def say(db: Database, studio: Studio, call_id: UUID) -> None:
    cause = Cause.of(call_id, "+12125550100")
    await service.audio_urls(db, studio, [HOLA], deadline=5, cause=cause)


async def test_audio_is_known_by_the_calls_it_was_said_in(db: Database, studio: Studio) -> None:
    await say(db, studio, CALL)
    await say(db, studio, OTHER_CALL)
    own = [fingerprint(HOLA)]
    assert (await said_in(db, CALL), await said_in(db, OTHER_CALL)) == (own, own)


async def test_what_everybody_hears_is_nobodys_own(db: Database, studio: Studio) -> None:
    await say(db, studio, CALL)
    await service.warm(db, studio, [HOLA])
    await say(db, studio, OTHER_CALL)
    assert (await said_in(db, CALL), await said_in(db, OTHER_CALL)) == ([], [])


async def test_what_is_forgotten_is_spoken_again_and_leaves_no_file(
    db: Database, studio: Studio, files: FakeFiles, clock: TurnedClock
) -> None:
    place = await url(db, studio)
    assert await service.forget(db, files, [fingerprint(HOLA)]) == 1
    assert files.kept == {}
    await clock.advance(1)
    assert await url(db, studio) not in {None, place}


async def test_a_failed_removal_can_be_done_again(
    db: Database, studio: Studio, files: FakeFiles
) -> None:
    await url(db, studio)
    async with db.transaction() as conn:
        place = await store.files(conn, [fingerprint(HOLA)])
    await files.remove(place[0])  # and then it crashed
    assert await service.forget(db, files, [fingerprint(HOLA)]) == 1
