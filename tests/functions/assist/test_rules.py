"""What needs no database: rules, checks, shapes, and what is taken out of texts."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import pytest

from functions.assist import checking, fallback, prompts
from functions.assist.clearing import cleared
from functions.assist.model import (
    Case,
    Choices,
    Kind,
    Made,
    Sentiment,
    Source,
    SourceKind,
    Summary,
    Triage,
)
from functions.assist.prompts import DraftAnswer, Known, SummaryAnswer
from functions.tickets.model import Entry, EntryKind, State
from scripts.local.simulators.openai import schema, triage
from shared.adapters.openai import strict_format
from shared.ports import Line, Role
from shared.value import Spoken, Value
from tests.fakes import NOON
from tests.functions.tickets.drafts import a_ticket

CHOICES = Choices(
    categories=("access", "hardware", "network", "gardens", "other"),
    groups=("network", "service_desk", "workplace"),
)


def a_case(title: str, description: str = "", *said: Entry) -> Case:
    ticket = a_ticket(State.NEW, title=title, description=description)
    return Case(ticket=ticket, said=said)


def entry(kind: EntryKind, text: str) -> Entry:
    about = {"ticket_id": UUID(int=1), "version": 1, "actor": "Ana", "at": NOON}
    return Entry(position=1, kind=kind, text=text, **about)


def triaged(
    title: str, keywords: Mapping[str, Sequence[str]] | None = None, *known: Known
) -> tuple[Made, Triage]:
    made = fallback.triage(a_case(title), known, CHOICES, keywords or {})
    assert isinstance(made.content, Triage)
    return made, made.content


def a_neighbour(number: str, *, category: str, group: str | None = None) -> Known:
    held = {"fields": {"category": category}, "group": group}
    ticket = a_ticket(State.RESOLVED, number=number, id=UUID(int=int(number[3:])), **held)
    about = {"id": ticket.id, "number": number, "title": ticket.title}
    return Known(source=Source(kind=SourceKind.TICKET, **about), ticket=ticket)


@pytest.mark.parametrize(
    ("title", "category", "group", "language"),
    [
        ("The VPN does not connect", "network", "network", "en"),
        ("La impresora de la planta no funciona", "hardware", "workplace", "es"),
        ("He olvidado la CONTRASENA de mi cuenta", "access", "service_desk", "es"),
        ("Locked out of my account", "access", "service_desk", "en"),
        ("A wish", None, None, "en"),
    ],
)
def test_keywords_tell_where_a_ticket_belongs_in_both_languages(
    title: str, category: str | None, group: str | None, language: str
) -> None:
    _, told = triaged(title)
    assert (told.category, told.group, told.language) == (category, group, language)


@pytest.mark.parametrize(
    ("title", "degrees", "sentiment"),
    [
        ("Nobody can log in, urgent", (1, 1), Sentiment.NEUTRAL),
        ("Nuestro equipo no puede imprimir: no funciona", (2, 2), Sentiment.NEUTRAL),
        ("Third time this week, unacceptable", (3, 3), Sentiment.NEGATIVE),
        ("Thanks for the new screen", (3, 3), Sentiment.POSITIVE),
    ],
)
def test_keywords_tell_impact_urgency_and_mood(
    title: str, degrees: tuple[int, int], sentiment: Sentiment
) -> None:
    _, told = triaged(title)
    assert ((told.impact, told.urgency), told.sentiment) == (degrees, sentiment)


def test_a_category_of_ones_own_is_found_by_its_name_or_by_words_that_were_chosen() -> None:
    assert triaged("The gardens are dry")[1].category == "gardens"
    assert triaged("The lawn is dry")[1].category is None
    assert triaged("The lawn is dry", {"gardens": ["lawn"]})[1].category == "gardens"


def test_a_part_of_a_word_is_no_keyword() -> None:
    assert triaged("Redeem a voucher")[1].category is None  # red is a network in Spanish


def test_solved_tickets_like_it_tell_where_a_ticket_belongs() -> None:
    near = [a_neighbour(f"INC001000{n}", category="gardens", group="workplace") for n in (1, 2)]
    made, told = triaged("It is dry", None, *near)
    assert (told.category, told.group) == ("gardens", "workplace")
    assert [each.number for each in made.sources] == ["INC0010001", "INC0010002"]
    assert made.reasons == ("INC0010001 was like this: gardens.",)


def test_two_categories_that_fit_make_less_sure_than_one() -> None:
    assert triaged("Printer and VPN")[0].confidence < triaged("Printer and laptop")[0].confidence


def test_a_summary_by_rules_tells_what_was_done_and_asked() -> None:
    said = (entry(EntryKind.WORK_NOTE, "Restarted it."), entry(EntryKind.COMMENT, "Hi. Now?"))
    told = fallback.summary(a_case("Dead", "", *said)).content
    assert isinstance(told, Summary)
    assert (told.done, told.open_questions) == (("Restarted it.",), ("Now?",))


@pytest.mark.parametrize("shape", [prompts.triage_shape(CHOICES), SummaryAnswer, DraftAnswer])
def test_a_shape_is_one_that_strict_mode_takes(shape: type[Value]) -> None:
    asked = strict_format(shape)["json_schema"]["schema"]
    schema.check(asked, schema.Place("shape", "response_format", None))


def simulated[T: Value](shape: type[T], kind: Kind) -> T:
    """What the simulated model answers about a ticket with one article."""
    source = Source(kind=SourceKind.ARTICLE, id=UUID(int=1), number="KB0010001", title="Spooler")
    lines = prompts.prompt(kind, a_case("The printer is broken"), [Known(source=source)])
    asked = strict_format(shape)["json_schema"]["schema"]
    return shape.model_validate(schema.fill(asked, triage.hints(lines[-1].text, asked)))


def test_the_simulated_model_triages_a_ticket_as_it_is_told_of_it() -> None:
    told = simulated(prompts.triage_shape(CHOICES), Kind.TRIAGE)
    assert (told.category, told.urgency, told.sources) == ("hardware", 2, ("KB0010001",))


def test_the_simulated_model_says_something_of_use() -> None:
    assert checking.summary(simulated(SummaryAnswer, Kind.SUMMARY)).text == "The printer is broken"
    draft = checking.draft(simulated(DraftAnswer, Kind.REPLY), [Line(role=Role.USER, text="")], ())
    assert "The printer is broken" in draft.text


def test_a_shape_names_the_choices_of_the_desk_and_nothing_else() -> None:
    asked = strict_format(prompts.triage_shape(CHOICES))["json_schema"]["schema"]
    assert asked["properties"]["category"]["anyOf"][0]["enum"] == list(CHOICES.categories)
    none = strict_format(prompts.triage_shape(Choices()))["json_schema"]["schema"]
    assert none["properties"]["category"]["type"] == "null"


def test_who_asked_is_taken_out_and_everything_else_stays() -> None:
    about = {"requester_name": "Ana María López", "requester_email": "aml@example.org"}
    ticket = a_ticket(State.NEW, **about)
    text = "López (aml@example.org, +1 202 555 0117) rang on 3 May: Analysis of INC0010001 fails."
    assert cleared(text, ticket) == (
        "[person] ([person], [phone]) rang on 3 May: Analysis of INC0010001 fails."
    )


def test_no_question_costs_more_tokens_than_it_has_bytes() -> None:
    lines = prompts.prompt(Kind.TRIAGE, a_case("ñ" * 200), ())
    read, written = prompts.most_tokens(lines, 1000)
    assert (read >= sum(len(each.text.encode()) for each in lines), written) == (True, 1000)


def test_texts_are_there_in_every_language() -> None:
    assert set(fallback.TEXTS) == set(Spoken)
    assert set(fallback.TEXTS[Spoken.EN]) == set(fallback.TEXTS[Spoken.ES])
