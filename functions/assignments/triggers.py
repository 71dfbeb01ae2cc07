"""What wakes assignments."""

import azure.functions as func

from functions.assignments import service
from shared.messages import AssignTicket
from shared.wiring import deps

assignments = func.Blueprint()


@assignments.queue_trigger(arg_name="message", queue_name=AssignTicket.queue, connection="Storage")
async def on_assign_ticket(message: func.QueueMessage) -> None:
    wired = await deps()
    told = AssignTicket.model_validate_json(message.get_body())
    await service.assign(wired.db, wired.clock, told.ticket_id)


@assignments.timer_trigger(arg_name="timer", schedule="45 * * * * *", use_monitor=False)
async def sweep_assignments(timer: func.TimerRequest) -> None:
    wired = await deps()
    await service.sweep(wired.db, wired.clock)
