from typing import Any

import pytest
from pydantic import ValidationError

from functions.campaigns.model import MOVES, Audience, CampaignState, Draft, move
from functions.campaigns.rules import Rules
from functions.campaigns.words import Script, variable
from shared.errors import Conflict
from shared.value import new_id
from tests.fakes import NOON
from tests.functions.campaigns.conftest import WORDS

FINAL = {CampaignState.COMPLETED, CampaignState.CANCELLED, CampaignState.STOPPED}


@pytest.mark.parametrize("state", CampaignState)
def test_only_what_has_ended_has_nowhere_to_go(state: CampaignState) -> None:
    assert (not MOVES[state]) == (state in FINAL)


def test_a_refused_move_names_the_ways_that_are_open() -> None:
    with pytest.raises(Conflict, match="paused"):
        move(CampaignState.RUNNING, CampaignState.DRAFT)


def test_each_contact_hears_their_own_words() -> None:
    words = Script.model_validate({"en": WORDS}).in_language("es")
    assert words.said_to({"name": "Front Desk"}).questions[0] == "Am I speaking with Front Desk?"


def test_words_filled_in_are_not_filled_in_again() -> None:
    words = Script.model_validate({"en": WORDS}).in_language("en")
    assert words.said_to({"name": "{name}"}).questions[0] == "Am I speaking with {name}?"


def test_a_script_without_words_is_refused() -> None:
    with pytest.raises(ValidationError, match="English"):
        Script()


@pytest.mark.parametrize(
    ("column", "name"),
    [("Pedido", "pedido"), ("Número de pedido", "numero_de_pedido"), (" Día ", "dia")],
)
def test_a_column_is_named_without_accents_capitals_or_spaces(column: str, name: str) -> None:
    assert variable(column) == name


def test_a_list_alone_stands_for_an_audience_of_that_list() -> None:
    listed = new_id(NOON)
    draft = Draft.model_validate({"name": "One", "list_id": listed, "script": {"en": WORDS}})
    assert draft.audience == Audience(list_id=listed)


@pytest.mark.parametrize("audience", [{}, {"list_id": new_id(NOON), "tickets": {}}])
def test_an_audience_is_a_list_or_tickets(audience: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="either"):
        Audience.model_validate(audience)


@pytest.mark.parametrize(
    "wrong",
    [{"zone": "Europe/Nowhere"}, {"weekdays": (0,)}, {"retries": {"opted_out": {"after": 5}}}],
)
def test_rules_that_mean_nothing_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Rules.model_validate(wrong)


def test_a_change_of_rules_leaves_what_it_does_not_name() -> None:
    rules = Rules(live_cap=7).merged(Rules(per_second=5))
    assert (rules.live_cap, rules.per_second) == (7, 5)


def test_the_worst_case_of_a_call_is_every_minute_begun() -> None:
    assert Rules(talk_seconds=61, minute_price_micro=10).worst_case_micro == 20
