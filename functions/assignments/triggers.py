"""What wakes assignments."""

import azure.functions as func

from functions.assignments import service
from shared import outbox
from shared.messages import AssignTicket
from shared.wiring import deps

assignments = func.Blueprint()


@assignments.queue_trigger(arg_name="message", queue_name=AssignTicket.queue, connection="Storage")
async def on_assign_ticket(message: func.QueueMessage) -> None:
    wired = await deps()
    body, times = message.get_body(), message.dequeue_count
    for told in await outbox.unpacked(wired.queue, AssignTicket, body, times):
        await service.assign(wired.db, wired.clock, told.ticket_id)


@assignments.timer_trigger(arg_name="timer", schedule="45 * * * * *", use_monitor=False)
async def sweep_assignments(timer: func.TimerRequest) -> None:
    wired = await deps()
    await service.sweep(wired.db, wired.clock)
