"""Whatever a model answers, what is said of it is short, harmless, and fits into a document."""

from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.conversation import twiml
from functions.conversation.checking import LONGEST, checked
from functions.conversation.model import Action, Heard, Outcome, Reply, Source, Topic
from functions.conversation.prompts import prompt
from functions.speech.spoken import aloud
from shared.value import Spoken, new_id
from tests.fakes import NOON
from tests.functions.conversation.conftest import reply

TOPIC = Topic(
    organisation="Acme Parcels",
    language=Spoken.EN,
    name="Ana",
    purpose="I am calling about your parcel, which costs 20 dollars.",
    questions=("Is Tuesday fine?",),
    closing="Our number is 202 555 0199. Goodbye.",
    voicemail="",
)
ARTICLE = Source(id=new_id(NOON), number="KB0000007", title="Fees", text="A change costs 5 euros.")
STORABLE = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"))


def usable(answer: Reply, heard: str = "What does it cost?") -> Reply | None:
    said = Heard(speech=heard)
    return checked(answer, TOPIC, said, prompt(TOPIC, [], said, [ARTICLE]), [ARTICLE])


@given(STORABLE)
def test_whatever_is_said_fits_into_a_document_and_is_bounded(say: str) -> None:
    found = usable(reply(say)) or reply("nothing of it")
    document = twiml.document(found, audio=(), next_url="https://calls.example/next")
    assert "".join(fromstring(document).itertext()) == aloud(found.say, found.language)
    assert 0 < len(found.say) <= LONGEST


@pytest.mark.parametrize("say", ["", "  ", "\x07", "[source KB0000007]"])
def test_an_answer_without_words_is_none(say: str) -> None:
    assert usable(reply(say)) is None


@pytest.mark.parametrize(
    "say",
    [
        "It costs 20 dollars.",
        "That is 20 Dollars, and 5 euros for a change.",
        "Call 202 555 0199.",
        "On Tuesday at ten, building 12.",
        "I have 3 questions.",
    ],
)
def test_figures_that_we_gave_it_may_be_told(say: str) -> None:
    found = usable(reply(say))
    assert (found and found.say) == say


@pytest.mark.parametrize(
    "say", ["It costs 21 dollars.", "It is $20.50.", "You save 10 %.", "Cuesta cien pesos."]
)
def test_figures_that_nobody_gave_it_may_not(say: str) -> None:
    found = usable(reply(say))
    assert found
    assert found.say.startswith("I do not have that information.")
    assert found.ticket
    assert found.ticket.description == "What does it cost?"


def test_what_they_said_themselves_may_be_read_back() -> None:
    found = usable(reply("You paid 33 dollars. Is that right?"), "I paid 33 dollars")
    assert (found and found.say) == "You paid 33 dollars. Is that right?"


def test_a_source_is_cited_and_not_spoken() -> None:
    found = usable(reply("A change costs 5 euros (source KB0000007)."))
    assert found
    assert (found.say, found.sources) == ("A change costs 5 euros.", ("KB0000007",))


def test_a_ticket_that_was_not_asked_for_is_no_outcome() -> None:
    found = usable(reply("Goodbye.", Action.END, outcome=Outcome.TICKET_OPENED))
    assert (found and found.outcome) == Outcome.COMPLETED


@pytest.mark.parametrize("action", list(Action))
def test_an_outcome_of_no_more_calls_is_an_opt_out_whatever_the_action(action: Action) -> None:
    found = usable(reply("Goodbye.", action, outcome=Outcome.OPTED_OUT))
    assert (found and found.action) == Action.OPT_OUT
