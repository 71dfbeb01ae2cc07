"""What wakes the links domain."""

import azure.functions as func

from functions.links import service
from shared.messages import TicketResolved
from shared.wiring import deps

links = func.Blueprint()


@links.queue_trigger(arg_name="message", queue_name=TicketResolved.queue, connection="Storage")
async def on_ticket_resolved(message: func.QueueMessage) -> None:
    wired = await deps()
    told = TicketResolved.model_validate_json(message.get_body())
    await service.follow(wired.db, wired.clock, told.ticket_id, told.version)
