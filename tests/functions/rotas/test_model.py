from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.rotas import model
from functions.rotas.model import Plan, Rota
from shared.errors import Stale
from shared.records import rewritten
from shared.value import new_id
from tests.fakes import NOON

HOUR = timedelta(hours=1)
PEOPLE = [{"name": name, "phone": f"+1212555010{n}"} for n, name in enumerate(("Ana", "Eva", "Bo"))]
DAY = {"starts": "08:00", "ends": "20:00"}
NIGHT = {"starts": "20:00", "ends": "08:00"}


def rota(*shifts: dict[str, Any], zone: str = "Europe/Madrid", **more: Any) -> Rota:
    kept = {"id": new_id(NOON), "version": 1, "created_at": NOON}
    plan = {"name": "Network", "zone": zone, "people": PEOPLE, "shifts": shifts, **more}
    return Rota.model_validate({**kept, **plan})


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def there(rota: Rota, at: str) -> list[str]:
    return [each.name for each in model.on_call(rota, utc(at))]


def test_hours_are_those_of_the_rotas_zone() -> None:
    found = rota({"person": "Ana", **DAY})
    asked = [there(found, f"2027-03-01T{hour}") for hour in ("06:59", "07:00", "18:59", "19:00")]
    assert asked == [[], ["Ana"], ["Ana"], []]


def test_a_night_belongs_to_the_day_it_begins_on() -> None:
    found = rota({"person": "Ana", "weekdays": [1], **NIGHT})  # 2027-03-01 is a Monday
    asked = [
        there(found, at) for at in ("2027-03-01T03:00", "2027-03-01T22:00", "2027-03-02T06:59")
    ]
    assert asked == [[], ["Ana"], ["Ana"]]


def test_the_same_hour_twice_is_the_whole_day() -> None:
    found = rota({"person": "Ana", "weekdays": [1], "starts": "08:00", "ends": "08:00"})
    asked = [
        there(found, at) for at in ("2027-03-01T07:00", "2027-03-02T06:59", "2027-03-02T07:00")
    ]
    assert asked == [["Ana"], ["Ana"], []]


@pytest.mark.parametrize("night", ["2027-03-27", "2027-10-30"])  # of 23 hours, and of 25
def test_a_night_in_which_clocks_are_changed_has_no_gap(night: str) -> None:
    found = rota({"person": "Ana", **NIGHT}, {"person": "Eva", **DAY})
    begin = utc(f"{night}T12:00")
    asked = [model.on_call(found, begin + n * HOUR / 4) for n in range(4 * 24)]
    assert {len(each) for each in asked} == {1}


@pytest.mark.parametrize(
    ("day", "first", "hours"),
    [("2027-03-28", "2027-03-27T23:00", 23), ("2027-10-31", "2027-10-30T22:00", 25)],
)
def test_a_day_has_as_many_hours_as_its_clocks_say(day: str, first: str, hours: int) -> None:
    found = rota({"person": "Ana", "weekdays": [7], "starts": "00:00", "ends": "00:00"})
    begin = utc(first) - 6 * HOUR
    asked = [model.on_call(found, begin + n * HOUR) for n in range(48)]
    assert sum(len(each) for each in asked) == hours


def test_an_hour_that_clocks_skip_begins_after_them() -> None:
    found = rota({"person": "Ana", "weekdays": [7], "starts": "02:30", "ends": "04:00"})
    assert [there(found, f"2027-03-28T{at}") for at in ("01:29", "01:30", "01:59", "02:00")] == [
        [],
        ["Ana"],
        ["Ana"],
        [],
    ]


def test_shifts_that_overlap_are_asked_in_the_order_of_the_people() -> None:
    found = rota({"person": "Eva", **DAY}, {"person": "Ana", "starts": "12:00", "ends": "14:00"})
    assert there(found, "2027-03-01T12:00") == ["Ana", "Eva"]


