import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.speech.parts import MOST, Part, fixed, split

HELLO = "Hola, le habla el asistente de Norte."
ASKS = "¿Le viene bien el martes por la tarde?"


def texts(text: str, *values: str) -> list[tuple[str, bool]]:
    return [(part.text, part.own) for part in split(text, values)]


def test_a_persons_words_stand_apart() -> None:
    said = f"{HELLO} Le llamo por su pedido 4711. {ASKS}"
    assert texts(said, "4711") == [
        (HELLO, False),
        ("Le llamo por su pedido 4711.", True),
        (ASKS, False),
    ]


def test_what_everybody_hears_is_one_part_however_many_sentences_it_has() -> None:
    said = f"{HELLO} {ASKS} Le llamo por su pedido 4711."
    assert texts(said, "4711")[0] == (f"{HELLO} {ASKS}", False)


def test_without_a_persons_words_nothing_is_cut() -> None:
    assert texts(f"{HELLO} {ASKS}", "4711") == [(f"{HELLO} {ASKS}", False)]
    assert texts(f"{HELLO} {ASKS}") == [(f"{HELLO} {ASKS}", False)]


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("Le llama la doctora Gil; es por la cita del 3 de mayo.", "3 de mayo"),
        ("Tenemos una pregunta para usted: ¿sigue en Calle Mayor?", "Calle Mayor"),
    ],
)
def test_a_voice_also_breathes_after_a_semicolon_and_a_colon(said: str, value: str) -> None:
    assert [own for _, own in texts(said, value)] == [False, True]


def test_nothing_is_cut_within_a_clause() -> None:
    assert len(texts("Buenos días, Ana, le llamo por su pedido y su factura.", "Ana")) == 1


def test_an_abbreviation_does_not_end_a_sentence() -> None:
    assert len(texts("Le llamo de parte del Sr. Gil por su pedido 4711.", "4711")) == 1


@pytest.mark.parametrize("short", ["Hola.", "Gracias.", "¿Sí?"])
def test_a_word_or_two_are_not_worth_a_file_of_their_own(short: str) -> None:
    assert texts(f"{short} Le llamo por su pedido 4711.", "4711") == [
        (f"{short} Le llamo por su pedido 4711.", True)
    ]


def test_a_value_is_a_whole_word() -> None:
    assert texts(f"{HELLO} {ASKS}", "art", "Nor") == [(f"{HELLO} {ASKS}", False)]


def test_what_would_take_too_many_files_is_one() -> None:
    said = " ".join(
        f"Esta frase la oye todo el mundo. Y esta es para Ana {n}." for n in range(MOST)
    )
    assert len(split(said, ["Ana"])) == 1


def test_a_template_has_the_fixed_parts_that_its_sentences_will_have() -> None:
    template = f"{HELLO} Le llamo por su pedido {{pedido}}. {ASKS}"
    said = template.format(pedido="4711")
    parts = split(said, ["4711"])
    assert fixed(template) == [part.text for part in parts if not part.own] == [HELLO, ASKS]


SENTENCES = st.lists(st.sampled_from([HELLO, ASKS, "Ana.", "Su pedido, Ana, ha llegado.", "Sí."]))


@given(SENTENCES)
def test_the_parts_together_say_what_was_to_be_said(sentences: list[str]) -> None:
    text = " ".join(sentences)
    parts: list[Part] = split(text, ["Ana"])
    assert " ".join(part.text for part in parts) == text
    assert all("Ana" not in part.text for part in parts if not part.own)
