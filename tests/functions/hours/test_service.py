import psycopg
import pytest

from functions.hours import service
from functions.hours.model import Change, Hours, opening
from functions.hours.seeds import seeds
from shared.db.pool import Database
from shared.errors import Stale
from tests.fakes import TurnedClock
from tests.functions.hours.delivered import ALWAYS, EVERY_DAY, local

TERMS = {
    "name": {"en": "Florida", "es": "Florida"},
    "binds": ["marketing"],
    "week": dict.fromkeys(EVERY_DAY, ("10:00-12:00",)),
    "source": "counsel",
    "reason": "counsel says so",
}


def codes(hours: Hours) -> list[str]:
    return [each.rule.code for each in hours.bindings]


async def hours_of(db: Database, phone: str, purpose: str = "marketing") -> Hours:
    async with db.transaction() as conn:
        return await service.of(conn, phone, purpose)


async def amended(db: Database, clock: TurnedClock, code: str, seen: int) -> None:
    change = Change.model_validate(TERMS)
    await service.amend(db, clock, code, change, actor="Ana", seen=seen)


@pytest.mark.parametrize(
    ("phone", "purpose", "binding"),
    [
        ("+13055550100", "marketing", ["US", "US-FL", "courtesy"]),
        ("+12125550100", "marketing", ["US", "courtesy"]),
        ("+33199000000", "marketing", ["FR", "courtesy"]),
        ("+33199000000", "service", ["courtesy"]),
        ("+33199000000", "something else", ["FR", "courtesy"]),
        ("+573001234567", "service", ["CO", "courtesy"]),  # its law speaks of debts as well
        ("+4930901820", "marketing", ["*", "courtesy"]),
        ("+4930901820", "service", ["courtesy"]),
        ("+80012345678", "marketing", ["*", "courtesy"]),
        ("+17875550100", "marketing", ["US", "courtesy"]),
        ("no number", "service", []),
    ],
)
async def test_a_number_is_bound_by_country_state_and_courtesy(
    db: Database, phone: str, purpose: str, binding: list[str]
) -> None:
    assert codes(await hours_of(db, phone, purpose)) == binding


async def test_a_number_of_any_state_is_bound_by_all_of_them(db: Database) -> None:
    found = codes(await hours_of(db, "+18005550100"))
    delivered = [code for code in seeds() if code.startswith(("US", "CA"))]
    assert sorted(found) == sorted([*delivered, "*", "courtesy"])


async def test_a_country_without_a_rule_keeps_its_own_holidays(db: Database) -> None:
    unity = local("2026-10-03T12:00", "Europe/Berlin")  # a Saturday
    found = opening(await hours_of(db, "+4930901820"), ALWAYS, ["Europe/Berlin"], unity)
    assert found == local("2026-10-05T09:00", "Europe/Berlin")


async def test_a_change_counts_from_the_next_question_on(db: Database, clock: TurnedClock) -> None:
    await amended(db, clock, "US-FL", seen=1)
    evening = local("2027-03-01T15:00", "America/New_York")
    hours = await hours_of(db, "+13055550100")
    tomorrow = local("2027-03-02T10:00", "America/New_York")
    assert opening(hours, ALWAYS, ["America/New_York"], evening) == tomorrow


async def test_a_new_rule_takes_the_place_of_the_default(db: Database, clock: TurnedClock) -> None:
    await amended(db, clock, "DE", seen=0)
    assert codes(await hours_of(db, "+4930901820")) == ["DE", "courtesy"]


async def test_what_was_delivered_stays_in_the_history(db: Database, clock: TurnedClock) -> None:
    await amended(db, clock, "US-FL", seen=1)
    await amended(db, clock, "US-FL", seen=2)
    async with db.transaction() as conn:
        found = await service.history(conn, "US-FL")
    assert [each.version for each in found] == [3, 2, 1]
    assert found[-1] == seeds()["US-FL"]


async def test_of_two_changes_to_one_version_the_second_is_refused(
    db: Database, clock: TurnedClock
) -> None:
    await amended(db, clock, "US-FL", seen=1)
    with pytest.raises(Stale, match="version 2") as stale:
        await amended(db, clock, "US-FL", seen=1)
    assert [each["version"] for each in stale.value.extra["missed"]] == [2]
    assert "source" in {each["field"] for each in stale.value.extra["changed"]}


async def test_history_cannot_be_rewritten(db: Database, clock: TurnedClock) -> None:
    await amended(db, clock, "US-FL", seen=1)
    with pytest.raises(psycopg.errors.RaiseException, match="not rewritten"):
        async with db.transaction() as conn:
            await conn.execute("update calling_rule set reason = 'another'")


def test_every_rule_as_delivered_names_its_source_and_is_no_advice() -> None:
    assert all("not legal advice" in rule.source for rule in seeds().values())


def test_all_of_the_united_states_and_nine_more_countries_are_delivered() -> None:
    wanted = {"US", "ES", "FR", "GB", "MX", "CO", "AR", "CL", "AU", "CA", "*", "courtesy"}
    assert wanted == {code for code in seeds() if "-" not in code}
