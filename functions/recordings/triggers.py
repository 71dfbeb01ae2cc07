"""What wakes the recordings domain."""

import azure.functions as func

from functions.calls.line import our_line
from functions.recordings import service
from functions.recordings.service import Studio
from shared.messages import TendRecording
from shared.wiring import deps

recordings = func.Blueprint()


@recordings.queue_trigger(arg_name="message", queue_name=TendRecording.queue, connection="Storage")
async def on_tend_recording(message: func.QueueMessage) -> None:
    wired = await deps()
    tend = TendRecording.model_validate_json(message.get_body())
    line = our_line(wired.settings, await wired.secrets.secret("callback-key"))
    studio = Studio(wired.clock, wired.recorder, wired.files, line)
    await service.tend(wired.db, studio, tend.call_id)


@recordings.timer_trigger(arg_name="timer", schedule="*/15 * * * * *", use_monitor=False)
async def sweep_recordings(timer: func.TimerRequest) -> None:
    wired = await deps()
    await service.sweep(wired.db, wired.clock)


@recordings.timer_trigger(arg_name="timer", schedule="0 20 * * * *", use_monitor=False)
async def expire_recordings(timer: func.TimerRequest) -> None:
    wired = await deps()
    kept = wired.settings.retention
    await service.expire(wired.db, wired.clock, kept.days, dry_run=kept.dry_run)
