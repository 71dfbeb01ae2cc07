"""The routes of text-to-speech (elevenlabs.io/docs/api-reference/text-to-speech)."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from scripts.local.simulators.dripping import Dripped, pieces_of
from scripts.local.simulators.elevenlabs import alignment
from scripts.local.simulators.elevenlabs.asked import FileOptions, SpeechRequest, StreamOptions
from scripts.local.simulators.elevenlabs.studio import Studio, Take

CHUNK = 4096

ForFile = Annotated[FileOptions, Query()]
ForStream = Annotated[StreamOptions, Query()]


def routes(studio: Studio) -> APIRouter:
    """`/v1/text-to-speech/{voice}` and its three variants."""
    router = APIRouter(prefix="/v1/text-to-speech/{voice_id}")

    @router.post("")
    async def post_speech(
        voice_id: str, wanted: SpeechRequest, http: Request, options: ForFile
    ) -> Response:
        return _audio(await studio.take(voice_id, wanted, options, http))

    @router.post("/stream")
    async def post_stream(
        voice_id: str, wanted: SpeechRequest, http: Request, options: ForStream
    ) -> Response:
        return _audio(await studio.take(voice_id, wanted, options, http))

    @router.post("/with-timestamps")
    async def post_timed(
        voice_id: str, wanted: SpeechRequest, http: Request, options: ForFile
    ) -> Response:
        take = await studio.take(voice_id, wanted, options, http)
        body = JSONResponse(alignment.whole(take.rendering.content, *_alignments(take))).body
        return _dripped(take, pieces_of(bytes(body), CHUNK), "application/json")

    @router.post("/stream/with-timestamps")
    async def post_timed_stream(
        voice_id: str, wanted: SpeechRequest, http: Request, options: ForStream
    ) -> Response:
        take = await studio.take(voice_id, wanted, options, http)
        told = alignment.lines(take.rendering.content, take.sound.seconds, *_alignments(take))
        return _dripped(take, list(told), "application/json")

    return router


def _audio(take: Take) -> Response:
    return _dripped(take, pieces_of(take.rendering.content, CHUNK), take.rendering.media_type)


def _dripped(take: Take, pieces: list[bytes], media_type: str) -> Response:
    return Dripped(pieces, take.fault, headers=take.headers, media_type=media_type, done=take.done)


def _alignments(take: Take) -> tuple[alignment.Alignment, alignment.Alignment]:
    return (
        alignment.aligned(take.text, take.sound),
        alignment.aligned(take.normalized, take.sound),
    )
