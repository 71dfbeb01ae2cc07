"""Azure OpenAI answers, embeds and speaks; OpenAI's own v1 address works as well."""

import asyncio
import importlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field, ValidationError

from shared.adapters import wav
from shared.errors import Rejected, Unavailable, VendorProblem
from shared.ports import Answer, Line, Secrets, Speech, Utterance
from shared.value import Spoken, Value

if TYPE_CHECKING:
    from openai import APIStatusError, AsyncOpenAI

VENDOR = "openai"
MOST_TEXTS = 512  # the API takes 2,048; smaller batches answer sooner
MOST_TOKENS = 200_000  # the API takes 300,000 a request; ours is an estimate
LONGEST_TEXT = 24_000  # characters, within 8,192 tokens at three characters each
CHARACTERS_A_TOKEN = 3
SERVER_ERROR = 500
PASSING = (408, 409, 429)
UNFINISHED = frozenset({"length", "content_filter"})


class OpenAIAccount:
    """One set of connections to one resource, shared by all that use it.

    `base_url` is a v1 address; with `api_version` it is the resource's own, whose paths name the
    deployment. Signed with the key in the secret, or with what `token` gives: an Entra token for
    https://cognitiveservices.azure.com/.default. Either is asked for on every request, so that a
    new one is used at once.
    """

    def __init__(
        self,
        base_url: str,
        *,
        secrets: Secrets,
        secret_name: str | None = None,
        token: Callable[[], Awaitable[str]] | None = None,
        api_version: str | None = None,
    ) -> None:
        if (secret_name is None) == (token is None):
            raise ValueError("Give either the name of the secret with the key, or a token provider")
        self._base_url, self._api_version = base_url, api_version
        self._secrets, self._secret_name, self._token = secrets, secret_name, token
        self._client: AsyncOpenAI | None = None

    @asynccontextmanager
    async def asked(self, deadline: float) -> AsyncIterator["AsyncOpenAI"]:
        """A client for requests that end within `deadline` seconds, with errors in our words."""
        try:
            async with asyncio.timeout(deadline):
                # Loading takes 1.3 s, once: too long for the start-up, or for the event loop.
                await asyncio.to_thread(importlib.import_module, "openai")
                async with _in_our_words(deadline):
                    yield self._ready()
        except TimeoutError as error:
            raise _late(deadline) from error

    async def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            await self._client.close()

    def _ready(self) -> "AsyncOpenAI":
        if self._client is None:
            self._client = self._v1() if self._api_version is None else self._azure()
        return self._client

    def _v1(self) -> "AsyncOpenAI":
        from openai import AsyncOpenAI  # noqa: PLC0415  loaded by then, see above

        key = self._token or self._key
        return AsyncOpenAI(base_url=self._base_url, api_key=key, max_retries=0)

    def _azure(self) -> "AsyncOpenAI":
        from openai import AsyncAzureOpenAI  # noqa: PLC0415

        return AsyncAzureOpenAI(
            azure_endpoint=self._base_url,
            api_version=self._api_version,
            azure_ad_token_provider=self._token,
            api_key=None if self._token else self._key,
            max_retries=0,
        )

    async def _key(self) -> str:
        return await self._secrets.secret(self._secret_name or "")


class Message(BaseModel):
    """What the model said, or why it would not."""

    content: str | None = None
    refusal: str | None = None


class Choice(BaseModel):
    """One answer, and why it ended."""

    message: Message
    finish_reason: str | None = None


