"""ElevenLabs speaks (elevenlabs.io/docs/api-reference/text-to-speech)."""

import asyncio
import base64
import binascii
import importlib
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from shared.adapters import wav
from shared.adapters.places import Places
from shared.errors import Rejected, Unavailable, VendorProblem
from shared.ports import Offered, Secrets, Speech, Utterance

if TYPE_CHECKING:
    import httpx
    from elevenlabs import Voice as Listed
    from elevenlabs import VoiceSettings
    from elevenlabs.client import AsyncElevenLabs

VENDOR = "elevenlabs"
FORMAT = "ulaw_8000"  # what a telephone carries: nobody has to convert it again
WITHOUT_LANGUAGE = ("eleven_multilingual_v2",)  # guesses it from the text, refuses to be told
SLACK = 0.5  # seconds by which audio may end before its last letter is said to
FIRST_PAUSE = {  # seconds; documented as opposites
    "too_many_concurrent_requests": 0.1,  # a place is free as soon as one of ours has ended
    "system_busy": 0.25,  # they have too much to do: twice as long each time
}
GROWS = frozenset({"system_busy"})
PAGE = 100  # voices at once; more are refused
BAD_REQUEST, BUSY, SERVER_ERROR = 400, 429, 500


class ElevenLabsVoice:
    """Speaks through ElevenLabs, never with more requests at once than the plan allows.

    `concurrency` counts until the first answer says what the plan allows.
    """

    def __init__(
        self, base_url: str, secrets: Secrets, secret_name: str, *, concurrency: int
    ) -> None:
        self._base_url, self._secrets, self._secret_name = base_url, secrets, secret_name
        self._places = Places(concurrency)
        self._client: AsyncElevenLabs | None = None
        self._http: httpx.AsyncClient | None = None

    async def speak(self, utterance: Utterance, *, deadline: float) -> Speech:
        """The whole audio as a WAV file of mu-law. Waits for a place, and out a busy moment.

        Asked with timestamps, because bare mu-law cannot tell that it was cut short: the answer
        is one JSON object, and says when the last letter ends.
        """
        async with self._within(deadline):
            return await self._patiently(lambda: self._spoken(utterance), deadline)

    async def left(self, *, deadline: float) -> int | None:
        """What the plan leaves of this month, as the subscription tells."""
        async with self._within(deadline):
            client, told = await self._ready()
            plan = await client.user.subscription.get(request_options=told)
        unlimited = plan.can_extend_character_limit and plan.allowed_to_extend_character_limit
        return None if unlimited else max(0, plan.character_limit - plan.character_count)

    async def offered(self, *, deadline: float) -> Sequence[Offered]:
        """Every voice that the account lists, by name (api-reference/voices/search)."""
        found: list[Offered] = []
        page: str | None = None
        async with self._within(deadline):
            client, told = await self._ready()
            while True:
                answer = await client.voices.search(
                    page_size=PAGE,
                    next_page_token=page,
                    sort="name",
                    sort_direction="asc",
                    request_options=told,
                )
                found += [_offered(each) for each in answer.voices]
                page = answer.next_page_token
                if not answer.has_more or not page:
                    return found

    async def close(self) -> None:
        """Let go of the connections."""
        if self._http is not None:
            await self._http.aclose()

    @asynccontextmanager
    async def _within(self, deadline: float) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(deadline):
                # Loading takes 1.2 s, once: too long for the start-up, or for the event loop.
                await asyncio.to_thread(importlib.import_module, "elevenlabs.client")
                async with _in_our_words():
                    yield
        except TimeoutError as error:
            message = f"ElevenLabs did not answer within {deadline:g} s"
            raise Unavailable(message, vendor=VENDOR, code="timeout") from error

    async def _patiently(self, ask: Callable[[], Awaitable[Speech]], deadline: float) -> Speech:
        """Ask again where it was said to be too much at this moment, while there is time."""
        until = asyncio.get_running_loop().time() + deadline
        tries = 0
        while True:
            try:
                async with self._places.one(), _in_our_words():
                    return await ask()
            except Unavailable as problem:
                first = FIRST_PAUSE.get(problem.code)
                if first is None:
                    raise
                longest = first * (2**tries if problem.code in GROWS else 1)
                pause = longest * random.uniform(0.5, 1)  # noqa: S311  so that not all come at once
                if asyncio.get_running_loop().time() + 2 * pause > until:
                    raise
            tries += 1
            await asyncio.sleep(pause)

    async def _spoken(self, utterance: Utterance) -> Speech:
        client, told = await self._ready()
        language = utterance.language[:2].lower()
        named = {} if utterance.model in WITHOUT_LANGUAGE else {"language_code": language}
        manner = _manner(utterance)
        answer = await client.text_to_speech.with_raw_response.convert_with_timestamps(
            utterance.voice,
            text=utterance.text,
            model_id=utterance.model,
            output_format=FORMAT,
            request_options=told,
            **named,
            **({"voice_settings": manner} if manner else {}),
        )
        most = answer.headers.get("maximum-concurrent-requests", "")
        if most.isdigit():
            self._places.become(int(most))
        cost = answer.headers.get("character-cost", "")
        return Speech(
            audio=wav.of_mulaw(_whole(answer.data)),
            media_type=wav.MEDIA_TYPE,
            characters=int(cost) if cost.isdigit() else len(utterance.text),
            voice_used=utterance.voice,
        )

    async def _ready(self) -> "tuple[AsyncElevenLabs, Any]":
        import httpx  # noqa: PLC0415  loaded with the SDK, see above
        from elevenlabs.client import AsyncElevenLabs  # noqa: PLC0415

        if self._client is None:
            self._http = httpx.AsyncClient(timeout=None)  # noqa: S113  each request has a deadline
            self._client = AsyncElevenLabs(base_url=self._base_url, httpx_client=self._http)
        key = await self._secrets.secret(self._secret_name)
        return self._client, {"additional_headers": {"xi-api-key": key}, "max_retries": 0}


