"""Small files of contacts, taken and read."""

from uuid import UUID

from functions.imports import service
from functions.imports.model import Import, ImportRow
from functions.imports.service import NewImport
from functions.people import service as people
from functions.people.model import Contact
from shared.db.pool import Database
from tests.fakes import TurnedClock

FILE = """name,phone,order
Depot,+12125550100,A-1
Workshop,+1 212 555 0101,A-2
Depot again,+12125550100,A-3
Broken,"1,2E+10",A-4
=cmd(),+12125550102,-1
"""
NEW = NewImport(file_name="spring.csv", list_name="Spring", country="US")


async def take(db: Database, clock: TurnedClock, text: str = FILE, new: NewImport = NEW) -> Import:
    import_, _ = await service.take(db, clock, new, text.encode(), by="Ana")
    return import_


async def get(db: Database, import_id: UUID) -> Import:
    async with db.transaction() as conn:
        return await service.get(conn, import_id)


async def rows(db: Database, import_id: UUID) -> list[ImportRow]:
    async with db.transaction() as conn:
        return await service.rows(conn, import_id, result=None, after=0, limit=200)


async def contacts(db: Database) -> list[Contact]:
    async with db.transaction() as conn:
        return await people.contact_page(conn, after=None, limit=200)


def counts(import_: Import) -> tuple[int, ...]:
    return (import_.imported, import_.repaired, import_.duplicate, import_.rejected)
