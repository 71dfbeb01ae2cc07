"""Audio for Twilio to play, and for people what it cost, and how to make or drop it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Path, Query, Response

from functions.access.api import Admin, Supervisor
from functions.speech import casting, chain, orders, service
from functions.speech.casting import Choices, NewSample, Sample
from functions.speech.chain import Studio
from functions.speech.circuits import Circuit
from functions.speech.model import Fallback, Order, Usage, VoiceDay, Voices
from functions.speech.orders import Invalidation, Warming
from shared.ports import Manner
from shared.value import Page, Value
from shared.wiring import Deps, deps

audio = APIRouter(prefix="/audio", tags=["speech"])
speech = APIRouter(prefix="/api/v1/speech", tags=["speech"])
router = APIRouter(prefix="/api/v1/audio", tags=["speech"])

Wired = Annotated[Deps, Depends(deps)]
FOR_GOOD = "public, max-age=31536000, immutable"


def studio(wired: Deps) -> Studio:
    """Where our sentences are spoken."""
    public_url, chosen = str(wired.settings.public_url), wired.settings.elevenlabs
    usual = frozenset({chosen.voice_en, chosen.voice_es})
    return Studio(wired.clock, wired.speakers, wired.files, wired.secrets, public_url, usual)


def voices(wired: Deps) -> Voices:
    """Who speaks them, and how."""
    chosen = wired.settings.elevenlabs
    manner = Manner(
        stability=chosen.stability,
        similarity=chosen.similarity,
        style=chosen.style,
        speed=chosen.speed,
        boost=chosen.boost,
    )
    return Voices(
        en=chosen.voice_en,
        es=chosen.voice_es,
        model=chosen.model,
        version=chosen.voice_version,
        manner=manner,
    )


@audio.get("/{key}")
async def get_audio(
    key: str, wired: Wired, if_none_match: Annotated[str | None, Header()] = None
) -> Response:
    """One sentence. Twilio cannot sign in: the address is what nobody else knows."""
    known, data = await service.audio(wired.db, studio(wired), key)
    kept = {"etag": f'"{known.key}"', "cache-control": FOR_GOOD}
    if if_none_match and kept["etag"] in if_none_match:
        return Response(status_code=304, headers=kept)
    return Response(data, media_type=known.media_type, headers=kept)


class Totals(Value):
    """Characters as the vendors count them, money in micro-units.

    `hit_rate`: the share of sentences served again. `fallbacks`: how often no voice spoke in time.
    """

    syntheses: int
    characters_synthesized: int
    hits: int
    characters_cached: int
    hit_rate: float
    fallbacks: int
    spent_micro: int
    saved_micro: int


class AudioUsage(Totals):
    """By day and voice, who was passed over and why, and which voices have trouble now."""

    days: tuple[VoiceDay, ...]
    passed_over: tuple[Fallback, ...]
    circuits: tuple[Circuit, ...]


@router.get("")
async def get_audio_usage(who: Supervisor, wired: Wired, since: date | None = None) -> AudioUsage:
    """What was spoken anew, what was served again and what that saved, since a day or ever."""
    async with wired.db.transaction() as conn:
        used = await service.usage(conn, since=since)
        troubled = await chain.troubled(conn)
    return AudioUsage(
        **_totals(used).model_dump(),
        days=used.days,
        passed_over=used.passed_over,
        circuits=tuple(troubled),
    )


@speech.get("/usage")
async def get_usage(who: Supervisor, wired: Wired, since: date | None = None) -> Totals:
    """The sums of it."""
    async with wired.db.transaction() as conn:
        return _totals(await service.usage(conn, since=since))


def _totals(used: Usage) -> Totals:
    summed = (
        "syntheses",
        "characters_synthesized",
        "hits",
        "characters_cached",
        "spent_micro",
        "saved_micro",
    )
    return Totals(
        **{name: used.total(name) for name in summed},
        hit_rate=round(used.hit_rate, 4),
        fallbacks=used.fallbacks,
    )


@router.post("/warmings", status_code=202)
async def post_warming(wanted: Warming, who: Supervisor, wired: Wired) -> Order:
    """Have sentences spoken before they are needed. `count` tells, soon, how many there are."""
    return await orders.warm(wired.db, wired.clock, wanted, actor=who.name)


@router.post("/invalidations", status_code=201)
async def post_invalidation(wanted: Invalidation, who: Admin, wired: Wired) -> Order:
    """Never play some audio again: of a voice, a version, a text, a contact."""
    return await orders.invalidate(wired.db, wired.clock, wanted, actor=who.name)


Orders = Page[Order, UUID]


@router.get("/orders")
async def get_orders(
    who: Supervisor,
    wired: Wired,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Orders:
    """Who had audio made ahead or thrown away, and why, the newest first."""
    async with wired.db.transaction() as conn:
        found = await orders.page(conn, after=after, limit=limit + 1)
    return Orders.of(found, limit, lambda each: each.id)


@router.post("/voices/{name}/trial", status_code=202)
async def post_trial(name: str, who: Supervisor, wired: Wired) -> Circuit:
    """Somebody has put right what was wrong with a voice: try it now."""
    async with wired.db.transaction() as conn:
        return await chain.try_now(conn, wired.clock, name)


@router.get("/voices")
async def get_voices(who: Supervisor, wired: Wired) -> Choices:
    """Whose voice may be chosen for what a campaign says."""
    return await casting.choices(wired.db, wired.clock, voices(wired))


@router.post("/samples", status_code=202)
async def post_sample(wanted: NewSample, who: Supervisor, wired: Wired) -> Sample:
    """Have a sentence spoken in a voice. The same sentence in the same voice is the same sample."""
    ours = voices(wired)
    await casting.check(wired.db, wired.clock, ours, [("voice", wanted.voice)])
    return await casting.ask(wired.db, wired.clock, ours, wanted)


Fingerprint = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


@router.get("/samples/{sample_id}")
async def get_sample(sample_id: Fingerprint, who: Supervisor, wired: Wired) -> Sample:
    """Whether it can be heard yet."""
    async with wired.db.transaction() as conn:
        return await casting.sample(conn, wired.clock, sample_id)


@router.get("/samples/{sample_id}/sound", response_class=Response)
async def get_sound(sample_id: Fingerprint, who: Supervisor, wired: Wired) -> Response:
    """The sound of it."""
    data, media_type = await casting.sound(wired.db, wired.files, sample_id)
    return Response(data, media_type=media_type, headers={"cache-control": "private, max-age=600"})
