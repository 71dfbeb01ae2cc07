"""The models of ElevenLabs: how much they take, which languages, which family limits them."""

from typing import Any

from shared.value import Value

STANDARD, TURBO = "standard_concurrency_group", "turbo_concurrency_group"
NAMES = """
ar Arabic, bg Bulgarian, cs Czech, da Danish, de German, el Greek, en English, es Spanish,
fi Finnish, fil Filipino, fr French, hi Hindi, hr Croatian, hu Hungarian, id Indonesian,
it Italian, ja Japanese, ko Korean, ms Malay, nl Dutch, no Norwegian, pl Polish, pt Portuguese,
ro Romanian, ru Russian, sk Slovak, sv Swedish, ta Tamil, tr Turkish, uk Ukrainian,
vi Vietnamese, zh Chinese
"""
LANGUAGES = dict(entry.split() for entry in NAMES.replace("\n", " ").split(","))


class Model(Value):
    """One model. `seconds` is how long its first sound takes, about, over the network.

    It refuses a language it does not speak, unless it `ignores` what it is told.
    """

    id: str
    name: str
    longest: int
    family: str = TURBO
    languages: tuple[str, ...] = tuple(LANGUAGES)
    ignores_language: bool = False
    stitches: bool = True
    phonemes: bool = False
    seconds: float = 0.2


BEFORE_2_5 = tuple(set(LANGUAGES) - {"hu", "no", "vi"})
MODELS = {  # elevenlabs.io/docs/models
    model.id: model
    for model in (
        Model(id="eleven_flash_v2_5", name="Eleven Flash v2.5", longest=40_000),
        Model(id="eleven_turbo_v2_5", name="Eleven Turbo v2.5", longest=40_000, seconds=0.35),
        Model(
            id="eleven_multilingual_v2",
            name="Eleven Multilingual v2",
            longest=10_000,
            family=STANDARD,
            languages=BEFORE_2_5,
            ignores_language=True,
            seconds=0.6,
        ),
        Model(
            id="eleven_v3",
            name="Eleven v3",
            longest=5_000,
            family=STANDARD,
            stitches=False,
            seconds=1.5,
        ),
        Model(
            id="eleven_flash_v2",
            name="Eleven Flash v2",
            longest=30_000,
            languages=("en",),
            phonemes=True,
        ),
    )
}


def shown(model: Model) -> dict[str, Any]:
    """The model as the API lists it."""
    languages = [{"language_id": tag, "name": LANGUAGES[tag]} for tag in sorted(model.languages)]
    return {
        "model_id": model.id,
        "name": model.name,
        "description": f"{model.name}, simulated.",
        "can_be_finetuned": False,
        "can_do_text_to_speech": True,
        "can_do_voice_conversion": False,
        "can_use_style": model.family == STANDARD,
        "can_use_speaker_boost": model.family == STANDARD,
        "serves_pro_voices": False,
        "token_cost_factor": 1.0,
        "requires_alpha_access": False,
        "max_characters_request_free_user": model.longest,
        "max_characters_request_subscribed_user": model.longest,
        "maximum_text_length_per_request": model.longest,
        "languages": languages,
        "model_rates": {"character_cost_multiplier": 1.0},
        "concurrency_group": model.family,
    }
