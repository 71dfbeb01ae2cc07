"""Has sentences spoken once, and keeps the audio for whoever says them again."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from functions.speech import chain, ledger, store
from functions.speech.chain import Patience, Spoken, Studio
from functions.speech.model import (
    Audio,
    AudioState,
    Cause,
    Sentence,
    Usage,
    fingerprint,
    is_key,
    normalised,
    path,
    sentence,
    text_shas,
)
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import NotFound, Unavailable, VendorProblem
from shared.messages import ForgetAudio
from shared.ports import Clock, Files, Utterance

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
class Wish:
    """What is to be heard, by whom, and how long that may take.

    `insists`: what a call had no time for just now is tried all the same, once.
    """

    utterance: Utterance
    cause: Cause | None
    patience: Patience
    counted: bool = True
    insists: bool = False


async def audio_url(
    db: Database,
    studio: Studio,
    utterance: Utterance,
    *,
    deadline: float,
    cause: Cause | None = None,
) -> str | None:
    """Where Twilio finds the sentence as audio, within `deadline` seconds.

    None where it cannot be had in time: let Twilio `<Say>` the text. That is counted.
    """
    urls = await audio_urls(db, studio, [utterance], deadline=deadline, cause=cause)
    return urls[0] if urls else None


async def audio_urls(
    db: Database,
    studio: Studio,
    parts: Sequence[Utterance],
    *,
    deadline: float,
    cause: Cause | None = None,
) -> list[str] | None:
    """Where Twilio finds the parts of what is said, in order, all within `deadline` seconds.

    `cause`: in which call, so that what is one person's own can be erased with them. None where
    not all can be had in time: let Twilio `<Say>` the text. That is counted.
    """
    said = [part for part in parts if normalised(part.text)]
    if not said:
        return None
    reason = "deadline"
    try:
        async with asyncio.timeout(deadline):
            wishes = [Wish(each, cause, Patience(deadline, live=True)) for each in said]
            return [studio.url(each.key) for each in await _in_one_voice(db, studio, wishes)]
    except TimeoutError:
        log.warning("no audio in time")
    except VendorProblem as trouble:
        log.warning("no audio: %s", trouble.detail)
        reason = trouble.code or trouble.vendor
    with contextlib.suppress(VendorProblem):  # the call matters more than the count
        async with db.transaction() as conn:
            await ledger.count_fallback(conn, "", reason, studio.clock.now().date())
    return None


async def _in_one_voice(db: Database, studio: Studio, wishes: Sequence[Wish]) -> list[Audio]:
    """Where only some parts are there in the wanted voice, another says all of it: not in turns."""
    first = wishes[0]
    async with db.transaction() as conn:
        if known := await _known(conn, studio, [each.utterance for each in wishes], first.cause):
            return known
    found = await asyncio.gather(
        *(_audio(db, studio, each) for each in wishes), return_exceptions=True
    )
    there = [each for each in found if isinstance(each, Audio)]
    for each in found:
        if isinstance(each, BaseException):
            raise each
    if len({each.voice_used for each in there}) == 1:
        return there
    text = " ".join(each.utterance.text for each in wishes)
    whole = Wish(first.utterance.model_copy(update={"text": text}), first.cause, first.patience)
    return [await _audio(db, studio, whole)]


async def known_urls(
    conn: Connection, studio: Studio, parts: Sequence[Utterance], cause: Cause | None
) -> list[str]:
    """Where the parts are found, if all of them are there already; else nothing, and it is
    `audio_urls` to ask. For whoever has a connection at hand: most of what is said is there."""
    said = [part for part in parts if normalised(part.text)]
    known = await _known(conn, studio, said, cause) if said else []
    return [studio.url(each.key) for each in known]


async def _known(
    conn: Connection, studio: Studio, said: Sequence[Utterance], cause: Cause | None
) -> list[Audio]:
    """All of it, where all of it is there in the wanted voice: the usual case, in one look."""
    names = [fingerprint(each) for each in said]
    there = await store.ready(conn, names)
    if len(there) < len(set(names)):
        return []
    await _note_hits(conn, studio, list(there.values()), cause)
    return [there[name] for name in names]


async def _note_hits(
    conn: Connection, studio: Studio, played: Sequence[Audio], cause: Cause | None
) -> None:
    names = [each.fingerprint for each in played]
    await ledger.count_hits(conn, names, studio.clock.now().date(), studio.prices)
    if cause and not all(each.fixed for each in played):
        await store.note_cause(conn, names, cause)


async def warm(db: Database, studio: Studio, utterances: Sequence[Utterance]) -> int:
    """Have sentences that everybody hears spoken before they are needed; how many there are now.

    What cannot be spoken is left: the call that needs it tries again, or has Twilio say it.
    """
    there: list[str] = []
    patience = Patience(WARM_DEADLINE, live=False)
    for utterance in utterances:
        try:
            async with asyncio.timeout(WARM_DEADLINE):
                wish = Wish(utterance, None, patience, counted=False, insists=True)
                await _audio(db, studio, wish)
            there.append(fingerprint(utterance))
        except (TimeoutError, VendorProblem) as trouble:
            log.warning("not warmed: %s", getattr(trouble, "detail", "deadline"))
    async with db.transaction() as conn:
        await store.set_fixed(conn, there)
    return len(there)


async def _audio(db: Database, studio: Studio, wish: Wish) -> Audio:
    """Audio to play, made now if nobody else does. Raises `VendorProblem`."""
    secret = await studio.secrets.secret("audio-key")
    while True:
        wanted = sentence(wish.utterance, secret, studio.clock.now())
        found = await _found_or_ours(db, studio, wish, wanted)
        if isinstance(found, Audio):
            return found
        if found:
            try:
                return await _made(db, studio, wish, wanted)
            except VendorProblem as problem:
                log.warning("audio %s was not made: %s", wanted.fingerprint, problem.detail)
                wish = replace(wish, insists=False)
                continue  # what another voice said earlier may stand in
        # The wait is for another instance's network, so it is the wall's time that counts.
        await asyncio.sleep(LOOK)


async def _found_or_ours(
    db: Database, studio: Studio, wish: Wish, wanted: Sentence
) -> Audio | bool:
    """What there is to play; else whether it is ours to make. Raises `Unavailable` at rest."""
    now = studio.clock.now()
    async with db.transaction() as conn:
        known = await store.audio(conn, wanted.fingerprint)
        playable = known if known and known.state is AudioState.READY else None
        if known and known.stand_in and known.rests(now):
            playable = await store.audio(conn, known.stand_in)
        if playable:
            if wish.counted:
                await _note_hits(conn, studio, [playable], wish.cause)
            return playable
        rests = known is not None and known.rests(now)
        if rests and not wish.insists:
            detail = "This sentence could not be spoken just now"
            raise Unavailable(detail, vendor="speech", code="resting")
        free = (known and rests and known.leased_until) or now
        return await store.claim(conn, wanted, now=free, until=now + LEASE)


async def _made(db: Database, studio: Studio, wish: Wish, wanted: Sentence) -> Audio:
    """Vendor, file, row, in that order: what is in the table can be played."""
    async with _resting_on_failure(db, studio.clock, wanted.fingerprint):
        spoken = await chain.speak(db, studio, wish.utterance, wish.patience)
        said = wish.utterance.model_copy(update={"voice": spoken.speech.voice_used})
        secret = await studio.secrets.secret("audio-key")
        filed = sentence(said, secret, studio.clock.now())
        speech = spoken.speech
        await studio.files.put(path(filed.key), speech.audio, media_type=speech.media_type)
        return await _keep(db, studio, wish, (wanted, filed), spoken)


async def _keep(
    db: Database, studio: Studio, wish: Wish, filed: tuple[Sentence, Sentence], spoken: Spoken
) -> Audio:
    """Another voice's audio has a name of its own, and stands in until the wanted one is back."""
    now, (wanted, said) = studio.clock.now(), filed
    async with db.transaction() as conn:
        await store.put(conn, said, spoken.speech, spoken.by.name, now)
        if said.fingerprint != wanted.fingerprint:
            until = now + STAND_IN
            await store.rest(conn, wanted.fingerprint, until, stand_in=said.fingerprint)
        if wish.cause:
            await store.note_cause(conn, [said.fingerprint], wish.cause)
        await ledger.count_synthesis(
            conn, spoken.by.name, spoken.speech, spoken.spent_micro, now.date()
        )
        kept = await store.audio(conn, said.fingerprint)
        assert kept is not None
        if kept.key != said.key:  # it was there already: once is enough
            await outbox.put(conn, ForgetAudio.new(now, files=(path(said.key),)))
        return kept


