from datetime import timedelta
from itertools import permutations
from uuid import uuid4

import pytest

from functions.recordings import model
from functions.recordings.model import Part, Recording, State, Step, Unsatisfiable
from tests.fakes import NOON

SID = f"RE{1:032}"


def wanted() -> Recording:
    return model.wanted(uuid4(), "standard", NOON)


def told(recording: Recording, *statuses: str) -> Recording:
    for status in statuses:
        recording = model.told(recording, SID, status, 30, NOON)
    return recording


@pytest.mark.parametrize("order", list(permutations(["in-progress", "completed", "completed"])))
def test_callbacks_in_any_order_come_to_the_same(order: tuple[str, ...]) -> None:
    assert told(wanted(), *order).state is State.ENDED


def test_a_callback_before_our_own_answer_is_not_undone_by_it() -> None:
    ended = told(wanted(), "completed")
    assert told(ended, "in-progress") == ended


def test_there_is_nothing_to_do_about_what_is_absent() -> None:
    absent = told(wanted(), "in-progress", "absent", "completed")
    assert (absent.state, absent.due_at, model.next_step(absent)) == (State.ABSENT, None, None)


def test_what_must_not_be_is_removed_again_whenever_it_is_heard_of() -> None:
    gone = model.discarded(model.unwanted(wanted(), "refused", NOON))
    assert model.next_step(gone) is None
    assert model.next_step(told(gone, "completed")) is Step.DISCARD


def test_the_first_reason_stands() -> None:
    refused = model.unwanted(wanted(), "refused", NOON)
    assert model.unwanted(refused, "expired", NOON) == refused


def test_pauses_double_up_to_an_hour() -> None:
    recording, pauses = told(wanted(), "completed"), []
    for _ in range(12):
        recording = model.delayed(recording, None, NOON)
        pauses.append((recording.due_at or NOON) - NOON)
    assert pauses[:3] == [timedelta(seconds=5), timedelta(seconds=10), timedelta(seconds=20)]
    assert pauses[-1] == timedelta(hours=1)


def test_the_network_may_ask_for_a_longer_pause() -> None:
    delayed = model.delayed(told(wanted(), "completed"), 90, NOON)
    assert delayed.due_at == NOON + timedelta(seconds=90)


def test_a_file_that_never_comes_is_given_up() -> None:
    tried = told(wanted(), "completed").model_copy(update={"tries": model.MOST_TRIES - 1})
    assert model.delayed(tried, None, NOON).state is State.ABSENT


def test_a_removal_is_never_given_up() -> None:
    refused = model.unwanted(told(wanted(), "completed"), "refused", NOON)
    tried = refused.model_copy(update={"tries": model.MOST_TRIES})
    assert model.next_step(model.delayed(tried, None, NOON)) is Step.DISCARD


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=10-", 10, 99),
        ("bytes=10-500", 10, 99),
        ("bytes=-20", 80, 99),
        ("bytes=-500", 0, 99),
    ],
)
def test_a_part_lies_within_the_file(asked: str, first: int, last: int) -> None:
    assert model.part(asked, 100) == Part(first=first, last=last, size=100)


@pytest.mark.parametrize("asked", ["", "bytes=-", "bytes=5-2", "bytes=0-1,5-6", "lines=1-2"])
def test_what_is_no_range_asks_for_all(asked: str) -> None:
    assert model.part(asked, 100) is None


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_a_part_beyond_the_end_is_refused(asked: str) -> None:
    with pytest.raises(Unsatisfiable):
        model.part(asked, 100)