class Spent(BaseModel):
    """Tokens."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


class Completion(BaseModel):
    """What we read of an answer; there is much more in it."""

    choices: list[Choice] = Field(min_length=1)
    usage: Spent | None = None


@cache
def strict_format(shape: type[Value]) -> dict[str, Any]:
    """How an answer of that shape is asked for. Made once: its schema never changes."""
    from openai import pydantic_function_tool  # noqa: PLC0415  loaded by then

    schema = pydantic_function_tool(shape)["function"]["parameters"]
    named = {"name": shape.__name__, "strict": True, "schema": schema}
    return {"type": "json_schema", "json_schema": named}


class OpenAILanguage:
    """Answers in a given shape, by strict structured output.

    Through chat completions, not responses: they keep nothing at the vendor unless told to, and
    every Azure address and version has them. Strict mode takes no limits on lengths or numbers
    and no patterns in a shape.

    The body is posted as it is, and read by us: the SDK's own `parse` makes the schema anew for
    each request and takes answer and question apart field by field, which costs more than the rest
    of a turn's way to the vendor (docs/benchmarks.md).
    """

    def __init__(self, account: OpenAIAccount, *, model: str, longest: int = 1000) -> None:
        self._account, self._model, self._longest = account, model, longest

    async def answer[T: Value](
        self, lines: Sequence[Line], shape: type[T], *, deadline: float
    ) -> Answer[T]:
        """An answer of that shape. Repeating it is safe, so a timeout is `Unavailable`."""
        async with self._account.asked(deadline) as client:
            body = {
                "model": self._model,
                "messages": [{"role": line.role.value, "content": line.text} for line in lines],
                "response_format": strict_format(shape),
                "max_completion_tokens": self._longest,
            }
            told = await client.post(
                "/chat/completions", cast_to=object, body=body, options={"timeout": deadline}
            )
        return _answer_in(shape, told)


def _answer_in[T: Value](shape: type[T], told: object) -> Answer[T]:
    """What a completion says. Raises `Rejected` where it is none of that shape."""
    try:
        completion = Completion.model_validate(told)
    except ValidationError as error:
        detail = "The answer cannot be used"
        raise Rejected(detail, vendor=VENDOR, code="unreadable_answer") from error
    choice = completion.choices[0]
    if choice.finish_reason in UNFINISHED:
        raise Rejected("The answer was cut short", vendor=VENDOR, code=choice.finish_reason)
    if not choice.message.content:
        code = "refusal" if choice.message.refusal else "empty_answer"
        raise Rejected("The model did not answer", vendor=VENDOR, code=code)
    try:
        content = shape.model_validate_json(choice.message.content)
    except ValidationError as error:
        detail = f"The model's answer is no {shape.__name__}"
        raise Rejected(detail, vendor=VENDOR, code="invalid_answer") from error
    usage = completion.usage or Spent()
    return Answer(
        content=content, tokens_in=usage.prompt_tokens, tokens_out=usage.completion_tokens
    )


class OpenAIEmbeddings:
    """Turns texts into vectors. A text over 24,000 characters is embedded by its beginning."""

    def __init__(
        self,
        account: OpenAIAccount,
        *,
        model: str,
        dimensions: int,
        languages: Iterable[Spoken] = Spoken,
    ) -> None:
        self._account, self._model, self._dimensions = account, model, dimensions
        self._languages = frozenset(languages)

    @property
    def model(self) -> str:
        """The deployment that embeds."""
        return self._model

    @property
    def dimensions(self) -> int:
        """How long each vector is."""
        return self._dimensions

    @property
    def languages(self) -> frozenset[Spoken]:
        """Those that the model understands."""
        return self._languages

    def of(self, model: str, dimensions: int) -> "OpenAIEmbeddings":
        """Another deployment of the same resource."""
        return OpenAIEmbeddings(
            self._account, model=model, dimensions=dimensions, languages=self._languages
        )

    async def embed(self, texts: Sequence[str], *, deadline: float) -> Sequence[Sequence[float]]:
        """One unit vector a text, in order."""
        vectors: list[list[float]] = []
        async with self._account.asked(deadline) as client:
            for batch in _batches([text[:LONGEST_TEXT] for text in texts]):
                answer = await client.embeddings.create(
                    model=self._model,
                    input=batch,
                    dimensions=self._dimensions,
                    timeout=deadline,
                )
                ordered = sorted(answer.data, key=lambda item: item.index)
                vectors.extend(item.embedding for item in ordered)
        if [len(vector) for vector in vectors] != [self._dimensions] * len(texts):
            message = f"{self._model} gave other vectors than {self._dimensions} numbers a text"
            raise Rejected(message, vendor=VENDOR, code="wrong_dimensions")
        return vectors


class OpenAIVoice:
    """The second voice: it speaks as itself, whichever voice the utterance names."""

    def __init__(self, account: OpenAIAccount, *, model: str, voice: str = "alloy") -> None:
        self._account, self._model, self._voice = account, model, voice

    async def speak(self, utterance: Utterance, *, deadline: float) -> Speech:
        """The whole audio as a WAV file of mu-law. It is told how fast to speak, and no more."""
        async with self._account.asked(deadline) as client:
            answer = await client.audio.speech.create(
                model=self._model,
                voice=self._voice,
                input=utterance.text,
                response_format="wav",
                speed=utterance.manner.speed or 1,
                timeout=deadline,
            )
        try:
            audio = await asyncio.to_thread(_telephoned, answer.content)
        except ValueError as error:
            message = f"The audio is not whole: {error}"
            raise Unavailable(message, vendor=VENDOR, code="truncated_audio") from error
        return Speech(
            audio=audio,
            media_type=wav.MEDIA_TYPE,
            characters=len(utterance.text),
            voice_used=self._voice,
        )

    async def left(self, *, deadline: float) -> int | None:
        """As many as are paid for."""
        return None


def _telephoned(audio: bytes) -> bytes:
    from shared.adapters import telephone  # noqa: PLC0415  numpy takes 0.1 s to load

    return telephone.telephoned(audio)


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    tokens = 0
    for text in texts:
        size = len(text) // CHARACTERS_A_TOKEN + 1
        if batch and (len(batch) == MOST_TEXTS or tokens + size > MOST_TOKENS):
            yield batch
            batch, tokens = [], 0
        batch.append(text)
        tokens += size
    if batch:
        yield batch


def _late(deadline: float) -> Unavailable:
    return Unavailable(f"OpenAI did not answer within {deadline} s", vendor=VENDOR, code="timeout")


@asynccontextmanager
async def _in_our_words(deadline: float) -> AsyncIterator[None]:
    import openai  # noqa: PLC0415

    try:
        yield
    except openai.APITimeoutError as error:
        raise _late(deadline) from error
    except openai.APIConnectionError as error:
        message = "The connection to OpenAI failed"
        raise Unavailable(message, vendor=VENDOR, code="connection") from error
    except openai.APIStatusError as error:
        raise _answered(error) from error
    except openai.OpenAIError as error:
        message = "The answer cannot be used"
        raise Rejected(message, vendor=VENDOR, code="unreadable_answer") from error


def _answered(error: "APIStatusError") -> VendorProblem:
    status = error.status_code
    code = str(error.code or f"http_{status}")
    message = f"OpenAI answered {status} {code}"
    if status not in PASSING and status < SERVER_ERROR:
        return Rejected(message, vendor=VENDOR, code=code)
    return Unavailable(message, vendor=VENDOR, code=code, retry_after=_retry_after(error))


def _retry_after(error: "APIStatusError") -> float | None:
    headers = error.response.headers
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            return float(headers[name]) / unit
        except (KeyError, ValueError):
            continue
    return None
