"""Which rules bind a number, and how they are changed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time

from functions.hours import calendars, model, store
from functions.hours.model import (
    CODE,
    COURTESY,
    DEFAULT,
    Binding,
    Change,
    Hours,
    Limit,
    Purpose,
    Rule,
    Window,
    limits,
    opening,
)
from functions.hours.reasons import Finding, Told, findings, summary
from functions.hours.regions import Place, is_place, places
from functions.hours.seeds import seeds
from functions.people import service as people
from functions.phones.model import dialled
from shared.db.pool import Connection, Database
from shared.errors import Invalid, NotFound, Stale
from shared.ports import Clock
from shared.value import Instant, Value

ALWAYS = Window(opens_at=time(0), closes_at=time(0), weekdays=(1, 2, 3, 4, 5, 6, 7))
FIRST_YEAR, LAST_YEAR = 2000, 2100


class Answer(Value):
    """Whether a number may be called at an instant, what was asked, and why."""

    phone: str
    purpose: Purpose
    at: Instant
    allowed: bool
    opens_at: Instant | None
    zones: tuple[str, ...]
    limits: tuple[Limit, ...]
    findings: tuple[Finding, ...]
    why: Told


async def of(conn: Connection, phone: str, purpose: str) -> Hours:
    """The rules in force for that E.164 number, in one round trip. No rules where it is no number.

    Every purpose that is not `service` is bound as marketing is, the stricter of the two.
    """
    rules, where = await in_force(conn), places(phone)
    kind = "service" if purpose == "service" else "marketing"
    bindings = () if where is None else _bindings(where, rules)
    bound = tuple(each for each in bindings if kind in each.rule.binds)
    if any(each.rule.closed_on_holidays for each in bound):
        await calendars.load()
    return Hours(bindings=bound)


async def in_force(conn: Connection) -> dict[str, Rule]:
    """By code, what admins changed, and else what was delivered."""
    changed = {rule.code: rule for rule in await store.in_force(conn)}
    return dict(sorted((seeds() | changed).items()))


def _bindings(where: Sequence[Place], rules: Mapping[str, Rule]) -> Iterator[Binding]:
    """Of each place its country's rule and its region's; the default where a country has none."""
    countries = {place.country for place in where}
    bound = [rule for code, rule in rules.items() if any(place.holds(code) for place in where)]
    if not countries or not countries <= {rule.code for rule in bound}:
        bound.append(rules[DEFAULT])
    home = countries.pop() if len(countries) == 1 else ""
    for rule in (*bound, rules[COURTESY]):
        calendar = home if rule.code in {DEFAULT, COURTESY} else rule.code
        yield Binding(rule=rule, calendar=calendar)


async def rule(conn: Connection, code: str) -> Rule:
    """The rule in force. Raises `NotFound`."""
    found = (await in_force(conn)).get(_known(code))
    if found is None:
        raise NotFound(
            "There is no such rule. To make one, PUT it with If-None-Match: *.", code=code
        )
    return found


def _known(code: str) -> str:
    if not re.fullmatch(CODE, code) or not (code in {DEFAULT, COURTESY} or is_place(code)):
        problem = f"“{code}” is no country or region."
        hint = "Write FR for a country, US-FL for a state, * for all others, or courtesy."
        errors = [{"field": "code", "problem": problem, "hint": hint}]
        raise Invalid(f"code: {problem} {hint}", errors=errors)
    return code


async def history(conn: Connection, code: str) -> list[Rule]:
    """What a rule has become, the newest first; the last is how it was delivered. May be empty."""
    changed = await store.history(conn, _known(code))
    delivered = seeds().get(code)
    return [*changed, delivered] if delivered else changed


async def amend(
    db: Database, clock: Clock, code: str, change: Change, *, actor: str, seen: int
) -> Rule:
    """Put other terms in force, from the next dial on. `seen` is 0 where there was no rule.

    Raises `Stale` where somebody else was faster.
    """
    async with db.transaction() as conn:
        await _check_seen(conn, code, seen)
        who = {"code": code, "version": seen + 1, "changed_by": actor, "changed_at": clock.now()}
        amended = Rule.model_validate(change.model_dump() | who)
        if not await store.add(conn, amended):
            await _check_seen(conn, code, seen)
        return amended


async def _check_seen(conn: Connection, code: str, seen: int) -> None:
    """Raise `Stale` unless that is the version in force; 0 is no rule yet."""
    known = await history(conn, code)
    version = known[0].version if known else 0
    if seen != version:
        since = model.missed(known, seen)
        raise Stale.since("rule", seen=seen, version=version, missed=since)


async def check(conn: Connection, phone: str, purpose: Purpose, at: datetime) -> Answer:
    """Whether that number may be called then, as far as hours go. Asks the contact's own zones."""
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        problem = f"the year {at.year} is too far away; give one from {FIRST_YEAR} to {LAST_YEAR}"
        raise Invalid(f"at: {problem}.", errors=[{"field": "at", "problem": problem}])
    number = dialled(phone)
    contact = await people.contact_by_phone(conn, number.number)
    zones = contact.zones if contact else number.zones
    hours = await of(conn, number.number, purpose)
    found, opens_at = findings(hours, zones, at), opening(hours, ALWAYS, zones, at)
    return Answer(
        phone=number.number,
        purpose=purpose,
        at=at,
        allowed=opens_at == at,
        opens_at=opens_at,
        zones=zones,
        limits=limits(hours),
        findings=found,
        why=summary(found, opens_at, at),
    )
