"""The HTTP face of the ElevenLabs simulator (elevenlabs.io/docs/api-reference)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Header, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field

from scripts.local.simulators import mishaps as rules
from scripts.local.simulators.elevenlabs import account as told
from scripts.local.simulators.elevenlabs.account import Account, Config, Refusal
from scripts.local.simulators.elevenlabs.audio import OFFERED, Rendering, render
from scripts.local.simulators.mishaps import Mishap, Mishaps

ACTIONS = ("truncate", "slow", "too_many_concurrent_requests", "system_busy", "quota_exceeded")
CHUNK = 4096


class VoiceSettings(BaseModel):
    """How a voice speaks; only the speed is heard here."""

    speed: Annotated[float, Field(ge=0.7, le=1.2)] = 1


class SpeechRequest(BaseModel):
    """The body of text-to-speech, as far as it changes what we answer."""

    text: Annotated[str, Field(min_length=1)]
    model_id: str = "eleven_multilingual_v2"
    language_code: str | None = None
    voice_settings: VoiceSettings | None = None


def build(config: Config | None = None) -> FastAPI:
    """The simulator, ready to be mounted. Its mishaps and its usage are under `/__sim__`."""
    account = Account(config or Config())
    mishaps = Mishaps(ACTIONS, seed=account.config.seed)
    app = FastAPI(title="ElevenLabs simulator", openapi_url=None)
    app.add_exception_handler(Refusal, _show_refusal)

    async def signed(xi_api_key: Annotated[str, Header()] = "") -> None:
        if xi_api_key != account.config.key:
            raise told.invalid_key()

    app.include_router(rules.admin(mishaps, account.usage, account.reset))
    app.include_router(_speech(account, mishaps), dependencies=[Depends(signed)])
    app.include_router(_catalogue(account), dependencies=[Depends(signed)])
    return app


async def _show_refusal(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, Refusal):
        raise error
    detail = {"status": error.code, "message": error.message}
    return JSONResponse({"detail": detail}, error.status)


def _speech(account: Account, mishaps: Mishaps) -> APIRouter:
    router = APIRouter(prefix="/v1/text-to-speech")

    @router.post("/{voice_id}")
    @router.post("/{voice_id}/stream")
    async def post_speech(
        voice_id: str,
        wanted: SpeechRequest,
        request: Request,
        output_format: str = "mp3_44100_128",
    ) -> Response:
        _check(account, voice_id, wanted, output_format)
        mishap = mishaps.strike("el.tts", wanted.text)
        with account.turn(wanted.model_id):
            headers = _headers(account, wanted)
            spoilt = await _suffer(mishap, request)
            if spoilt is not None:
                return spoilt
            account.charge(len(wanted.text))
            audio = await _rendered(voice_id, wanted, output_format)
        return _streamed(audio, headers, mishap)

    return router


def _check(account: Account, voice_id: str, wanted: SpeechRequest, output_format: str) -> None:
    if voice_id not in dict(account.config.voices):
        message = f"A voice with voice_id {voice_id} was not found."
        raise Refusal(400, "voice_not_found", message)
    if wanted.model_id not in told.LONGEST:
        message = f"A model with model_id {wanted.model_id} does not exist."
        raise Refusal(400, "model_not_found", message)
    longest = told.LONGEST[wanted.model_id]
    if len(wanted.text) > longest:
        message = f"The text has {len(wanted.text)} characters, more than the limit of {longest}."
        raise Refusal(400, "max_character_limit_exceeded", message)
    if output_format not in OFFERED:
        message = f"This simulator cannot make {output_format}; it makes {', '.join(OFFERED)}."
        raise Refusal(400, "output_format_not_allowed", message)


def _headers(account: Account, wanted: SpeechRequest) -> dict[str, str]:
    number = account.request_id()
    return {
        "request-id": number,
        "history-item-id": number[::-1],
        "character-cost": str(len(wanted.text)),
        "current-concurrent-requests": str(account.now),
        "maximum-concurrent-requests": str(account.most(wanted.model_id)),
    }


async def _suffer(mishap: Mishap | None, request: Request) -> Response | None:
    if mishap is None:
        return None
    refusals = {
        "status": Refusal(mishap.status, mishap.code or "internal_error", "As you asked."),
        "too_many_concurrent_requests": told.too_many(0),
        "system_busy": told.system_busy(),
        "quota_exceeded": told.quota_exceeded(0, 1),
    }
    if mishap.action in refusals:
        raise refusals[mishap.action]
    return await rules.suffer(mishap, request)


def _rendered(voice_id: str, wanted: SpeechRequest, form: str) -> Awaitable[Rendering]:
    speed = wanted.voice_settings.speed if wanted.voice_settings else 1
    return asyncio.to_thread(render, wanted.text, voice_id, form, speed)


def _streamed(audio: Rendering, headers: dict[str, str], mishap: Mishap | None) -> Response:
    action = mishap.action if mishap else ""
    content = audio.content[: len(audio.content) // 2] if action == "truncate" else audio.content
    pause = mishap.seconds * CHUNK / len(content) if mishap and action == "slow" else 0

    async def chunks() -> AsyncIterator[bytes]:
        for place in range(0, len(content), CHUNK):
            yield content[place : place + CHUNK]
            await asyncio.sleep(pause)

    return StreamingResponse(chunks(), headers=headers, media_type=audio.media_type)


def _catalogue(account: Account) -> APIRouter:
    router = APIRouter(prefix="/v1")
    voices = [
        {"voice_id": number, "name": name, "category": "premade", "labels": {}}
        for number, name in account.config.voices
    ]

    @router.get("/voices")
    async def get_voices() -> dict[str, Any]:
        return {"voices": voices}

    @router.get("/voices/{voice_id}")
    async def get_voice(voice_id: str) -> dict[str, Any]:
        found = [voice for voice in voices if voice["voice_id"] == voice_id]
        if not found:
            raise Refusal(400, "voice_not_found", f"A voice with voice_id {voice_id} is unknown.")
        return found[0]

    @router.get("/models")
    async def get_models() -> list[dict[str, Any]]:
        return [_model(name, longest) for name, longest in told.LONGEST.items()]

    @router.get("/user/subscription")
    async def get_subscription() -> dict[str, Any]:
        config = account.config
        used = {"character_count": account.characters, "character_limit": config.quota}
        return {"tier": config.plan, **used, "status": "active", "currency": "usd"}

    return router


def _model(name: str, longest: int) -> dict[str, Any]:
    languages = [
        {"language_id": "en", "name": "English"},
        {"language_id": "es", "name": "Spanish"},
    ]
    can = {"can_do_text_to_speech": True, "maximum_text_length_per_request": longest}
    return {"model_id": name, "name": name, "languages": languages, **can}