@contextlib.asynccontextmanager
async def _resting_on_failure(db: Database, clock: Clock, name: str) -> AsyncIterator[None]:
    """Whatever ends it, the claim ends too: a lease alone would silence the sentence for long."""
    pause = timedelta(0)
    try:
        yield
    except VendorProblem:
        pause = REST
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
    data = await studio.files.get(known.file)
    if data is None:
        log.error("the file of audio %s is gone", known.fingerprint)
        async with db.transaction() as conn:
            await store.lose(conn, known.fingerprint, studio.clock.now())
        raise NotFound("This audio is no longer kept.")
    return known, data


async def usage(conn: Connection, *, since: date | None) -> Usage:
    """What was spoken and what was saved, since a day (UTC) or ever."""
    days = await ledger.days(conn, since)
    passed_over = await ledger.fallbacks(conn, since)
    return Usage(days=tuple(days), passed_over=tuple(passed_over))


async def said_in(conn: Connection, call_ids: Sequence[UUID]) -> list[str]:
    """The fingerprints of what was said in these calls, unless everybody hears it."""
    return await store.caused_in(conn, call_ids)


async def saying(conn: Connection, texts: Sequence[str]) -> list[str]:
    """The fingerprints of the audio there is of these texts, in any voice."""
    return await store.saying(conn, [sha for text in texts for sha in text_shas(text)])


async def forget(db: Database, files: Files, fingerprints: Sequence[str]) -> int:
    """Remove that audio; how much there was. Whoever needs it again has it spoken again.

    Files first: what a crash leaves half done is still known, and found again.
    """
    async with db.transaction() as conn:
        places = await store.files(conn, fingerprints)
    for place in places:
        await files.remove(place)
    async with db.transaction() as conn:
        return await store.forget(conn, places)
