import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from scripts.local.simulators import spoken
from scripts.local.simulators.twilio.sounds import samples_of
from shared.adapters import telephone, wav

type Samples = NDArray[np.float64]

RATES = (16_000, 22_050, 24_000, 44_100, 48_000)
SECOND = 8000


def tone(hertz: float, rate: int, seconds: float = 1.0) -> Samples:
    made: Samples = 0.5 * np.sin(2 * math.pi * hertz * np.arange(round(rate * seconds)) / rate)
    return made


def loudness(sound: Samples) -> float:
    """In decibels below a tone of 0.5, away from the edges."""
    middle = sound[1000:-1000]
    return 20 * math.log10(math.sqrt(float((middle**2).mean())) / (0.5 / math.sqrt(2)) + 1e-12)


def law(sample: int) -> int:
    """G.711 step by step: the segment is the power of two, the step its next four bits."""
    size = min(abs(sample), 32_635) + 132
    segment = size.bit_length() - 8
    step = size >> segment + 3 & 15
    return ~((128 if sample < 0 else 0) | segment << 4 | step) & 255


def obvious(sound: Samples, rate: int) -> Samples:
    """Each sample a sum over all others, weighted by an ideal filter under Blackman's window."""
    shared = math.gcd(rate, SECOND)
    count = -(-len(sound) * (SECOND // shared) // (rate // shared))
    places, width, cut = np.arange(len(sound)), 200, 3700 / rate
    made = []
    for n in range(count):
        away = places - n * rate / SECOND
        window = (
            0.42 + 0.5 * np.cos(math.pi * away / width) + 0.08 * np.cos(2 * math.pi * away / width)
        )
        weights = 2 * cut * np.sinc(2 * cut * away) * np.where(np.abs(away) < width, window, 0)
        made.append(float(weights @ sound))
    return np.array(made)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("hertz", [60, 440, 1000, 3000, 3400])
def test_what_a_telephone_carries_comes_through_unchanged(rate: int, hertz: float) -> None:
    made, wanted = telephone.resampled(tone(hertz, rate), rate), tone(hertz, SECOND)
    assert np.abs(made - wanted)[1000:-1000].max() < 0.001


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("hertz", [4100, 4600, 5000, 6500, 7900])
def test_what_lies_above_does_not_come_back_as_another_tone(rate: int, hertz: float) -> None:
    assert loudness(telephone.resampled(tone(hertz, rate), rate)) < -70


@pytest.mark.parametrize("rate", [16_000, 24_000, 22_050])
def test_it_gives_what_a_sum_over_all_samples_gives(rate: int) -> None:
    sound = sum((tone(hertz, rate, 0.2) for hertz in (200, 900, 3100)), np.zeros(round(rate / 5)))
    difference = telephone.resampled(sound, rate) - obvious(sound, rate)
    assert np.abs(difference)[200:-200].max() < 0.002


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("count", [1, 2, 3, 100, 4801])
def test_it_lasts_as_long_as_before(rate: int, count: int) -> None:
    made = telephone.resampled(np.ones(count), rate)
    assert len(made) == math.ceil(count * SECOND / rate)


def test_silence_stays_silence() -> None:
    assert not telephone.resampled(np.zeros(2400), 24_000).any()


@given(st.lists(st.integers(-32_767, 32_767), min_size=1))
def test_mu_law_is_that_of_the_recommendation(samples: list[int]) -> None:
    assert telephone.mulaw(np.array(samples) / 32_767) == bytes(law(each) for each in samples)


def test_mu_law_is_what_others_read() -> None:
    sound = tone(440, SECOND, 0.1)
    read = samples_of(wav.of_mulaw(telephone.mulaw(sound)), "audio/wav")
    assert read is not None
    assert np.abs(read - sound).max() < 0.02


def test_what_overshoots_is_made_quieter_and_not_cut_off() -> None:
    loud = telephone.mulaw(3 * tone(440, SECOND))
    assert loud == telephone.mulaw(2 * tone(440, SECOND))


def test_a_file_becomes_a_telephones_and_keeps_its_words() -> None:
    sound = tone(440, 24_000).astype(np.float32)
    made = telephone.telephoned(spoken.wav(sound, rate=24_000, words="Hola", sized=False))
    found = wav.read(made)
    assert (found.code, found.channels, found.rate, found.bits) == (wav.MULAW, 1, 8000, 8)
    assert (len(found.sound), spoken.words(made)) == (8000, "Hola")


def test_two_channels_become_one() -> None:
    left = (np.ones(800) * 8000).astype("<i2")
    both = np.column_stack([left, -left]).tobytes()
    form = b"fmt \x10\0\0\0" + wav.FORM.pack(wav.PCM, 2, 8000, 32_000, 4, 16)
    body = b"WAVE" + form + b"data" + len(both).to_bytes(4, "little") + both
    made = telephone.telephoned(b"RIFF" + len(body).to_bytes(4, "little") + body)
    assert set(wav.read(made).sound) == {0xFF}


@pytest.mark.parametrize("bits", [8, 24])
def test_what_is_not_16_bit_is_refused(bits: int) -> None:
    file = bytearray(spoken.wav(tone(440, 8000).astype(np.float32), rate=8000, words="x"))
    file[34:36] = bits.to_bytes(2, "little")
    with pytest.raises(ValueError, match="is not 16-bit PCM"):
        telephone.telephoned(bytes(file))
