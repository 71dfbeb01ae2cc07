from datetime import timedelta

import pytest

from functions.rotas.model import OnCall, Rank
from functions.transfers.model import Ring, State, Transfer, next_rings
from shared.value import Spoken, new_id
from tests.fakes import NOON

PEOPLE = [
    OnCall(rank=Rank.FIRST, name=name, phone=f"+120255501{nn}", language=Spoken.EN)
    for nn, name in ((71, "Ana"), (72, "Ben"), (73, "Cai"))
]


def transfer(state: State = State.WAITING, waited: float = 0) -> Transfer:
    ended = None if state.is_open else NOON + timedelta(seconds=waited)
    return Transfer(
        id=new_id(NOON),
        call_id=new_id(NOON),
        n=1,
        allowance_id=None,
        rota="Support",
        language=Spoken.EN,
        ticket_id=None,
        state=state,
        wanted_at=NOON,
        ended_at=ended,
    )


def rings(people: list[OnCall], after: float = 0, before: list[Ring] | None = None) -> list[Ring]:
    return next_rings(transfer(), before or [], people, NOON + timedelta(seconds=after))


@pytest.mark.parametrize(("count", "seconds"), [(1, 20), (2, 10), (3, 10)])
def test_those_who_are_there_share_the_wait_but_each_has_time_to_get_to_the_phone(
    count: int, seconds: int
) -> None:
    assert {each.ring_seconds for each in rings(PEOPLE[:count])} == {seconds}


def test_where_a_line_was_engaged_the_last_one_has_the_rest_of_the_wait() -> None:
    first = rings(PEOPLE[:2])[0]
    assert [
        (each.person, each.place, each.ring_seconds) for each in rings(PEOPLE[:2], 3, [first])
    ] == [("Ben", 2, 17)]


def test_nobody_is_asked_twice_for_one_caller() -> None:
    first = rings(PEOPLE[:1])[0]
    assert rings(PEOPLE[:1], 3, [first]) == []


@pytest.mark.parametrize(("after", "is_asked"), [(15, True), (15.1, False), (60, False)])
def test_nobody_is_rung_for_too_short_a_while_to_answer(after: float, is_asked: bool) -> None:
    assert bool(rings(PEOPLE, after)) is is_asked


@pytest.mark.parametrize(
    ("state", "waited", "abandoned"),
    [
        (State.WAITING, 0, False),
        (State.TALKING, 0, False),
        (State.DONE, 90, False),
        (State.NOBODY_THERE, 0, True),
        (State.NOBODY_CAME, 20, True),
        (State.LEFT, 2, False),
        (State.LEFT, 2.5, True),
    ],
)
def test_who_wanted_a_person_got_none_and_had_waited_was_abandoned(
    state: State, waited: float, abandoned: bool
) -> None:
    assert transfer(state, waited).abandoned is abandoned
