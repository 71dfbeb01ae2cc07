import asyncio
from uuid import UUID

import pytest

from functions.imports import service
from functions.imports.model import Import, ImportState, Known
from functions.imports.service import NewImport
from functions.imports.withdrawal import withdraw
from functions.people import service as people
from functions.people.model import Contact
from functions.people.service import ContactChange
from functions.permission import service as permission
from functions.permission.service import NewConsent
from shared.db.pool import Database
from shared.errors import Conflict, NotFound
from tests.fakes import NOON, TurnedClock

ANA, BEN = "+12125550100", "+12125550101"
FILE = f"name,phone\nAna,{ANA}\nBen,{BEN}\nAna again,{ANA}\nBroken,12\n"
NEW = NewImport(
    file_name="spring.csv",
    list_name="Spring",
    country="US",
    consent_purpose="sales",
    consent_source="form 7",
)


async def imported(db: Database, clock: TurnedClock, text: str = FILE, **changes: object) -> Import:
    await clock.advance(1)
    new = NEW.model_copy(update=changes)
    import_, _ = await service.take(db, clock, new, text.encode(), by="Ana")
    await service.read_import(db, clock, import_.id)
    return import_


async def known(db: Database, phone: str = ANA) -> Contact | None:
    async with db.transaction() as conn:
        return await people.contact_by_phone(conn, phone)


async def size(db: Database, list_id: UUID) -> int:
    async with db.transaction() as conn:
        return (await people.contact_list(conn, list_id)).size


async def consents(db: Database, contact: Contact) -> list[str]:
    async with db.transaction() as conn:
        return [each.source for each in await permission.consents(conn, contact.phone)]


async def test_whom_it_brought_is_gone_from_the_list_and_from_the_contacts(
    db: Database, clock: TurnedClock
) -> None:
    import_ = await imported(db, clock)
    withdrawn = await withdraw(db, clock, import_.id, by="Ben")
    assert (withdrawn.state, withdrawn.withdrawn_by) == (ImportState.WITHDRAWN, "Ben")
    assert (await size(db, import_.list_id), await known(db), await known(db, BEN)) == (
        0,
        None,
        None,
    )


async def test_what_became_of_the_rows_stays_to_be_read(db: Database, clock: TurnedClock) -> None:
    import_ = await imported(db, clock)
    withdrawn = await withdraw(db, clock, import_.id, by="Ben")
    assert (withdrawn.imported, withdrawn.duplicate, withdrawn.rejected) == (2, 1, 1)
    async with db.transaction() as conn:
        rows = await service.rows(conn, import_.id, result=None, after=0, limit=9)
    assert [row.contact_id for row in rows] == [None] * 4


async def test_again_is_harmless(db: Database, clock: TurnedClock) -> None:
    import_ = await imported(db, clock)
    first = await withdraw(db, clock, import_.id, by="Ben")
    assert await withdraw(db, clock, import_.id, by="Ana") == first


async def test_the_same_file_can_then_be_imported_anew(db: Database, clock: TurnedClock) -> None:
    import_ = await imported(db, clock)
    await withdraw(db, clock, import_.id, by="Ben")
    again = await imported(db, clock)
    await withdraw(db, clock, again.id, by="Ben")
    assert len({import_.id, again.id, (await imported(db, clock)).id}) == 3
    assert await size(db, import_.list_id) == 2


async def test_who_is_on_another_list_stays_a_contact(db: Database, clock: TurnedClock) -> None:
    import_ = await imported(db, clock)
    await imported(db, clock, list_name="Autumn", consent_purpose=None, consent_source=None)
    await withdraw(db, clock, import_.id, by="Ben")
    assert (await size(db, import_.list_id), await known(db) is None) == (0, False)


async def test_who_was_on_the_list_before_stays_on_it(db: Database, clock: TurnedClock) -> None:
    first = await imported(db, clock, f"phone\n{ANA}\n")
    more = await imported(db, clock)
    await withdraw(db, clock, more.id, by="Ben")
    assert (await size(db, first.list_id), await known(db, BEN)) == (1, None)