def _manner(utterance: Utterance) -> "VoiceSettings | None":
    from elevenlabs import VoiceSettings  # noqa: PLC0415

    manner = utterance.manner
    told = {
        "stability": manner.stability,
        "similarity_boost": manner.similarity,
        "style": manner.style,
        "speed": manner.speed,
        "use_speaker_boost": manner.boost,
    }
    given = {name: value for name, value in told.items() if value is not None}
    return VoiceSettings(**given) if given else None


def _offered(voice: "Listed") -> Offered:
    """What of its labels tells people, and which languages it was verified in."""
    labels = voice.labels or {}
    verified = [each.language for each in voice.verified_languages or ()]
    spoken = dict.fromkeys(each[:2].lower() for each in (labels.get("language"), *verified) if each)
    told = (labels.get(name) for name in ("gender", "accent"))
    return Offered(
        id=voice.voice_id,
        name=voice.name or voice.voice_id,
        languages=tuple(spoken),
        about=", ".join(each for each in told if each),
    )


def _whole(answer: Any) -> bytes:
    """The mu-law of an answer with timestamps. Raises `Unavailable` where some is missing."""
    try:
        sound = base64.b64decode(answer.audio_base_64, validate=True)
    except (AttributeError, TypeError, binascii.Error) as error:
        raise _cut("its audio cannot be read") from error
    alignment = answer.normalized_alignment or answer.alignment
    ends = alignment.character_end_times_seconds if alignment else []
    said = ends[-1] if ends else 0.0
    there = len(sound) / wav.TELEPHONE
    if not sound or there + SLACK < said:
        raise _cut(f"{there:.1f} of {said:.1f} seconds arrived")
    return sound


def _cut(how: str) -> Unavailable:
    return Unavailable(f"The audio is not whole: {how}", vendor=VENDOR, code="truncated_audio")


@asynccontextmanager
async def _in_our_words() -> AsyncIterator[None]:
    import httpx  # noqa: PLC0415
    from elevenlabs.core import ApiError  # noqa: PLC0415

    try:
        yield
    except ApiError as error:
        raise _problem(error.status_code, error.body) from error
    except httpx.TransportError as error:
        message = "The connection to ElevenLabs failed"
        raise Unavailable(message, vendor=VENDOR, code="connection") from error


def _problem(status: int | None, body: Any) -> VendorProblem:
    if status is not None and status < BAD_REQUEST:  # what came was no whole JSON
        return _cut("the answer breaks off")
    detail = body.get("detail") if isinstance(body, dict) else None
    known = detail if isinstance(detail, dict) else {}
    code = str(known.get("status") or f"http_{status}")
    message = f"ElevenLabs answered {status} {code}"
    passing = code == "quota_exceeded" or status == BUSY or (status or SERVER_ERROR) >= SERVER_ERROR
    if not passing:
        return Rejected(message, vendor=VENDOR, code=code)
    return Unavailable(message, vendor=VENDOR, code=code)
