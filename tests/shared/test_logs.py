import json
import logging
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.logs import Fact, redacted, write_facts
from shared.value import new_id
from tests.fakes import NOON

words = st.text(st.characters(categories=["L", "Zs"]), max_size=20)
separators = st.sampled_from(["", " ", "-", ".", "/", ") ", " ("])
ID = new_id(NOON)


@st.composite
def phones(draw: st.DrawFn) -> str:
    """Seven to fifteen digits, with or without a plus, grouped as people like."""
    digits = draw(st.text("0123456789", min_size=7, max_size=15))
    grouped = [digits[0]] + [draw(separators) + digit for digit in digits[1:]]
    return draw(st.sampled_from(["", "+", "tel:+"])) + "".join(grouped)


def record(message: str, *given: object, **extra: object) -> logging.LogRecord:
    made = logging.makeLogRecord({"name": "functions.calls", "levelname": "WARNING", **extra})
    made.msg, made.args = message, given
    return made


def line(made: logging.LogRecord) -> dict[str, str]:
    found: dict[str, str] = json.loads(Fact().format(made))
    return found


@given(before=words, phone=phones(), after=words)
def test_no_phone_number_survives(before: str, phone: str, after: str) -> None:
    written = line(record("%s", before + phone + after, who=phone))
    assert re.findall(r"\d", written["fact"]) == []
    assert re.findall(r"\d", written["who"]) == []


@given(before=words, address=st.emails(), after=words)
def test_no_address_survives(before: str, address: str, after: str) -> None:
    written = Fact().format(record(f"{before} {address} {after}", sender=address))
    assert "@" not in written


@given(text=st.text())
def test_whatever_is_said_is_one_line_of_json(text: str) -> None:
    written = Fact().format(record("%s", text))
    assert "\n" not in written
    assert json.loads(written)["fact"] == redacted(text)


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param(str(ID), id="an id"),  # another one in each process
        "INC0010001",
        "2027-03-01T12:00:00",
        "99 messages",
    ],
)
def test_what_we_need_to_find_things_stays(kept: str) -> None:
    assert redacted(f"about {kept} now") == f"about {kept} now"


def test_a_fact_carries_its_ids_and_its_level() -> None:
    written = line(record("alert from %s", "calls", call_id=ID))
    assert (written["fact"], written["call_id"]) == ("alert from calls", str(ID))
    assert (written["level"], written["logger"]) == ("warning", "functions.calls")


def test_an_error_is_told_without_the_number_in_it() -> None:
    try:
        int("no +12025550143")
    except ValueError:
        made = record("a bug", exc_info=sys.exc_info())
    assert "base 10: 'no [number]'" in line(made)["error"]


def test_every_handler_writes_facts_once_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    handler = logging.StreamHandler()
    monkeypatch.setattr(logging.getLogger(), "handlers", [handler])
    write_facts()
    assert isinstance(handler.formatter, Fact)