def test_the_first_are_asked_before_the_second_and_the_manager() -> None:
    ranks = {"Ana": "manager", "Eva": "second", "Bo": "first"}
    found = rota(*({"person": name, "rank": rank, **DAY} for name, rank in ranks.items()))
    told = [(each.name, each.rank) for each in model.on_call(found, NOON)]
    assert told == [("Bo", "first"), ("Eva", "second"), ("Ana", "manager")]


def test_nobody_is_asked_twice() -> None:
    found = rota({"person": "Ana", **DAY}, {"person": "Ana", "rank": "manager", **DAY})
    assert [each.rank for each in model.on_call(found, NOON)] == ["first"]


def test_whoever_is_absent_is_not_asked() -> None:
    away = {"person": "Ana", "starts_at": NOON, "ends_at": NOON + HOUR}
    found = rota(
        {"person": "Ana", **DAY}, {"person": "Eva", "rank": "second", **DAY}, absences=[away]
    )
    asked = [[each.name for each in model.on_call(found, NOON + n * HOUR)] for n in (-1, 0, 1)]
    assert asked == [["Ana", "Eva"], ["Eva"], ["Ana", "Eva"]]


def test_whoever_stands_in_is_asked_instead_at_that_rank() -> None:
    instead = {"person": "Bo", "starts_at": NOON, "ends_at": NOON + HOUR}
    found = rota(
        {"person": "Ana", **DAY}, {"person": "Eva", "rank": "second", **DAY}, overrides=[instead]
    )
    assert [each.name for each in model.on_call(found, NOON)] == ["Bo", "Eva"]
    assert [each.name for each in model.on_call(found, NOON + HOUR)] == ["Ana", "Eva"]


def test_a_stand_in_who_is_absent_leaves_the_shift_as_it_was() -> None:
    spell = {"person": "Bo", "starts_at": NOON, "ends_at": NOON + HOUR}
    found = rota({"person": "Ana", **DAY}, overrides=[spell], absences=[spell])
    assert [each.name for each in model.on_call(found, NOON)] == ["Ana"]


def test_where_nobody_is_on_call_the_next_one_is_named() -> None:
    found = rota({"person": "Ana", "weekdays": [5], **DAY})
    coming = model.upcoming(found, NOON)  # a Monday
    assert coming is not None
    assert (coming.at, coming.people[0].name) == (utc("2027-03-05T07:00"), "Ana")


def test_the_next_one_is_whoever_is_back_first() -> None:
    away = {"person": "Ana", "starts_at": NOON - HOUR, "ends_at": NOON + 200 * 24 * HOUR}
    found = rota({"person": "Ana", "starts": "00:00", "ends": "00:00"}, absences=[away])
    coming = model.upcoming(found, NOON)
    assert coming is not None
    assert coming.at == NOON + 200 * 24 * HOUR


def test_without_shifts_nobody_is_next() -> None:
    assert model.upcoming(rota(), NOON) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"shifts": [{"person": "Zoe", **DAY}]},
        {"people": [PEOPLE[0], PEOPLE[0]]},
        {"people": []},
        {"shifts": [{"person": "Ana", "weekdays": [0], **DAY}]},
        {"shifts": [{"person": "Ana", "weekdays": [], **DAY}]},
        {"shifts": [{"person": "Ana", "starts": "08:00Z", "ends": "09:00"}]},
        {"absences": [{"person": "Ana", "starts_at": NOON, "ends_at": NOON}]},
    ],
)
def test_a_rota_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        Plan.model_validate({"name": "Network", "zone": "UTC", "people": PEOPLE, **wrong})


def test_a_change_of_an_older_version_names_what_differs() -> None:
    found = rota({"person": "Ana", **DAY})
    wanted = Plan.model_validate({"name": "Nets", "zone": found.zone, "people": PEOPLE})
    assert rewritten("rota", found, wanted, 1).version == 2
    with pytest.raises(Stale) as stale:
        rewritten("rota", found, wanted, 7)
    assert stale.value.extra["version"] == 1
    assert [each["field"] for each in stale.value.extra["changed"]] == ["name", "shifts"]
