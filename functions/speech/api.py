"""Audio for Twilio to play, and what it cost."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response

from functions.access.api import Supervisor
from functions.speech import service
from functions.speech.service import Studio
from shared.value import Value
from shared.wiring import Deps, deps

audio = APIRouter(prefix="/audio", tags=["speech"])
speech = APIRouter(prefix="/api/v1/speech", tags=["speech"])

Wired = Annotated[Deps, Depends(deps)]
FOR_GOOD = "public, max-age=31536000, immutable"


def studio(wired: Deps) -> Studio:
    """Where our sentences are spoken."""
    public_url = str(wired.settings.public_url)
    return Studio(wired.clock, wired.voice, wired.files, wired.secrets, public_url)


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


class SpeechUsage(Value):
    """Characters as the vendors count them. `hit_rate`: the share of sentences served again."""

    syntheses: int
    characters_synthesized: int
    hits: int
    characters_cached: int
    hit_rate: float
    fallbacks: int


@speech.get("/usage")
async def get_usage(who: Supervisor, wired: Wired, since: date | None = None) -> SpeechUsage:
    """What was spoken anew and what was served again, since a day (UTC) or ever."""
    async with wired.db.transaction() as conn:
        used = await service.usage(conn, since=since)
    return SpeechUsage(**used.model_dump(), hit_rate=round(used.hit_rate, 4))
