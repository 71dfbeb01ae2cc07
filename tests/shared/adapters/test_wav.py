import struct

import pytest

from scripts.local.simulators import spoken
from shared.adapters import wav

SOUND = spoken.speak("Hello there", voice="any", rate=8000)
FILE = spoken.wav(SOUND, rate=8000, words="Hello there")


def test_a_whole_file_passes_untouched() -> None:
    assert wav.whole(FILE) is FILE


def test_open_lengths_are_written_in() -> None:
    opened = spoken.wav(SOUND, rate=8000, words="Hello there", sized=False)
    assert struct.unpack_from("<I", opened, 4)[0] == 0xFFFFFFFF
    assert wav.whole(opened) == FILE


@pytest.mark.parametrize("size", [0, 11, 40, 60, len(FILE) // 2, len(FILE) - 1])
def test_a_file_cut_short_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match=r"WAV|arrived"):
        wav.whole(FILE[:size])


def test_what_is_no_wav_file_is_refused() -> None:
    with pytest.raises(ValueError, match="no WAV file"):
        wav.whole(b'{"detail": "this is not audio at all"}')


@pytest.mark.parametrize("length", [1, 7, 8000])
def test_a_telephones_file_says_how_long_it_is(length: int) -> None:
    file = wav.of_mulaw(b"\xff" * length)
    assert struct.unpack_from("<I", file, 4)[0] == len(file) - 8
    assert len(wav.read(file).sound) == length
