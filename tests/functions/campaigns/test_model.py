from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from functions.campaigns.model import (
    MOVES,
    CampaignState,
    Rules,
    Script,
    batch_size,
    move,
    next_try,
    variable,
)
from shared.errors import Conflict
from tests.functions.campaigns.conftest import WORDS

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
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


@given(st.floats(0.01, 30), st.integers(1, 500), st.integers(0, 1000))
def test_a_batch_never_exceeds_the_free_lines(pace: float, cap: int, calling: int) -> None:
    rules = Rules(per_second=pace, live_cap=cap)
    assert 0 <= batch_size(rules, calling, 1 / pace) <= max(0, cap - calling)


def test_an_opt_out_is_never_tried_again() -> None:
    assert next_try("opted_out", 1, Rules(max_attempts=5), NOW) is None


@pytest.mark.parametrize(
    ("column", "name"),
    [("Pedido", "pedido"), ("Número de pedido", "numero_de_pedido"), (" Día ", "dia")],
)
def test_a_column_is_named_without_accents_capitals_or_spaces(column: str, name: str) -> None:
    assert variable(column) == name
