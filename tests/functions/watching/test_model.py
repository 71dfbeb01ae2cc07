import pytest

from functions.watching.model import meant, mentioned


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@luis, have a look", ["luis"]),
        ("Ask @[Ana María] or @luis.", ["Ana María", "luis"]),
        ("@ana.paz@example.com knows", ["ana.paz@example.com"]),
        ("mail front@example.com, not @", []),
        ("@luis and @luis", ["luis"]),
        ("@luis and @Luis", ["luis"]),
        ("I, @eva, will do it", []),
        ("I, @Éva, will do it", []),
        ("@[] @[ ]", []),
    ],
)
def test_those_whom_a_text_names(text: str, named: list[str]) -> None:
    assert mentioned(text, "eva") == named


def test_a_text_names_twenty_at_most() -> None:
    assert len(mentioned(" ".join(f"@a{n}" for n in range(50)), "eva")) == 20


@pytest.mark.parametrize(
    ("named", "people"),
    [
        ("ana maria", ["Ana María"]),
        ("JOSE", ["Jose", "José"]),
        ("José", ["José"]),
        ("nobody", ["nobody"]),
    ],
)
def test_a_name_means_whoever_has_it_whatever_the_case_and_the_accents(
    named: str, people: list[str]
) -> None:
    assert meant([named], {"Ana María", "José", "Jose", "Josef"}) == people
