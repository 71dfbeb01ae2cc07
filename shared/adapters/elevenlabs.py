"""ElevenLabs speaks (elevenlabs.io/docs/api-reference/text-to-speech)."""

import asyncio
import importlib
from typing import TYPE_CHECKING, Any

from shared.adapters import wav
from shared.errors import Rejected, Unavailable, VendorProblem
from shared.ports import Secrets, Speech, Utterance

if TYPE_CHECKING:
    import httpx
    from elevenlabs.client import AsyncElevenLabs

VENDOR = "elevenlabs"
FORMAT = "wav_8000"  # Twilio plays it as it is, and telephony carries no more than 8 kHz
WITHOUT_LANGUAGE = ("eleven_multilingual_v2",)  # guesses it from the text, refuses to be told
RETRY_AFTER = {  # seconds; the first two are documented as opposites, the third needs a human
    "too_many_concurrent_requests": 0.5,
    "system_busy": 5.0,
    "quota_exceeded": 300.0,
}
SERVER_ERROR = 500
BUSY = 429


class ElevenLabsVoice:
    """Speaks through ElevenLabs, never with more requests at once than the plan allows."""

    def __init__(
        self,
        base_url: str,
        secrets: Secrets,
        secret_name: str,
        *,
        concurrency: int,
        deadline: float = 6,
    ) -> None:
        self._base_url, self._secrets, self._secret_name = base_url, secrets, secret_name
        self._places, self._deadline = asyncio.Semaphore(concurrency), deadline
        self._client: AsyncElevenLabs | None = None
        self._http: httpx.AsyncClient | None = None

    async def speak(self, utterance: Utterance) -> Speech:
        """The whole audio as a WAV file. Waits for a free place within the deadline."""
        try:
            async with asyncio.timeout(self._deadline):
                # Loading takes 1.2 s, once: too long for the start-up, or for the event loop.
                await asyncio.to_thread(importlib.import_module, "elevenlabs.client")
                async with self._places:
                    return await self._in_our_words(utterance)
        except TimeoutError as error:
            raise self._late() from error
        except ValueError as error:
            message = f"The audio is not whole: {error}"
            raise Unavailable(message, vendor=VENDOR, code="truncated_audio") from error

    async def close(self) -> None:
        """Let go of the connections."""
        if self._http is not None:
            await self._http.aclose()

    async def _in_our_words(self, utterance: Utterance) -> Speech:
        import httpx  # noqa: PLC0415  loaded with the SDK, see above
        from elevenlabs.core import ApiError  # noqa: PLC0415

        try:
            return await self._convert(utterance)
        except ApiError as error:
            raise _problem(error.status_code, error.body) from error
        except httpx.TimeoutException as error:
            raise self._late() from error
        except httpx.TransportError as error:
            message = "The connection to ElevenLabs failed"
            raise Unavailable(message, vendor=VENDOR, code="connection") from error

    async def _convert(self, utterance: Utterance) -> Speech:
        client, key = self._ready(), await self._secrets.secret(self._secret_name)
        language = utterance.language[:2].lower()
        told = {} if utterance.model in WITHOUT_LANGUAGE else {"language_code": language}
        async with client.text_to_speech.with_raw_response.convert(
            utterance.voice,
            text=utterance.text,
            model_id=utterance.model,
            output_format=FORMAT,
            request_options={"additional_headers": {"xi-api-key": key}},
            **told,
        ) as answer:
            audio = b"".join([chunk async for chunk in answer.data])
            cost = answer.headers.get("character-cost", "")
        charged = int(cost) if cost.isdigit() else len(utterance.text)
        return Speech(
            audio=wav.whole(audio),
            media_type=wav.MEDIA_TYPE,
            characters=charged,
            voice_used=utterance.voice,
        )

    def _ready(self) -> "AsyncElevenLabs":
        import httpx  # noqa: PLC0415
        from elevenlabs.client import AsyncElevenLabs  # noqa: PLC0415

        if self._client is None:
            self._http = httpx.AsyncClient(timeout=self._deadline)
            self._client = AsyncElevenLabs(base_url=self._base_url, httpx_client=self._http)
        return self._client

    def _late(self) -> Unavailable:
        message = f"ElevenLabs did not answer within {self._deadline} s"
        return Unavailable(message, vendor=VENDOR, code="timeout")


def _problem(status: int | None, body: Any) -> VendorProblem:
    detail = body.get("detail") if isinstance(body, dict) else None
    known = detail if isinstance(detail, dict) else {}
    code = str(known.get("status") or f"http_{status}")
    message = f"ElevenLabs answered {status} {code}"
    passing = code in RETRY_AFTER or status == BUSY or (status or SERVER_ERROR) >= SERVER_ERROR
    if not passing:
        return Rejected(message, vendor=VENDOR, code=code)
    return Unavailable(message, vendor=VENDOR, code=code, retry_after=RETRY_AFTER.get(code))
