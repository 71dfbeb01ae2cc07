from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.mail import model
from functions.mail.model import Inbound

TICKET = UUID(int=7)


def said(text: str = "", html: str = "") -> str:
    return Inbound.model_validate(
        {"from": "eva@people.example", "message_id": "<1@x>", "text": text, "html": html}
    ).said()


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("Yes, please.", "Yes, please."),
        ("Yes.\n\nOn Mon, 1 Mar 2027, Ana wrote:\n> It is fixed?", "Yes."),
        (
            "Yes.\r\n\r\nOn Mon, 1 Mar 2027 at 12:00, Centralita\r\n<d@x.example> wrote:\r\n> a",
            "Yes.",
        ),
        ("Sí.\n\nEl lun, 1 mar 2027, Ana escribió:\n> ¿Ya?", "Sí."),
        ("Yes.\n\n> ##- Please write your answer above this line -##\n> old", "Yes."),
        ("Yes.\n\n> quoted\n> at the end", "Yes."),
        ("> quoted\n\nBelow it.", "> quoted\n\nBelow it."),
        ("Yes.\n\n-----Original Message-----\nFrom: Ana", "Yes."),
        ("On time, as you wrote: thanks", "On time, as you wrote: thanks"),
        ("> all of it\n> is quoted", "> all of it\n> is quoted"),
    ],
)
def test_what_is_quoted_is_left_out(text: str, new: str) -> None:
    assert said(text) == new


def test_a_page_is_read_as_its_words() -> None:
    page = "<style>p{}</style><p>It <b>jams</b></p><script>x()</script><div>again &amp; again</div>"
    assert said(html=page) == "It jams\nagain & again"


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><meta charset=utf-8><title>RE: Printer</title><body><p>It jams",
        "<head><title>RE: Printer</title><style>p { color: red }</style><p>It jams</p>",
        "<style><p>It jams</p>",
        "<script><p>It jams</p>",
        "<!-- <p>It jams</p>",
        "</head></style><p>It jams</p>",
        "<!--[if !mso]><!--><p>It jams</p><!--<![endif]-->",
        "<!--[if mso]><style>p {}</style><![endif]--><p>It jams</p>",
        "<textarea><b>It jams</b></textarea>",
        '<img alt="a > b"><p title="x">It\n jams',
        "<title>It jams</title>",
    ],
)
def test_a_page_that_is_broken_is_read_all_the_same(page: str) -> None:
    assert said(html=page) == "It jams"


def test_what_comes_after_something_unclosed_is_read_too() -> None:
    assert said(html="<p>It jams</p><style><p>again") == "It jams\nagain"
    assert said(html="<p>It jams</p><title>a</title><title><p>again") == "It jams\nagain"


@pytest.mark.parametrize("page", ["<style>p {}</style><img src=x>", "<p>&nbsp;</p>", "<!-- x -->"])
def test_a_page_that_shows_no_words_says_nothing(page: str) -> None:
    assert said(html=page) == ""


def test_a_page_quotes_as_text_does() -> None:
    page = "<p>Yes.</p><div>On Monday, Ana wrote:<br><blockquote>" + "<blockquote>old" * 9000
    assert said(html=page) == "Yes."


@given(st.text(), st.text(alphabet="<>!-/ =\"'&#9abstyle"))
def test_any_text_can_be_read(text: str, page: str) -> None:
    assert said(text.replace("\x00", "").encode(errors="ignore").decode(), page) is not None


def test_a_character_without_end_is_none() -> None:
    assert said(html=f"It&#{'9' * 5000};jams") == "It\ufffdjams"


def test_a_token_is_one_tickets_and_one_keys() -> None:
    token = model.token("key", TICKET)
    assert model.is_token("key", TICKET, token)
    assert not model.is_token("key", UUID(int=8), token)
    assert not model.is_token("other", TICKET, token)
