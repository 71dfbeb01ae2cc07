from datetime import timedelta

import pytest

from functions.audit import service as audit
from functions.audit.model import Wanted
from functions.numbers import service
from functions.numbers.service import NewNumber, NumberChange
from shared.db.pool import Database
from shared.errors import Invalid, NotFound, Stale
from tests.fakes import TurnedClock
from tests.functions.signing import ROOT

FIRST, SECOND = "+12025550198", "+12025550199"


async def known(db: Database, clock: TurnedClock, phone: str, day_cap: int | None = None) -> None:
    await service.add(db, clock, NewNumber(phone=phone, label="desk", day_cap=day_cap), by=ROOT)


async def test_a_number_is_read_in_any_spelling_and_known_once(
    db: Database, clock: TurnedClock
) -> None:
    spelled = NewNumber(phone="+1 (202) 555-0198", label="desk")
    first = await service.add(db, clock, spelled, by=ROOT)
    again = await service.add(db, clock, NewNumber(phone=FIRST, label="another"), by=ROOT)
    assert (first[0].phone, first[1], again[1], again[0].label) == (FIRST, True, False, "desk")


async def test_what_is_no_number_is_refused(db: Database, clock: TurnedClock) -> None:
    with pytest.raises(Invalid, match="phone"):
        await service.add(db, clock, NewNumber(phone="desk", label="desk"), by=ROOT)


async def test_the_room_of_a_pool_is_what_its_caps_leave_today(
    db: Database, clock: TurnedClock
) -> None:
    await known(db, clock, FIRST, day_cap=3)
    await known(db, clock, SECOND, day_cap=2)
    async with db.transaction() as conn:
        await service.count(conn, FIRST, clock.now())
        await service.quarantine(conn, SECOND, clock.now() + timedelta(days=1), "32017")
        assert await service.room(conn, [FIRST, SECOND], clock.now()) == 2


async def test_a_pool_with_a_number_without_a_cap_has_room_without_end(
    db: Database, clock: TurnedClock
) -> None:
    await known(db, clock, FIRST, day_cap=3)
    await known(db, clock, SECOND)
    async with db.transaction() as conn:
        assert await service.room(conn, [FIRST, SECOND], clock.now()) is None


async def test_no_call_is_counted_beyond_the_cap_until_tomorrow(
    db: Database, clock: TurnedClock
) -> None:
    await known(db, clock, FIRST, day_cap=1)
    async with db.transaction() as conn:
        today = [await service.count(conn, FIRST, clock.now()) for _ in range(2)]
        tomorrow = await service.count(conn, FIRST, service.tomorrow(clock.now()))
    assert (today, tomorrow) == ([True, False], True)


async def test_a_number_that_rested_long_enough_rings_again(
    db: Database, clock: TurnedClock
) -> None:
    await known(db, clock, FIRST)
    rested = clock.now() + timedelta(hours=2)
    async with db.transaction() as conn:
        await service.quarantine(conn, FIRST, clock.now() + timedelta(hours=1), "32017")
        assert await service.fittest(conn, [FIRST], preferred=None, now=clock.now()) is None
        assert await service.fittest(conn, [FIRST], preferred=None, now=rested) == FIRST


async def test_a_change_from_an_old_version_is_refused(db: Database, clock: TurnedClock) -> None:
    await known(db, clock, FIRST)
    changed = await service.change(db, clock, FIRST, NumberChange(day_cap=5), seen=1, by=ROOT)
    with pytest.raises(Stale):
        await service.change(db, clock, FIRST, NumberChange(day_cap=6), seen=1, by=ROOT)
    assert (changed.day_cap, changed.label, changed.version) == (5, "desk", 2)


async def test_a_number_nobody_has_told_us_of_is_not_changed(
    db: Database, clock: TurnedClock
) -> None:
    with pytest.raises(NotFound):
        await service.change(db, clock, FIRST, NumberChange(day_cap=6), seen=1, by=ROOT)


async def test_what_becomes_of_a_number_is_in_the_audit(db: Database, clock: TurnedClock) -> None:
    await known(db, clock, FIRST)
    await known(db, clock, FIRST)
    await service.change(db, clock, FIRST, NumberChange(day_cap=5), seen=1, by=ROOT)
    changed, created = await audit.entries(db, Wanted(subject=FIRST))
    assert (created.action, created.actor, created.before) == ("number.created", "Root", None)
    assert changed.action == "number.changed"
    assert (changed.before or {})["day_cap"] is None
    assert (changed.after or {})["day_cap"] == 5
