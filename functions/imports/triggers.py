"""What wakes the imports domain."""

import azure.functions as func

from functions.imports import service
from shared.messages import ImportContacts
from shared.wiring import deps

imports = func.Blueprint()


@imports.queue_trigger(arg_name="message", queue_name=ImportContacts.queue, connection="Storage")
async def on_import(message: func.QueueMessage) -> None:
    wired = await deps()
    file = ImportContacts.model_validate_json(message.get_body())
    await service.read_import(wired.db, wired.clock, file.import_id)
