"""What wakes the ops domain."""

import azure.functions as func

from functions.ops import service
from shared.wiring import deps

ops = func.Blueprint()


@ops.timer_trigger(arg_name="timer", schedule="*/10 * * * * *", use_monitor=False)
async def sweep_outbox(timer: func.TimerRequest) -> None:
    wired = await deps()
    await service.sweep_outbox(wired.db, wired.relay)
