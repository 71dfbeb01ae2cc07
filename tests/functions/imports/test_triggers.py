from types import SimpleNamespace

import azure.functions as func
import pytest

from functions.imports import service, triggers
from functions.imports.model import ImportState
from functions.imports.service import NewImport
from shared.db.pool import Database
from shared.messages import ImportContacts
from tests.fakes import NOON, TurnedClock


async def test_a_message_has_the_file_read(
    db: Database, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def deps() -> SimpleNamespace:
        return SimpleNamespace(db=db, clock=clock)

    monkeypatch.setattr(triggers, "deps", deps)
    new = NewImport(file_name="a.csv", list_name="Spring")
    import_, _ = await service.take(db, clock, new, b"phone\n+12125550100\n", by="Ana")
    message = ImportContacts.new(NOON, import_id=import_.id)
    await triggers.on_import(func.QueueMessage(body=message.model_dump_json()))
    async with db.transaction() as conn:
        assert (await service.get(conn, import_.id)).state is ImportState.DONE
