import pytest

from scripts.local.simulators.twilio.prompts import parted


@pytest.mark.parametrize(
    ("gone", "heard", "unheard"),
    [
        (0, "", "One two three"),
        (0.1, "", "One two three"),
        (0.9, "One", "two three"),
        (2, "One two", "three"),
        (3, "One two three", ""),
    ],
)
def test_only_whole_words_that_were_out_were_heard(gone: float, heard: str, unheard: str) -> None:
    assert parted("One two three", gone, 3) == (heard, unheard)


def test_a_silence_that_is_cut_had_no_words() -> None:
    assert parted("", 1, 3) == ("", "")
