"""What wakes the bulk domain."""

import azure.functions as func

from functions.bulk import service
from shared.messages import RunBulk
from shared.wiring import deps

bulk = func.Blueprint()


@bulk.queue_trigger(arg_name="message", queue_name=RunBulk.queue, connection="Storage")
async def on_run_bulk(message: func.QueueMessage) -> None:
    wired = await deps()
    told = RunBulk.model_validate_json(message.get_body())
    await service.run(wired.db, wired.clock, told.job_id)


@bulk.timer_trigger(arg_name="timer", schedule="5 * * * * *", use_monitor=False)
async def sweep_bulk(timer: func.TimerRequest) -> None:
    wired = await deps()
    await service.sweep(wired.db, wired.clock)
