import json
from pathlib import Path

import pytest

from functions.conversation import redaction
from functions.conversation.redaction import redacted

CARD_EN = "four one one one one one one one one one one one one one one one"
CARD_ES = "cuatro mil... digo cuatro uno uno uno, uno uno uno uno, uno uno uno uno, uno uno uno uno"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("My card is 4111 1111 1111 1111, thank you.", "My card is [card], thank you."),
        ("4111-1111-1111-1111", "[card]"),
        ("It is 378282246310005.", "It is [card]."),
        (f"It is {CARD_EN}.", "It is [card]."),
        ("four triple one, double one double one, 1111 1111 ok", "[card] ok"),
        ("It is forty-one eleven eleven eleven 1111 1111.", "It is [card]."),
        (
            "Es cuarenta y uno once once once once once once once, gracias",
            "Es [card], gracias",
        ),
        (CARD_ES, "cuatro mil... digo [card]"),
        ("four one one one and then 1111 1111 1111", "[card]"),
        ("five one oh five 1051 o five one o five one double oh", "[card]"),
    ],
)
def test_a_card_is_taken_out_however_it_is_said(said: str, kept: str) -> None:
    assert redacted(said) == kept


@pytest.mark.parametrize(
    "said",
    [
        "Order 4111 1111 1111 1112 is late.",
        "Call me at +34 612 345 678 or 212 555 0147.",
        "My order is A-12345678 from 2027.",
        "Either one or two, or three at 10:30 on the 21st.",
        "0000 0000 0000 0000",
        "Son las dos y media y somos cuatro o cinco.",
        "I saw it in the paper.",
    ],
)
def test_other_numbers_and_words_stay(said: str) -> None:
    assert redacted(said) == said


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Mi DNI es 12345678Z.", "Mi DNI es [id]."),
        ("Mi DNI es 12.345.678-Z.", "Mi DNI es [id]."),
        ("uno dos tres cuatro cinco seis siete ocho zeta", "[id]"),
        ("El NIE X1234567L", "El NIE [id]"),
        ("i griega 1234567 X", "[id]"),
        ("CURP HEGG560427MVZRRL04, por favor", "CURP [id], por favor"),
        ("CUIT 20-12345678-6", "CUIT [id]"),
        ("mi RUT es 12.345.678-5", "mi RUT es [id]"),
        ("My social security number is 219-09-9999.", "My social security number is [id]."),
        ("IBAN ES91 2100 0418 4502 0005 1332 ya", "IBAN [iban] ya"),
        ("E S noventa y uno 2100 0418 4502 0005 1332", "[iban]"),
        ("GB82 WEST 1234 5698 7654 32", "[iban]"),
    ],
)
def test_ids_and_accounts_are_found_by_their_check_digits(said: str, kept: str) -> None:
    assert redacted(said) == kept


@pytest.mark.parametrize(
    "said",
    [
        "Mi código es 12345678A.",
        "CURP HEGG560427MVZRRL05",
        "IBAN ES91 2100 0418 4502 0005 1333",
        "The number is 219-09-9999.",
        "social security 000-09-9999",
    ],
)
def test_what_fails_its_check_is_no_id(said: str) -> None:
    assert redacted(said) == said


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("I have Diabetes and had a heart attack.", "I have [health] and had a [health]."),
        ("Tengo CANCER, digo cáncer.", "Tengo [health], digo [health]."),
        ("The cancerous and the cancelled stay.", "The cancerous and the cancelled stay."),
    ],
)
def test_words_of_health_are_taken_out_in_both_languages(said: str, kept: str) -> None:
    assert redacted(said) == kept


def test_what_was_redacted_stays_as_it_is() -> None:
    once = redacted("4111 1111 1111 1111, 12345678Z, ES9121000418450200051332 and asthma")
    assert once == "[card], [id], [iban] and [health]"
    assert redacted(once) == once


def test_each_word_of_health_is_listed_once_in_a_language() -> None:
    data = json.loads(Path(redaction.__file__).with_suffix(".json").read_text("utf-8"))
    assert [len(words) - len(set(words)) for words in data["health"].values()] == [0, 0]
