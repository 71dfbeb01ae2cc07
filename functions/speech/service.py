"""Has sentences spoken once, and keeps the audio for whoever says them again."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from functions.speech import store
from functions.speech.model import (
    Audio,
    AudioState,
    Sentence,
    Usage,
    is_key,
    normalised,
    path,
    sentence,
    text_sha,
)
from shared.db.pool import Connection, Database
from shared.errors import NotFound, Unavailable, VendorProblem
from shared.ports import Clock, Files, Secrets, Speech, Utterance, Voice

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=20)
"""Longer than any voice may take. After a crash the sentence is free again by then."""
REST = timedelta(seconds=5)
"""A sentence that could not be spoken just now is not tried again at once by every call."""
STAND_IN = timedelta(minutes=10)
"""How long another voice's audio stands in before the wanted voice is asked again."""
LOOK = 0.1
"""Seconds between looks at a sentence that somebody else is having spoken."""
WARM_DEADLINE = 10.0
"""Seconds a sentence: nobody listens yet."""


@dataclass(frozen=True)
class Studio:
    """What it takes to have a sentence spoken and kept. Twilio asks for it at `public_url`."""

    clock: Clock
    voice: Voice
    files: Files
    secrets: Secrets
    public_url: str

    def url(self, key: str) -> str:
        """Where the audio with that key is played from."""
        return f"{self.public_url.rstrip('/')}/audio/{key}"


async def audio_url(
    db: Database, studio: Studio, utterance: Utterance, *, deadline: float
) -> str | None:
    """Where Twilio finds the sentence as audio, within `deadline` seconds.

    None where it cannot be had in time: let Twilio `<Say>` the text. That is counted.
    """
    if not normalised(utterance.text):
        return None
    try:
        async with asyncio.timeout(deadline):
            return studio.url(await _key(db, studio, utterance))
    except (TimeoutError, VendorProblem) as trouble:
        log.warning("no audio in time: %s", getattr(trouble, "detail", "deadline"))
    with contextlib.suppress(VendorProblem):  # the call matters more than the count
        async with db.transaction() as conn:
            await store.count_fallback(conn, studio.clock.now().date())
    return None


async def warm(db: Database, studio: Studio, utterances: Sequence[Utterance]) -> int:
    """Have sentences spoken before they are needed; how many there are now.

    What cannot be spoken is left: the call that needs it tries again, or has Twilio say it.
    """
    there = 0
    for utterance in utterances:
        try:
            async with asyncio.timeout(WARM_DEADLINE):
                await _key(db, studio, utterance, counted=False)
            there += 1
        except (TimeoutError, VendorProblem) as trouble:
            log.warning("not warmed: %s", getattr(trouble, "detail", "deadline"))
    return there


async def _key(db: Database, studio: Studio, utterance: Utterance, *, counted: bool = True) -> str:
    """The key of audio to play, made now if nobody else does. Raises `VendorProblem`."""
    wanted = sentence(utterance, await studio.secrets.secret("audio-key"))
    while True:
        found = await _found_or_ours(db, studio.clock, wanted, counted=counted)
        if isinstance(found, Audio):
            return found.key
        if found:
            try:
                return await _made(db, studio, utterance, wanted)
            except VendorProblem as problem:
                log.warning("audio %s was not made: %s", wanted.fingerprint, problem.detail)
                continue  # what another voice said earlier may stand in
        # The wait is for another instance's network, so it is the wall's time that counts.
        await asyncio.sleep(LOOK)


async def _found_or_ours(
    db: Database, clock: Clock, wanted: Sentence, *, counted: bool
) -> Audio | bool:
    """What there is to play; else whether it is ours to make. Raises `Unavailable` at rest."""
    now = clock.now()
    async with db.transaction() as conn:
        known = await store.audio(conn, wanted.fingerprint)
        if playable := await _playable(conn, known, now):
            if counted:
                await store.count_hit(conn, playable.fingerprint, now.date())
            return playable
        if known and known.rests(now):
            raise Unavailable("This sentence could not be spoken just now", vendor="speech")
        return await store.claim(conn, wanted, now=now, until=now + LEASE)


async def _playable(conn: Connection, known: Audio | None, now: datetime) -> Audio | None:
    if known and known.stand_in and known.rests(now):
        return await store.audio(conn, known.stand_in)
    return known if known and known.state is AudioState.READY else None


async def _made(db: Database, studio: Studio, utterance: Utterance, wanted: Sentence) -> str:
    """Vendor, file, row, in that order: what is in the table can be played."""
    async with _resting_on_failure(db, studio.clock, wanted.fingerprint):
        speech = await studio.voice.speak(utterance)
        said = utterance.model_copy(update={"voice": speech.voice_used})
        spoken = sentence(said, await studio.secrets.secret("audio-key"))
        place = path(spoken.fingerprint)
        await studio.files.put(place, speech.audio, media_type=speech.media_type)
        await _keep(db, studio.clock, wanted, spoken, speech)
    return spoken.key


async def _keep(
    db: Database, clock: Clock, wanted: Sentence, spoken: Sentence, speech: Speech
) -> None:
    """Another voice's audio has a name of its own, and stands in until the wanted one is back."""
    now = clock.now()
    async with db.transaction() as conn:
        await store.put(conn, spoken, speech, now)
        if spoken.fingerprint != wanted.fingerprint:
            until = now + STAND_IN
            await store.rest(conn, wanted.fingerprint, until, stand_in=spoken.fingerprint)
        await store.count_synthesis(conn, speech.characters, now.date())


@contextlib.asynccontextmanager
async def _resting_on_failure(db: Database, clock: Clock, name: str) -> AsyncIterator[None]:
    """Whatever ends it, the claim ends too: a lease alone would silence the sentence for long."""
    pause = timedelta(0)
    try:
        yield
    except VendorProblem as problem:
        asked = problem.retry_after if isinstance(problem, Unavailable) else None
        pause = min(timedelta(seconds=asked or 0) or REST, LEASE)
        raise
    finally:
        async with db.transaction() as conn:
            await store.rest(conn, name, clock.now() + pause)


async def audio(db: Database, studio: Studio, key: str) -> tuple[Audio, bytes]:
    """What is played at that address. Raises `NotFound`."""
    known = None
    if is_key(key):
        async with db.transaction() as conn:
            known = await store.audio_at(conn, key)
    if known is None:
        raise NotFound("No such audio.")
    data = await studio.files.get(path(known.fingerprint))
    if data is None:
        log.error("the file of audio %s is gone", known.fingerprint)
        async with db.transaction() as conn:
            await store.lose(conn, known.fingerprint, studio.clock.now())
        raise NotFound("This audio is no longer kept.")
    return known, data


async def usage(conn: Connection, *, since: date | None) -> Usage:
    """What was spoken and what was saved, since a day (UTC) or ever."""
    return await store.usage(conn, since)


async def saying(conn: Connection, texts: Sequence[str]) -> list[str]:
    """The fingerprints of the audio there is of these texts, in any voice."""
    return await store.saying(conn, [text_sha(text) for text in texts])


async def forget(db: Database, files: Files, fingerprints: Sequence[str]) -> int:
    """Remove that audio; how much there was. Whoever needs it again has it spoken again."""
    async with db.transaction() as conn:
        gone = await store.forget(conn, fingerprints)
    for fingerprint in fingerprints:
        await files.remove(path(fingerprint))
    return gone
