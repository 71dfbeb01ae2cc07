from datetime import timedelta

import pytest

from functions.speech.model import Usage, VoiceDay, Voices, fingerprint, normalised, sentence
from shared.ports import Manner, Utterance
from tests.fakes import NOON

HOLA = Utterance(text="Hola, ¿qué tal?", voice="lucia", language="es", model="flash")
VOICES = Voices(en="emma", es="lucia", model="flash")


@pytest.mark.parametrize("text", [" Hola,  ¿qué\ntal? ", "Hola, ¿que\u0301 tal?"])
def test_what_sounds_alike_has_one_fingerprint(text: str) -> None:
    assert fingerprint(HOLA.model_copy(update={"text": text})) == fingerprint(HOLA)


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Hola"},
        {"voice": "mateo"},
        {"language": "en"},
        {"model": "multilingual"},
        {"version": "2"},
        {"manner": Manner(speed=0.9)},
    ],
)
def test_what_sounds_different_has_another(change: dict[str, object]) -> None:
    assert fingerprint(HOLA.model_copy(update=change)) != fingerprint(HOLA)


def test_a_fingerprint_outlives_a_release() -> None:
    assert fingerprint(HOLA).startswith("59280df6733c1078")


def test_nobody_can_tell_an_address_without_the_secret() -> None:
    ours, theirs = sentence(HOLA, "ours", NOON), sentence(HOLA, "theirs", NOON)
    assert ours.fingerprint == theirs.fingerprint
    assert ours.key != theirs.key
    assert len(ours.key) == 40


def test_what_is_made_anew_has_an_address_of_its_own() -> None:
    again = sentence(HOLA, "ours", NOON + timedelta(days=1))
    assert again.key != sentence(HOLA, "ours", NOON).key


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


def test_a_voice_is_given_words_for_what_is_written_in_figures() -> None:
    assert VOICES.utterance("Son 21 €", "es").text == "Son veintiún euros"


def test_the_hit_rate_is_the_share_of_sentences_served_again() -> None:
    day = VoiceDay(
        day=NOON.date(),
        speaker="first",
        voice="lucia",
        syntheses=1,
        characters_synthesized=4,
        hits=3,
        characters_cached=12,
        spent_micro=0,
        saved_micro=0,
    )
    assert (Usage(days=(day,)).hit_rate, Usage().hit_rate) == (0.75, 0)
