"""What boards count in one statement is what counting row by row comes to, whatever the rows."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from functions.access.model import Sight
from functions.board import service
from functions.tickets.conditions import OPEN
from shared.db.pool import Database
from shared.value import new_id
from tests.fakes import NOON, TurnedClock
from tests.functions.campaigns.conftest import Desk as CampaignDesk

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SIGHTS = (None, ("billing", "network"), ("billing",), ())
CLOSED = ("resolved", "closed", "canceled")
NEARLY = 0.9


@dataclass(frozen=True)
class Used:
    """A clock of ten hours that has had that share of its time, and whether it stands still."""

    share: float
    stands: bool

    @property
    def is_out(self) -> bool:
        return self.share >= 1

    @property
    def is_nearly_out(self) -> bool:
        return self.is_out or (self.share >= NEARLY and not self.stands)

    def row(self) -> dict[str, Any]:
        begun, spent = NOON - self.share * 10 * HOUR, self.share * 10 * HOUR
        if self.stands:
            return {"marks": [], "spent": spent}
        marks = [begun + share * 10 * HOUR for share in (0.5, 0.75, NEARLY, 1.0)]
        return {"marks": marks, "spent": timedelta()}


@dataclass(frozen=True)
class Told:
    """A ticket as it is drawn."""

    id: UUID
    state: str
    impact: int
    priority: int
    assignee: str | None
    group_key: str | None
    opened_at: datetime
    updated_at: datetime
    resolved_at: datetime | None
    clocks: tuple[Used, ...]

    def is_seen(self, groups: Sequence[str] | None) -> bool:
        return groups is None or self.group_key in groups or self.assignee == "Ana"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


def drawn(chance: Random) -> Told:
    state = chance.choice([*OPEN, *OPEN, *CLOSED])
    opened = NOON - chance.random() * 9 * DAY
    resolved = opened + chance.random() * (NOON - opened) if state in CLOSED[:2] else None
    clocks = chance.choice([0, 1, 2]) if state in OPEN else 0
    shares = [chance.choice([0.5, NEARLY, 0.95, 1.0, 1.5]) for _ in range(clocks)]
    return Told(
        id=new_id(opened),
        state=state,
        impact=1,
        priority=chance.randint(1, 5),
        assignee=chance.choice([None, "Ana", "Bea"]),
        group_key=chance.choice([None, "billing", "network", "field"]),
        opened_at=opened,
        updated_at=chance.choice([opened, NOON - DAY, NOON]),
        resolved_at=resolved,
        clocks=tuple(Used(share, stands=chance.random() < NEARLY / 3) for share in shares),
    )


async def keep(db: Database, tickets: Sequence[Told]) -> None:
    rule = {"id": new_id(NOON), "now": NOON}
    clocks = [
        {"ticket_id": each.id, "kind": kind, **used.row(), **rule}
        for each in tickets
        for kind, used in zip(("response", "resolution"), each.clocks, strict=False)
    ]
    async with db.transaction() as conn:
        await conn.execute(CALENDAR, rule)
        await conn.execute(DEFINITION, rule)
        await conn.cursor().executemany(TICKET, [asdict(each) for each in tickets])
        await conn.cursor().executemany(CLOCK, clocks)


def days(tickets: Iterable[Told]) -> list[dict[str, Any]]:
    lately = NOON - 7 * DAY
    opened = Counter(each.opened_at.date() for each in tickets if each.opened_at > lately)
    ends = [each.resolved_at for each in tickets if each.resolved_at]
    resolved = Counter(each.date() for each in ends if each > lately)
    return [
        {"day": day.isoformat(), "opened": opened[day], "resolved": resolved[day]}
        for day in sorted(opened | resolved)
    ]


@pytest.mark.parametrize("groups", SIGHTS, ids=str)
async def test_home_counts_as_one_would_by_hand(
    db: Database, clock: TurnedClock, groups: tuple[str, ...] | None
) -> None:
    chance = Random(str(groups))
    tickets = [drawn(chance) for _ in range(120)]
    await keep(db, tickets)
    sight = Sight(name="Ana", groups=frozenset(groups)) if groups is not None else None
    home = await service.home(db, clock, "Ana", sight)
    seen = [each for each in tickets if each.is_seen(groups)]
    assert wanted(seen).items() <= home.figures.items()
    assert home.series["by_day"] == days(seen)


def wanted(seen: Sequence[Told]) -> dict[str, int]:
    waiting = [each for each in seen if each.is_open]
    out = sum(any(each.is_out for each in one.clocks) for one in seen)
    nearly = sum(any(each.is_nearly_out for each in one.clocks) for one in seen)
    return {
        "at_risk": nearly - out,
        "breached": out,
        "open": len(waiting),
        "mine": sum(each.assignee == "Ana" for each in waiting),
        "unassigned": sum(each.assignee is None for each in waiting),
        "urgent": sum(each.priority <= 2 for each in waiting),
        "quiet": sum(each.updated_at <= NOON - DAY for each in waiting),
        "opened_day": sum(each.opened_at > NOON - DAY for each in seen),
        "resolved_day": sum((each.resolved_at or NOON - DAY) > NOON - DAY for each in seen),
    }


async def test_a_campaigns_days_are_told_as_one_would_count_them(
    db: Database, clock: TurnedClock
) -> None:
    campaign = await CampaignDesk(db, clock).running()
    ages = [Random(n).random() * 9 * DAY for n in range(80)]
    rows = [(new_id(NOON), campaign.id, NOON - age, n) for n, age in enumerate(ages)]
    async with db.transaction() as conn:
        await conn.cursor().executemany(RESULT, rows)
    shown = await service.campaign(db, clock, campaign.id)
    lately = [(at.date().isoformat(), cost) for _, _, at, cost in rows if at > NOON - 7 * DAY]
    assert [(each["day"], each["results"]) for each in shown.series["by_day"]] == sorted(
        Counter(day for day, _ in lately).items()
    )
    assert sum(each["cost_micro"] for each in shown.series["by_day"]) == sum(
        cost for _, cost in lately
    )


async def test_the_hours_of_calls_are_told_as_one_would_count_them(
    db: Database, clock: TurnedClock
) -> None:
    ages = [Random(n).random() * 30 * HOUR for n in range(80)]
    rows = [(new_id(NOON), f"CA{n}", NOON - age, n % 9 or None) for n, age in enumerate(ages)]
    async with db.transaction() as conn:
        await conn.cursor().executemany(CALL, rows)
    shown = await service.calls(db, clock)
    lately = [(f"{at:%Y-%m-%dT%H}:00:00Z", talk) for *_, at, talk in rows if at > NOON - DAY]
    talked = [talk for _, talk in lately if talk]
    hours = [(each["hour"], each["calls"]) for each in shown.series["by_hour"]]
    assert hours == sorted(Counter(hour for hour, _ in lately).items())
    assert (shown.figures["calls"], shown.figures["talk_seconds"]) == (len(lately), sum(talked))
    assert shown.figures["average_seconds"] == round(sum(talked) / len(talked))


CALENDAR = """
    insert into sla_calendar (id, name, plan, version, created_at)
    values (%(id)s, 'c', '{}', 1, %(now)s)
