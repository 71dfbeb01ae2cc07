"""What the app may say to ConversationRelay.

Source: https://www.twilio.com/docs/voice/conversationrelay/websocket-messages
"""

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StrictBool, StrictInt, TypeAdapter, model_validator
from pydantic.alias_generators import to_camel

from shared.value import Value

LANGUAGE = r"^(multi|[a-z]{2,3}(-[A-Za-z0-9]{2,8})*)$"
Tag = Annotated[str, Field(pattern=LANGUAGE)]


class _Message(Value):
    model_config = ConfigDict(alias_generator=to_camel, frozen=True, extra="forbid")


class Text(_Message):
    """Some of what the bot says in this talk cycle; `last` ends it."""

    type: Literal["text"]
    token: str
    last: StrictBool = False
    lang: Tag | None = None
    interruptible: StrictBool | None = None
    preemptible: StrictBool | None = None


class Play(_Message):
    """Audio to be fetched and played; `loop` 0 is a thousand times."""

    type: Literal["play"]
    source: str = Field(pattern=r"^https?://[^\s/]+")
    loop: StrictInt = Field(default=1, ge=0)
    interruptible: StrictBool | None = None
    preemptible: StrictBool | None = None


class SendDigits(_Message):
    """Keys whose tones the person hears."""

    type: Literal["sendDigits"]
    digits: str = Field(pattern=r"^[0-9w#*]+$")


class Language(_Message):
    """From now on another language is spoken or understood."""

    type: Literal["language"]
    tts_language: Tag | None = None
    transcription_language: Tag | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if not (self.tts_language or self.transcription_language):
            raise ValueError("neither ttsLanguage nor transcriptionLanguage is given")
        return self


class End(_Message):
    """The session is over."""

    type: Literal["end"]
    handoff_data: str | None = None


Message = Text | Play | SendDigits | Language | End
_any: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="type")])


def read_message(frame: str | bytes) -> Message:
    """The message in a frame. Raises `ValidationError`."""
    return _any.validate_json(frame)
