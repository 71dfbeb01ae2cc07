import json
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from functions.tickets import model, moves, telling
from functions.tickets.model import Edit, State
from functions.tickets.telling import MESSAGE_BYTES
from tests.fakes import NOON
from tests.functions.tickets.drafts import SOLVED, a_ticket


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [
        (1, 1, 1),
        (1, 2, 2),
        (2, 1, 2),
        (1, 3, 3),
        (2, 2, 3),
        (3, 1, 3),
        (2, 3, 4),
        (3, 2, 4),
        (3, 3, 5),
    ],
)
def test_impact_and_urgency_make_the_priority(impact: int, urgency: int, priority: int) -> None:
    assert model.priority(impact, urgency) == priority


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"title": None}, "title cannot be null"),
        ({"state": "on_hold"}, "go together"),
        ({"hold_reason": "awaiting_vendor"}, "go together"),
        ({"state": "on_hold", "hold_reason": "awaiting_caller"}, "needs a comment"),
        ({"state": "resolved"}, "in_progress"),
        ({"title": "a\x00b"}, "NUL"),
        ({"title": "  "}, "at least 1"),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused(fields: object, complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Edit.model_validate(fields)


def test_a_state_is_read_from_its_word() -> None:
    edit = Edit.model_validate_json('{"state": "in_progress"}')
    assert edit.state is State.IN_PROGRESS


def test_changes_name_what_was_and_what_is() -> None:
    before = a_ticket()
    made = telling.changes(before, moves.edited(before, Edit(urgency=3), NOON))
    assert [(each.field, each.old, each.new) for each in made] == [
        ("urgency", 2, 3),
        ("priority", 3, 4),
    ]


@pytest.mark.parametrize(
    ("edit", "matters"),
    [
        (Edit(title="The scanner is dead"), True),
        (Edit(assignee="Ana"), True),
        (Edit(urgency=1), True),
        (Edit(impact=1, urgency=3), False),
    ],
)
def test_what_search_finds_or_narrows_by_matters_to_it(edit: Edit, *, matters: bool) -> None:
    before = a_ticket()
    made = telling.changes(before, moves.edited(before, edit, NOON))
    assert telling.matters_to_search(made) is matters


def test_news_tell_what_a_ticket_can_be_narrowed_by() -> None:
    assigned = moves.edited(a_ticket(), Edit(assignee="Ana Ruiz"), NOON)
    told = telling.news(assigned, UUID(int=9)).facets
    assert {"state:new", "assignee:ana ruiz", "assignee:ruiz"} <= set(told)


def test_news_of_a_solved_ticket_tell_how() -> None:
    told = telling.news(moves.resolved(a_ticket(), SOLVED, NOON), UUID(int=2))
    assert (told.resolved, told.text, told.version) == (True, SOLVED.notes, 2)


@given(st.text(max_size=300), st.integers(min_value=0, max_value=300))
def test_a_cut_text_fits_and_begins_as_it_did(words: str, limit: int) -> None:
    kept = telling.cut(words, limit)
    assert words.startswith(kept)
    assert len(json.dumps(kept, ensure_ascii=False).encode()) - 2 <= limit


def test_a_cut_text_loses_no_letter_that_had_room() -> None:
    assert telling.cut('añ"o', 4) == "añ"
    assert telling.cut('añ"o', 5) == 'añ"'


def test_news_of_the_longest_ticket_fit_a_queue_message() -> None:
    told = telling.news(a_ticket(description='"' * 20_000), UUID(int=2))
    assert len(told.text) == MESSAGE_BYTES / 2
    assert len(told.model_dump_json().encode()) < 48_000


def test_each_field_of_ones_own_is_a_change_by_itself() -> None:
    before = a_ticket(fields={"asset": "P-7", "floor": 3})
    after = moves.edited(before, Edit(fields={"asset": None, "vip": True}), NOON)
    made = [(each.field, each.old, each.new) for each in telling.changes(before, after)]
    assert made == [("fields.asset", "P-7", None), ("fields.vip", None, True)]