async def test_who_was_changed_since_stays_a_contact(db: Database, clock: TurnedClock) -> None:
    import_ = await imported(db, clock)
    contact = await known(db)
    assert contact
    await people.change_contact(db, contact.id, ContactChange(name="Anna"), seen=1)
    await withdraw(db, clock, import_.id, by="Ben")
    left = await known(db)
    assert left
    assert (left.name, await consents(db, left)) == ("Anna", [])


async def test_who_agreed_to_something_else_stays_with_that(
    db: Database, clock: TurnedClock
) -> None:
    import_ = await imported(db, clock)
    contact = await known(db)
    assert contact
    given = NewConsent(purpose="service", source="call")
    await permission.give_consent(db, clock, contact.phone, given, by="agent")
    await withdraw(db, clock, import_.id, by="Ben")
    assert await consents(db, contact) == ["call"]


async def test_what_people_took_back_and_forbade_stays(db: Database, clock: TurnedClock) -> None:
    import_ = await imported(db, clock)
    async with db.transaction() as conn:
        await permission.opt_out(conn, ANA, "call", "call 1", NOON)
    await withdraw(db, clock, import_.id, by="Ben")
    contact = await known(db)
    assert contact
    assert await consents(db, contact) == ["form 7"]
    async with db.transaction() as conn:
        assert await permission.forbidden(conn, [ANA]) == {ANA}


async def test_whom_it_changed_is_again_as_before(db: Database, clock: TurnedClock) -> None:
    await imported(db, clock, f"name,phone\nAnna,{ANA}\n", list_name="Autumn")
    import_ = await imported(db, clock, known=Known.UPDATE)
    await withdraw(db, clock, import_.id, by="Ben")
    contact = await known(db)
    assert contact
    assert (contact.name, contact.version) == ("Anna", 3)


async def test_whom_somebody_changed_since_is_left_as_it_is(
    db: Database, clock: TurnedClock
) -> None:
    await imported(db, clock, f"name,phone\nAnna,{ANA}\n", list_name="Autumn")
    import_ = await imported(db, clock, known=Known.UPDATE)
    contact = await known(db)
    assert contact
    await people.change_contact(db, contact.id, ContactChange(name="Annie"), seen=2)
    await withdraw(db, clock, import_.id, by="Ben")
    assert [each.name for each in [await known(db)] if each] == ["Annie"]


async def test_who_reads_it_stops(db: Database, clock: TurnedClock) -> None:
    import_, _ = await service.take(db, clock, NEW, FILE.encode(), by="Ana")
    reads = service.read_import(db, clock, import_.id, batch=1)
    await asyncio.gather(reads, withdraw(db, clock, import_.id, by="Ben"))
    async with db.transaction() as conn:
        ended = await service.get(conn, import_.id)
    assert (ended.state, await size(db, import_.list_id)) == (ImportState.WITHDRAWN, 0)
    assert (await known(db), await known(db, BEN)) == (None, None)


async def test_one_that_waits_is_never_read(db: Database, clock: TurnedClock) -> None:
    import_, _ = await service.take(db, clock, NEW, FILE.encode(), by="Ana")
    await withdraw(db, clock, import_.id, by="Ben")
    await service.read_import(db, clock, import_.id)
    assert await known(db) is None


async def test_a_file_that_failed_has_nothing_to_withdraw(db: Database, clock: TurnedClock) -> None:
    import_, _ = await service.take(db, clock, NEW, FILE.encode(), by="Ana")
    async with db.transaction() as conn:
        await conn.execute("update contact_import set file = 'mail'")
    await service.read_import(db, clock, import_.id)
    with pytest.raises(Conflict, match="nothing of it"):
        await withdraw(db, clock, import_.id, by="Ben")


async def test_an_import_that_is_not_there_is_not_withdrawn(
    db: Database, clock: TurnedClock
) -> None:
    with pytest.raises(NotFound):
        await withdraw(db, clock, UUID(int=1), by="Ben")
