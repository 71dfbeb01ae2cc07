"""Whom the dialling benchmark rings: numbers kept for fiction, enlisted by the app's service."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import batched
from uuid import UUID

from phonenumbers import PhoneNumber, is_valid_number, timezone

from functions.people import enlisting
from functions.people import service as people
from functions.people.model import Entry
from scripts.local import environment
from shared.db.pool import Database

ZONE = "America/New_York"
PAGE = 500
AREAS = range(200, 1000)
HUNDRED = range(100)
FRENCH = ("19900", "26191", "35301", "46571", "53649")
"""Blocks of France's numbering plan for fiction (arcep.fr, decision 2018-0881)."""
BRITISH = (
    *("2079460", "1134960", "1144960", "1164960", "1174960", "1184960", "1214960"),
    *("1314960", "1414960", "1514960", "1614960", "1914980", "2896496", "2920180"),
)
"""Blocks of the British one (ofcom.org.uk, numbers for drama)."""


def numbers() -> Iterator[str]:
    """E.164 numbers kept for fiction that a network takes for real ones: 109,099 of them."""
    for area in filter(zones_of, AREAS):
        block = (f"+1{area}55501{nn:02}" for nn in HUNDRED)
        yield from (number for number in block if number != environment.NUMBER)
    for start in FRENCH:
        yield from (f"+33{start}{last:04}" for last in range(10_000))
    for start in BRITISH:
        yield from (f"+44{start}{last:03}" for last in range(1_000))


def zones_of(area: int) -> tuple[str, ...]:
    """The time zones of a North American area code; none where there is no such area."""
    number = PhoneNumber(country_code=1, national_number=area * 10_000_000 + 5_550_100)
    return timezone.time_zones_for_number(number) if is_valid_number(number) else ()


def entry(phone: str, zone: str = ZONE) -> Entry:
    """Somebody with that number."""
    name = f"Person {phone[-4:]}"
    return Entry(name=name, phone=phone, language="en", zones=(zone,), variables={})


async def enlist(db: Database, name: str, entries: Sequence[Entry], now: datetime) -> UUID:
    """A list of these people."""
    async with db.transaction() as conn:
        made = await people.list_named(conn, name, now)
    for page in batched(entries, PAGE, strict=False):
        async with db.transaction() as conn:
            await enlisting.enlist(conn, made.id, page, now)
    return made.id
