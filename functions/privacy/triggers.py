"""What wakes the privacy domain."""

import azure.functions as func

from functions.privacy import retention, service
from shared.messages import Erase
from shared.wiring import deps

privacy = func.Blueprint()


@privacy.queue_trigger(arg_name="message", queue_name=Erase.queue, connection="Storage")
async def on_erase(message: func.QueueMessage) -> None:
    wired = await deps()
    erase = Erase.model_validate_json(message.get_body())
    await service.carry_on(wired.db, wired.clock, wired.transcripts, wired.files, erase.erasure_id)


@privacy.timer_trigger(arg_name="timer", schedule="45 * * * * *", use_monitor=False)
async def sweep_erasures(timer: func.TimerRequest) -> None:
    wired = await deps()
    await service.sweep(wired.db, wired.clock)


@privacy.timer_trigger(arg_name="timer", schedule="0 50 * * * *", use_monitor=False)
async def retire_rows(timer: func.TimerRequest) -> None:
    wired = await deps()
    kept = wired.settings.retention
    await retention.retire(wired.db, wired.clock, kept.days, dry_run=kept.dry_run)
