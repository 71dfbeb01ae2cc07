import pytest

from scripts.local.simulators.faults import Fault, Faults
from scripts.local.simulators.faults.places import ACTIONS, PLACES
from shared.errors import Invalid, NotFound

CREATE, STATUS = "rest.create", "webhook.status"


def struck(faults: Faults, where: str = CREATE, times: int = 5, **about: str) -> list[bool]:
    return [faults.strike(where, **about) is not None for _ in range(times)]


def one(**rule: object) -> Faults:
    faults = Faults()
    faults.add(Fault.model_validate({"where": CREATE, "action": "status", **rule}))
    return faults


def test_a_rule_strikes_every_request_at_its_place() -> None:
    assert struck(one()) == [True] * 5


def test_a_rule_leaves_other_places_alone() -> None:
    assert struck(one(), "rest.read") == [False] * 5


@pytest.mark.parametrize(
    ("rule", "hit"),
    [
        ({"after": 2}, [False, False, True, True, True]),
        ({"count": 2}, [True, True, False, False, False]),
        ({"after": 1, "count": 2}, [False, True, True, False, False]),
        ({"nth": 3}, [False, False, True, False, False]),
    ],
)
def test_a_rule_strikes_when_it_says(rule: dict[str, int], hit: list[bool]) -> None:
    assert struck(one(**rule)) == hit


def test_a_glob_means_every_place_that_knows_the_action() -> None:
    faults = one(where="*", action="drop")
    assert faults.strike(STATUS) is not None
    assert faults.strike("audio.fetch") is not None
    assert faults.strike(CREATE) is None


@pytest.mark.parametrize("match", ["*555*01", "555", "+12125550101", "MACHINE", "*machine?start*"])
def test_a_match_is_a_glob_or_a_piece(match: str) -> None:
    faults = one(match=match)
    assert faults.strike(CREATE, "+12125550101", "AnsweredBy=machine_start") is not None


def test_a_match_for_somebody_else_is_none() -> None:
    faults = one(match="555 0102")
    assert faults.strike(CREATE, "+12125550101") is None
    assert faults.rules[0].met == 0


def test_the_first_rule_that_strikes_decides() -> None:
    faults = one(id="first", count=1)
    faults.add(Fault(where=CREATE, action="reset", id="second"))
    hits = [faults.strike(CREATE) for _ in range(2)]
    assert [hit.id for hit in hits if hit] == ["first", "second"]


def test_only_the_actions_asked_for_are_looked_at() -> None:
    faults = one(action="delay")
    assert faults.strike(CREATE, actions={"status"}) is None
    assert faults.strike(CREATE, actions={"delay"}) is not None


def test_what_was_met_and_struck_is_counted() -> None:
    faults = one(after=1, count=1)
    struck(faults)
    assert (faults.rules[0].met, faults.rules[0].struck) == (5, 1)


def test_chance_is_the_same_for_the_same_seed() -> None:
    assert struck(one(probability=0.5), times=50) == struck(one(probability=0.5), times=50)


def test_chance_is_about_as_often_as_it_says() -> None:
    assert 250 < sum(struck(one(probability=0.3), times=1000)) < 350


def test_chance_for_one_does_not_depend_on_the_others() -> None:
    alone, among = one(probability=0.5), one(probability=0.5)
    hits = []
    for _ in range(20):
        struck(among, times=3, key="another")
        hits += struck(among, times=1, key="one")
    assert hits == struck(alone, times=20, key="one")


def test_another_seed_is_another_chance() -> None:
    ours, theirs = one(probability=0.5), Faults(seed=7)
    theirs.add(ours.rules[0].fault)
    assert struck(ours, times=50) != struck(theirs, times=50)


def test_rules_get_names_that_are_free() -> None:
    faults = Faults()
    faults.add(Fault(id="fault-1", where=CREATE, action="hang"))
    assert faults.add(Fault(where=CREATE, action="hang")).id == "fault-2"


def test_one_rule_can_be_ended() -> None:
    faults = one(id="mine")
    faults.remove("mine")
    assert struck(faults) == [False] * 5


def test_a_rule_that_is_not_there_cannot_be_ended() -> None:
    with pytest.raises(NotFound, match="mine"):
        Faults().remove("mine")


def test_after_a_clear_everything_begins_anew() -> None:
    faults = one(probability=0.5)
    before = struck(faults, times=30)
    faults.clear()
    assert struck(faults) == [False] * 5
    faults.add(Fault(where=CREATE, action="status", probability=0.5))
    assert struck(faults, times=30) == before


@pytest.mark.parametrize("action", ACTIONS)
def test_a_value_that_is_not_given_is_the_usual_one(action: str) -> None:
    assert Fault(where="*", action=action).value == ACTIONS[action].usual


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ({"where": "moon"}, "where"),
        ({"action": "drop"}, "action"),
        ({"action": "explode"}, "action"),
        ({"value": 200}, "value"),
        ({"value": 503.5}, "value"),
        ({"action": "hang", "value": 3}, "value"),
        ({"action": "delay", "value": -1}, "value"),
        ({"nth": 2, "after": 1}, "nth"),
        ({"nth": 2, "count": 1}, "nth"),
    ],
)
def test_a_rule_that_cannot_be_names_its_field_and_the_way_out(
    rule: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        one(**rule)
    told = caught.value.extra["errors"][0]
    assert told["field"] == field
    assert told["problem"]
    assert told["hint"]


def test_a_name_is_taken_once() -> None:
    faults = one(id="mine")
    with pytest.raises(Invalid, match="taken"):
        faults.add(Fault(id="mine", where=CREATE, action="hang"))


def test_every_place_knows_only_actions_there_are() -> None:
    assert {action for known in PLACES.values() for action in known} <= set(ACTIONS)
