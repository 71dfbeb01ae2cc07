"""Which rules bind a number, and how they are changed."""

from collections.abc import Iterator, Mapping, Sequence

from functions.hours import calendars, store
from functions.hours.model import COURTESY, DEFAULT, Binding, Hours, Rule
from functions.hours.regions import Place, places
from functions.hours.seeds import seeds
from shared.db.pool import Connection


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
