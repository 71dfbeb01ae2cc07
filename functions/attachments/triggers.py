"""What wakes the attachments domain."""

import azure.functions as func

from functions.attachments import service
from shared.messages import ForgetFiles
from shared.wiring import deps

attachments = func.Blueprint()


@attachments.queue_trigger(arg_name="message", queue_name=ForgetFiles.queue, connection="Storage")
async def on_forget_files(message: func.QueueMessage) -> None:
    wired = await deps()
    gone = ForgetFiles.model_validate_json(message.get_body())
    await service.forget(wired.files, gone.paths)


@attachments.timer_trigger(arg_name="timer", schedule="0 40 * * * *", use_monitor=False)
async def sweep_uploads(timer: func.TimerRequest) -> None:
    wired = await deps()
    await service.sweep(wired.db, wired.clock)
