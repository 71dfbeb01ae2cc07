import asyncio
from dataclasses import replace
from typing import Any

import pytest

from functions.speech import chain, service
from functions.speech.chain import Patience, Studio
from functions.speech.circuits import LONG_REST
from shared.db.pool import Database
from shared.errors import NotFound, Rejected, Unavailable
from shared.ports import Utterance
from tests.fake_vendors import FakeVoice
from tests.fakes import TurnedClock

HOLA = Utterance(text="Hola", voice="lucia", language="es", model="flash")
SPENT = Unavailable("spent", vendor="fake", code="quota_exceeded")
DOWN = Unavailable("down", vendor="fake", code="timeout")
LIVE, UNHEARD = Patience(5, live=True), Patience(5, live=False)


async def speaker(db: Database, studio: Studio, patience: Patience = LIVE) -> str:
    return (await chain.speak(db, studio, HOLA, patience)).by.name


async def queued(db: Database, queue: str) -> list[Any]:
    async with db.transaction() as conn:
        rows = await (await conn.execute("select queue, body from outbox")).fetchall()
    return [body for name, body in rows if name == queue]


async def test_the_first_voice_speaks_while_it_can(
    db: Database, both: Studio, second: FakeVoice
) -> None:
    assert (await speaker(db, both), second.spoken) == ("first", [])


async def test_the_second_speaks_where_the_first_does_not(
    db: Database, both: Studio, voice: FakeVoice
) -> None:
    voice.failure = DOWN
    assert await speaker(db, both) == "second"


async def test_where_nobody_speaks_it_says_so(
    db: Database, both: Studio, voice: FakeVoice, second: FakeVoice
) -> None:
    voice.failure = second.failure = DOWN
    with pytest.raises(Unavailable) as caught:
        await speaker(db, both)
    assert caught.value.code == "no_voice"


async def test_a_voice_that_is_spent_is_asked_once_and_people_are_told_once(
    db: Database, both: Studio, voice: FakeVoice
) -> None:
    voice.failure = SPENT
    assert [await speaker(db, both) for _ in range(4)] == ["second"] * 4
    assert len(voice.spoken) == 1
    (alert,) = await queued(db, "raise-alert")
    assert (alert["what"], "quota_exceeded" in alert["text"]) == ("voice_away", True)


async def test_another_instance_knows_that_it_is_spent(
    db: Database, both: Studio, voice: FakeVoice, elsewhere: Database
) -> None:
    voice.failure = SPENT
    await speaker(db, both)
    assert (await speaker(elsewhere, both), len(voice.spoken)) == ("second", 1)


async def test_every_pass_over_is_counted_with_its_reason(
    db: Database, both: Studio, voice: FakeVoice
) -> None:
    voice.failure = SPENT
    await speaker(db, both)
    await speaker(db, both)
    async with db.transaction() as conn:
        (seen,) = (await service.usage(conn, since=None)).passed_over
    assert (seen.speaker, seen.reason, seen.times) == ("first", "quota_exceeded", 2)


async def test_no_caller_tries_a_voice_that_has_rested_another_request_does(
    db: Database, both: Studio, voice: FakeVoice, clock: TurnedClock
) -> None:
    voice.failure = SPENT
    await speaker(db, both)
    await clock.advance(LONG_REST.total_seconds())
    assert [await speaker(db, both) for _ in range(3)] == ["second"] * 3
    assert (len(voice.spoken), len(await queued(db, "probe-voice"))) == (1, 1)


async def test_a_voice_that_speaks_again_is_asked_again(
    db: Database, both: Studio, voice: FakeVoice, clock: TurnedClock
) -> None:
    voice.failure = SPENT
    await speaker(db, both)
    voice.failure = None
    await clock.advance(LONG_REST.total_seconds())
    await speaker(db, both)
    assert await chain.probe(db, both, "first", HOLA)
    assert await speaker(db, both) == "first"


async def test_a_trial_that_fails_lets_it_rest_anew(
    db: Database, both: Studio, voice: FakeVoice, clock: TurnedClock
) -> None:
    voice.failure = SPENT
    await speaker(db, both)
    await clock.advance(LONG_REST.total_seconds())
    await speaker(db, both)
    assert not await chain.probe(db, both, "first", HOLA)
    assert (await speaker(db, both), len(voice.spoken)) == ("second", 2)


async def test_where_nobody_waits_the_request_itself_is_the_trial(
    db: Database, both: Studio, voice: FakeVoice, clock: TurnedClock
) -> None:
    voice.failure = SPENT
    await speaker(db, both)
    voice.failure = None
    await clock.advance(LONG_REST.total_seconds())
    assert await speaker(db, both, UNHEARD) == "first"
    assert await queued(db, "probe-voice") == []


async def test_a_person_who_has_paid_need_not_wait(
    db: Database, both: Studio, voice: FakeVoice
) -> None:
    voice.failure = SPENT
    await speaker(db, both)
    async with db.transaction() as conn:
        await chain.try_now(conn, both.clock, "first")
    assert [each["speaker"] for each in await queued(db, "probe-voice")] == ["first"]


async def test_nothing_is_tried_of_a_voice_that_had_no_trouble(db: Database, both: Studio) -> None:
    async with db.transaction() as conn:
        with pytest.raises(NotFound):
            await chain.try_now(conn, both.clock, "first")


async def test_many_that_fail_at_once_open_it_once(
    db: Database, both: Studio, voice: FakeVoice
) -> None:
    voice.failure = DOWN
    await asyncio.gather(*(speaker(db, both) for _ in range(20)))
    async with db.transaction() as conn:
        (circuit,) = await chain.troubled(conn)
    assert circuit.opened == 1


async def test_a_chosen_voice_that_is_gone_silences_no_other_and_is_told_once_a_day(
    db: Database, both: Studio, voice: FakeVoice
) -> None:
    studio = replace(both, usual=frozenset({"emma"}))
    voice.failure = Rejected("gone", vendor="fake", code="voice_not_found")
    assert [await speaker(db, studio) for _ in range(2)] == ["second"] * 2
    voice.failure = None
    assert await speaker(db, studio) == "first"
    (alert,) = await queued(db, "raise-alert")
    assert (alert["what"], "lucia" in alert["text"]) == ("voice_gone", True)
