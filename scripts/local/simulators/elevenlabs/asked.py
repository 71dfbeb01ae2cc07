"""What may be asked of text-to-speech: every field the API knows, and no other."""

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from scripts.local.simulators.elevenlabs import refusals
from scripts.local.simulators.elevenlabs.audio import STREAMED, WHOLE
from scripts.local.simulators.elevenlabs.models import MODELS, Model

Share = Annotated[float, Field(ge=0, le=1)]
STITCHING = ("previous_text", "next_text", "previous_request_ids", "next_request_ids")


class Body(BaseModel):
    """A JSON body. A field that is none is a 422 of type `extra_forbidden`."""

    model_config = ConfigDict(extra="forbid")


class VoiceSettings(Body):
    """How a voice speaks; only the speed is heard here."""

    stability: Share | None = None
    similarity_boost: Share | None = None
    style: Share | None = None
    use_speaker_boost: bool | None = None
    clone_strength: Share | None = None
    speed: Annotated[float, Field(ge=0.7, le=1.2)] | None = None


class Locator(Body):
    """A pronunciation dictionary, in its newest version unless one is named."""

    pronunciation_dictionary_id: str
    version_id: str | None = None


class Effects(Body):
    """Effects on the finished audio. They are taken, and not heard."""

    filter_preset_id: str | None = None
    distance: Share | None = None
    environment_id: str | None = None
    background_noise_id: str | None = None
    send_level: Share | None = None
    pan: Annotated[float, Field(ge=-1, le=1)] | None = None


class SpeechRequest(Body):
    """The body of text-to-speech."""

    text: Annotated[str, Field(min_length=1)]
    model_id: str = "eleven_multilingual_v2"
    language_code: str | None = None
    voice_settings: VoiceSettings | None = None
    pronunciation_dictionary_locators: Annotated[list[Locator], Field(max_length=3)] | None = None
    seed: Annotated[int, Field(ge=0, le=4_294_967_295)] | None = None
    previous_text: str | None = None
    next_text: str | None = None
    previous_request_ids: Annotated[list[str], Field(max_length=3)] | None = None
    next_request_ids: Annotated[list[str], Field(max_length=3)] | None = None
    use_pvc_as_ivc: bool | None = None
    apply_text_normalization: Literal["auto", "on", "off"] | None = None
    apply_language_text_normalization: bool | None = None
    audio_effects: Effects | None = None

    @property
    def speed(self) -> float:
        """How many times as fast as usual."""
        return (self.voice_settings and self.voice_settings.speed) or 1

    def model(self) -> Model:
        """The model asked for, if it takes what is asked. Raises `Refusal`."""
        model = MODELS.get(self.model_id)
        if model is None:
            raise refusals.no_model(self.model_id)
        if len(self.text) > model.longest:
            raise refusals.too_long(len(self.text), model.longest)
        told = self.language_code
        if told and told not in model.languages and not model.ignores_language:
            raise refusals.unsupported_language(model.id, told)
        for field in STITCHING:
            if getattr(self, field) and not model.stitches:
                raise refusals.without_stitching(model.id, field)
        return model


def _one_of(forms: tuple[str, ...]) -> Callable[[str], str]:
    def known(form: str) -> str:
        if form in forms:
            return form
        *most, last = (f"'{one}'" for one in forms)
        expected = f"{', '.join(most)} or {last}"
        raise PydanticCustomError("enum", "Input should be {expected}", {"expected": expected})

    return known


class StreamOptions(Body):
    """The query of the streaming routes, which give no file whose header tells a length."""

    output_format: Annotated[str, AfterValidator(_one_of(STREAMED))] = "mp3_44100_128"
    enable_logging: bool = True
    optimize_streaming_latency: Annotated[int, Field(ge=0, le=4)] | None = None


class FileOptions(StreamOptions):
    """The query of the other routes."""

    output_format: Annotated[str, AfterValidator(_one_of(WHOLE))] = "mp3_44100_128"
