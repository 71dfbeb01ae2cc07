"""What wakes the exports domain."""

import azure.functions as func

from functions.exports import service
from shared.messages import RunExport
from shared.wiring import deps

exports = func.Blueprint()


@exports.queue_trigger(arg_name="message", queue_name=RunExport.queue, connection="Storage")
async def on_run_export(message: func.QueueMessage) -> None:
    wired = await deps()
    told = RunExport.model_validate_json(message.get_body())
    await service.run(wired.db, wired.files, wired.clock, told.export_id)


@exports.timer_trigger(arg_name="timer", schedule="50 */5 * * * *", use_monitor=False)
async def sweep_exports(timer: func.TimerRequest) -> None:
    wired = await deps()
    await service.sweep(wired.db, wired.clock)