"""
DEFINITION = """
    insert into sla_definition (id, calendar_id, place, terms, version, created_at)
    values (%(id)s, %(id)s, 1, '{}', 1, %(now)s)
"""
TICKET = """
    insert into ticket (id, title, description, language, channel, requester_name, impact, urgency,
      priority, state, hold_reason, resolution_code, resolution_notes, assignee, group_key,
      opened_by, opened_at, updated_at, resolved_at, version)
    values (%(id)s, 'It jams', '', 'en', 'web', 'Eva', %(impact)s, %(impact)s, %(priority)s,
      %(state)s, case when %(state)s = 'on_hold' then 'awaiting_vendor' end,
      case when %(state)s in ('resolved', 'closed') then 'duplicate' end,
      case when %(state)s in ('resolved', 'closed') then 'The same' end, %(assignee)s,
      %(group_key)s, 'Eva', %(opened_at)s, %(updated_at)s, %(resolved_at)s, 1)
"""
CLOCK = """
    insert into sla_clock (ticket_id, kind, definition_id, calendar_id, priority, target, spent,
      marks, passed, round)
    values (%(ticket_id)s, %(kind)s, %(id)s, %(id)s, 3, '10 hours', %(spent)s,
      %(marks)s::timestamptz[], 0, 1)
"""
RESULT = """
    insert into campaign_result (attempt_id, campaign_id, at, outcome, again, cost_micro)
    values (%s, %s, %s, 'completed', false, %s)
"""
CALL = """
    insert into call (id, direction, phone, number, status, sid, created_at, seconds)
    values (%s, 'inbound', '+12125550147', '+12125550100', 'completed', %s, %s, %s)
"""
