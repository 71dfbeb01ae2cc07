import io
import logging
import time

import numpy as np
import pytest
import soundfile

from scripts.local.simulators import engine, espeak, spoken

ENGLISH = "Good morning, this is the automated assistant of the water company."
SPANISH = "Buenos días, ¿hablo con el señor Gómez? Le llamamos por su pedido."


def test_a_text_becomes_a_wav_file_with_its_words() -> None:
    audio = engine.speak(SPANISH, "es", "Candela")
    sound, rate = soundfile.read(io.BytesIO(audio))
    assert spoken.words(audio) == SPANISH
    assert rate == engine.RATE
    assert 3 < len(sound) / rate < 6


def test_it_is_speech_and_no_tone() -> None:
    sound = engine.said(ENGLISH, "en").samples
    frames = sound[: len(sound) // 512 * 512].reshape(-1, 512)
    loudness = np.sqrt((frames**2).mean(1))
    assert 0.03 < loudness.mean() < 0.3
    assert loudness.std() / loudness.mean() > 0.4


def test_each_language_has_sounds_of_its_own() -> None:
    assert espeak.phonemes("Gómez", voice="es").endswith("omeθ")
    assert espeak.phonemes("Gómez", voice="es-419").endswith("omes")
    assert espeak.phonemes("the", voice="en-us") == "ðə"
    assert engine.speak("general", "es") != engine.speak("general", "en")


@pytest.mark.parametrize(("tag", "tongue"), [("es-MX", "es-419"), ("es_ES", "es"), ("en-GB", "en")])
def test_a_tag_is_spoken_in_the_nearest_variety(tag: str, tongue: str) -> None:
    assert engine.speak(SPANISH, tag, "m1") == engine.speak(SPANISH, tongue, "m1")


def test_the_same_words_are_the_same_bytes() -> None:
    first = espeak.speak(SPANISH, voice="es+f2").samples
    espeak.speak(ENGLISH, voice="en-us")
    time.sleep(1.1)  # the engine would take its chance from the seconds of the clock
    again = espeak.speak(SPANISH, voice="es+f2").samples
    assert first.tobytes() == again.tobytes()


def test_a_voice_is_known_by_its_name() -> None:
    assert engine.timbre("m3") == "m3"
    assert engine.timbre("Candela") == engine.timbre("Candela")
    assert engine.speak(ENGLISH, "en", "m3") != engine.speak(ENGLISH, "en", "f1")


@pytest.mark.parametrize(("speed", "least", "most"), [(2, 0.4, 0.65), (0.5, 1.6, 2.4)])
def test_speed_changes_how_long_it_takes(speed: float, least: float, most: float) -> None:
    usual, other = engine.said(ENGLISH, "en"), engine.said(ENGLISH, "en", speed=speed)
    assert least < other.seconds / usual.seconds < most


def test_words_begin_when_they_are_heard() -> None:
    sound = engine.said("One. Two.", "en")
    first_of_two = round(sound.starts[5] * sound.rate)
    pause = sound.samples[first_of_two - 2000 : first_of_two - 500]
    assert len(sound.starts) == 9
    assert np.abs(pause).max() < 0.05 < np.abs(sound.samples[first_of_two:]).max()


@pytest.mark.parametrize("rate", [8000, 16_000, 44_100, 48_000])
def test_another_rate_is_the_same_sound(rate: int) -> None:
    sound = engine.said(ENGLISH, "en")
    other = sound.at(rate)
    assert other.seconds == pytest.approx(sound.seconds, abs=0.001)
    assert np.sqrt((other.samples**2).mean()) == pytest.approx(
        np.sqrt((sound.samples**2).mean()), rel=0.1
    )


def test_without_the_engine_there_are_tones_and_one_complaint(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(espeak, "_files", lambda: ("/no/such/library.so", b"/no/such/data"))
    with caplog.at_level(logging.WARNING):
        first = engine.speak("Nobody speaks this.", "en", "x")
        engine.speak("Nor this.", "en", "x")
    assert spoken.seconds(first) > 0.5
    assert caplog.text.count("no speech engine, tones instead") == 1


@pytest.mark.parametrize("text", ["", " ", "¿?", "a" * 3000, "<b>x</b> & \x07", "日本"])
def test_any_text_is_spoken_somehow(text: str) -> None:
    audio = engine.speak(text, "es", "Noa")
    assert spoken.words(audio) == text
