"""Takes an import back: whom it brought, and what it said of them, is as if it had not been."""

from uuid import UUID

from functions.imports import service, store
from functions.imports.model import Import, ImportState, check_withdrawal
from functions.people import enlisting as people
from functions.permission import service as permission
from shared.db.pool import Connection, Database
from shared.errors import NotFound
from shared.ports import Clock


async def withdraw(db: Database, clock: Clock, import_id: UUID, *, by: str) -> Import:
    """Take one back; again is harmless. Who reads it stops. Raises `NotFound` or `Conflict`.

    Who is on another list, agreed to something else, or was changed since stays known, and what
    people forbade or took back stays as it is.
    """
    async with db.transaction() as conn:
        import_ = await store.for_update(conn, import_id)
        if import_ is None:
            raise NotFound("No such import.", import_id=str(import_id))
        check_withdrawal(import_)
        if import_.state is not ImportState.WITHDRAWN:
            await _undo(conn, import_)
            await store.set_withdrawn(conn, import_id, by, clock.now())
        return await service.get(conn, import_id)


async def _undo(conn: Connection, import_: Import) -> None:
    await people.unlist(conn, import_.list_id, await store.joined(conn, import_.id))
    await permission.forget_consents(conn, import_.id)
    await people.restore(conn, await store.changed(conn, import_.id))
    await people.remove_unused(conn, await store.created(conn, import_.id))
