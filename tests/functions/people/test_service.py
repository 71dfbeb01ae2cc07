import asyncio
from uuid import UUID

import pytest

from functions.people import enlisting, service
from functions.people.model import Contact, Entry
from functions.people.service import NewContact
from shared.db.pool import Database
from shared.errors import Conflict, Invalid, NotFound
from shared.value import Spoken
from tests.fakes import NOON, TurnedClock

PHONE = "+12125550100"
NEW = NewContact(name="Workshop", phone="+1 212 555 0100", language=Spoken.EN)


@pytest.fixture
async def contact(db: Database, clock: TurnedClock) -> Contact:
    return await service.add_contact(db, clock, NEW)


async def test_a_contact_has_the_zone_of_its_number(contact: Contact) -> None:
    assert (contact.phone, contact.zones) == (PHONE, ("America/New_York",))


async def test_contacts_are_found_by_their_ids(db: Database, contact: Contact) -> None:
    async with db.transaction() as conn:
        found = await service.contacts(conn, [contact.id, UUID(int=9)])
    assert found == [contact]


async def test_one_phone_belongs_to_one_contact(
    db: Database, clock: TurnedClock, contact: Contact
) -> None:
    with pytest.raises(Conflict) as conflict:
        await service.add_contact(db, clock, NEW)
    assert conflict.value.extra == {"contact_id": str(contact.id)}


async def test_a_phone_nobody_can_dial_names_the_field(db: Database, clock: TurnedClock) -> None:
    new = NEW.model_copy(update={"phone": "555"})
    with pytest.raises(Invalid, match="phone:") as invalid:
        await service.add_contact(db, clock, new)
    assert invalid.value.extra["errors"][0]["field"] == "phone"


async def test_a_zone_that_does_not_exist_names_the_field(db: Database, clock: TurnedClock) -> None:
    with pytest.raises(Invalid, match="zones: 'Atlantis'"):
        await service.add_contact(db, clock, NEW.model_copy(update={"zones": ("Atlantis",)}))


async def test_a_zone_that_is_given_comes_before_that_of_the_number(
    db: Database, clock: TurnedClock
) -> None:
    new = NEW.model_copy(update={"zones": ("America/Denver",)})
    assert (await service.add_contact(db, clock, new)).zones == ("America/Denver",)


async def test_a_stranger_who_rings_becomes_a_contact_once(db: Database) -> None:
    async with db.transaction() as conn:
        first = await service.greet(conn, PHONE, language=Spoken.ES, now=NOON)
        again = await service.greet(conn, PHONE, language=Spoken.EN, now=NOON)
    assert (again, first.name, first.zones) == (first, PHONE, ("America/New_York",))


async def test_a_list_is_known_by_its_name_in_whatever_case(db: Database) -> None:
    async with db.transaction() as conn:
        first = await service.list_named(conn, "Spring", NOON)
        again = await service.list_named(conn, "SPRING", NOON)
    assert again.id == first.id


async def test_who_is_on_the_list_is_read_page_by_page(db: Database) -> None:
    entries = [
        Entry(name=f"{n}", phone=f"+121255501{n:02}", language="en", zones=(), variables={"n": "1"})
        for n in range(5)
    ]
    async with db.transaction() as conn:
        made = await service.list_named(conn, "Spring", NOON)
        await enlisting.enlist(conn, made.id, entries, NOON)
        first = await service.members(conn, made.id, None, 3)
        rest = await service.members(conn, made.id, first[-1].id, 3)
    assert {each.name for each in (*first, *rest)} == set("01234")
    assert (rest[0].contact_id, rest[0].variables) == (rest[0].id, {"n": "1"})


async def test_two_lists_with_the_same_people_at_once_do_not_block_each_other(
    db: Database,
) -> None:
    entries = [
        Entry(name="x", phone=f"+121255501{n:02}", language="en", zones=(), variables={})
        for n in range(50)
    ]

    async def fill(name: str, found: list[Entry]) -> int:
        async with db.transaction() as conn:
            made = await service.list_named(conn, name, NOON)
            await enlisting.enlist(conn, made.id, found, NOON)
            return (await service.contact_list(conn, made.id)).size

    sizes = await asyncio.gather(fill("a", entries), fill("b", entries[::-1]))
    assert list(sizes) == [50, 50]


async def test_there_are_no_members_of_a_list_that_is_not_there(db: Database) -> None:
    async with db.transaction() as conn:
        with pytest.raises(NotFound):
            await service.members(conn, UUID(int=9), None, 10)
