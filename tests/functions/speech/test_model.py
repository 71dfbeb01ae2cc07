import pytest

from functions.speech.model import Usage, Voices, fingerprint, normalised, sentence
from shared.ports import Utterance

HOLA = Utterance(text="Hola, ¿qué tal?", voice="lucia", language="es", model="flash")
VOICES = Voices(en="emma", es="lucia", model="flash")


@pytest.mark.parametrize("text", [" Hola,  ¿qué\ntal? ", "Hola, ¿que\u0301 tal?"])
def test_what_sounds_alike_has_one_fingerprint(text: str) -> None:
    assert fingerprint(HOLA.model_copy(update={"text": text})) == fingerprint(HOLA)


@pytest.mark.parametrize(
    "change",
    [{"text": "Hola"}, {"voice": "mateo"}, {"language": "en"}, {"model": "multilingual"}],
)
def test_what_sounds_different_has_another(change: dict[str, str]) -> None:
    assert fingerprint(HOLA.model_copy(update=change)) != fingerprint(HOLA)


def test_a_fingerprint_outlives_a_release() -> None:
    assert fingerprint(HOLA).startswith("a045dc06f99455b7")


def test_nobody_can_tell_an_address_without_the_secret() -> None:
    ours, theirs = sentence(HOLA, "ours"), sentence(HOLA, "theirs")
    assert ours.fingerprint == theirs.fingerprint
    assert ours.key != theirs.key
    assert len(ours.key) == 40


@pytest.mark.parametrize(
    ("language", "voice", "spoken"),
    [
        ("es", "lucia", "es"),
        ("es-MX", "lucia", "es"),
        ("en-US", "emma", "en"),
        ("fr", "emma", "en"),
    ],
)
def test_each_language_has_its_voice(language: str, voice: str, spoken: str) -> None:
    said = VOICES.utterance("  Hola ", language)
    assert (said.text, said.voice, said.language) == ("Hola", voice, spoken)


def test_nothing_but_space_says_nothing() -> None:
    assert normalised(" \n\t\u00a0") == ""


def test_the_hit_rate_is_the_share_of_sentences_served_again() -> None:
    counts = {"characters_synthesized": 0, "characters_cached": 0, "fallbacks": 0}
    assert Usage(syntheses=1, hits=3, **counts).hit_rate == 0.75
    assert Usage(syntheses=0, hits=0, **counts).hit_rate == 0
