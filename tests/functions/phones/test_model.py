import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers.timezone import time_zones_for_number

from functions.phones import model as phones
from functions.phones.model import Phone, Reason


def read(written: str, country: str | None = "US") -> Phone:
    phone = phones.read(written, country)
    assert isinstance(phone, Phone)
    return phone


def refused(written: str, country: str | None = "US") -> str:
    reason = phones.read(written, country)
    assert isinstance(reason, Reason)
    return reason.code


@pytest.mark.parametrize(
    ("written", "repairs"),
    [
        ("+12125550100", []),
        ("+1 212 555-0100", ["separators"]),
        ("\u00a0+1 (212) 555.0100 ", ["separators"]),
        ("0012125550100", ["prefix_00"]),
        ("2125550100", ["country"]),
        ("12125550100", ["country"]),
        ("'+12125550100", ["quote"]),
        ('="+12125550100"', ["quote"]),
        ("＋12125550100", ["separators"]),  # noqa: RUF001  as typed on a Japanese keyboard
        ("１２１２５５５０１００", ["separators", "country"]),  # noqa: RUF001
        ("1,2125550100E+10", ["scientific", "country"]),
        ("1.2125550100e+10", ["scientific", "country"]),
    ],
)
def test_a_repaired_number_says_what_was_repaired(written: str, repairs: list[str]) -> None:
    phone = read(written)
    assert (phone.number, [each.code for each in phone.repairs]) == ("+12125550100", repairs)


def test_a_foreign_number_that_lacks_its_plus_gets_it() -> None:
    phone = read("442079460000", "US")
    assert (phone.number, phone.repairs[0].code) == ("+442079460000", "plus")


def test_the_prefix_for_calls_at_home_is_left_out_abroad() -> None:
    assert read("+44 (0)20 7946 0000").repairs[-1].code == "trunk_prefix"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "phone_missing"),
        (" ' ", "phone_missing"),
        ("3,46E+10", "phone_scientific"),
        ("1.55501e+10", "phone_scientific"),
        ("1.2125550100E+9", "phone_scientific"),
        ("-1.2125550100E+10", "phone_scientific"),
        ("1.2125550100E-10", "phone_scientific"),
        ("+1 212 555 0100 ext 5", "phone_characters"),
        ("+12125550100 / +12125550101", "phone_characters"),
        ("ask Ana", "phone_characters"),
        ("12345", "phone_invalid"),
        ("00999123", "phone_invalid"),
        ("+15550101234", "phone_invalid"),
        ("+1 900 555 0100", "phone_premium"),
    ],
)
def test_what_cannot_be_dialled_is_refused_with_the_reason(written: str, code: str) -> None:
    assert refused(written) == code


def test_a_cell_full_of_words_is_quoted_in_short() -> None:
    reason = phones.read("ask " * 1000, "US")
    assert isinstance(reason, Reason)
    assert len(reason.text) < 200


NUMBERS = st.from_regex(
    r"\+(1[2-9]\d{9}|34[6-9]\d{8}|52\d{10}|44[1-9]\d{8,9}|7\d{10})", fullmatch=True
)


@given(NUMBERS)
def test_the_zones_are_those_that_the_library_finds(number: str) -> None:
    found = phones.read(number, None)
    expected = time_zones_for_number(phonenumbers.parse(number))
    known = tuple(zone for zone in expected if zone != "Etc/Unknown")
    assert isinstance(found, Reason) or found.zones == known


def test_a_number_without_any_country_is_refused() -> None:
    assert refused("5550100", None) == "phone_country"


def test_a_number_that_may_be_in_two_zones_has_both() -> None:
    assert read("+17095550100").zones == ("America/Halifax", "America/St_Johns")


@pytest.mark.parametrize("name", ["Europe/Madrid", "America/Argentina/Ushuaia", "UTC"])
def test_a_zone_is_known_by_its_name(name: str) -> None:
    assert phones.is_zone(name)


@pytest.mark.parametrize("name", ["Madrid", "Europe", "Europe/Nowhere", "../etc/passwd", "EST5"])
def test_what_is_no_zone_is_none(name: str) -> None:
    assert not phones.is_zone(name)


@given(st.text(max_size=30), st.sampled_from([None, "US", "ES", "MX"]))
def test_whatever_is_written_is_dialled_or_refused(written: str, country: str | None) -> None:
    found = phones.read(written, country)
    assert isinstance(found, Reason) or read(found.number, None).number == found.number


@given(
    st.integers(min_value=0, max_value=99),
    st.sampled_from(["+1{}", "001{}", "'+1 {}", "1-{}", "({}"]),
    st.sampled_from(["", " ", "-", ".", " - ", "\u00a0"]),
)
def test_one_number_is_the_same_however_it_is_written(n: int, prefix: str, gap: str) -> None:
    written = prefix.format(gap.join(["212", "555", f"01{n:02}"]))
    assert read(written).number == f"+12125550{100 + n}"
