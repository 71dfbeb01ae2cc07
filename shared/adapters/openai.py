"""Azure OpenAI answers, embeds and speaks; OpenAI's own v1 address works as well."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from shared.adapters import wav
from shared.adapters.openai_account import VENDOR, OpenAIAccount
from shared.errors import Rejected, Unavailable
from shared.ports import Answer, Line, Speech, Utterance
from shared.value import Spoken, Value

MOST_TEXTS = 512  # the API takes 2,048; smaller batches answer sooner
MOST_TOKENS = 200_000  # the API takes 300,000 a request; ours is an estimate
LONGEST_TEXT = 24_000  # characters, within 8,192 tokens at three characters each
CHARACTERS_A_TOKEN = 3
UNFINISHED = frozenset({"length", "content_filter"})


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
