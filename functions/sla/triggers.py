"""What wakes the clocks of tickets."""

import azure.functions as func

from functions.sla import service
from shared.wiring import deps

sla = func.Blueprint()


@sla.timer_trigger(arg_name="timer", schedule="*/15 * * * * *", use_monitor=False)
async def sweep_clocks(timer: func.TimerRequest) -> None:
    wired = await deps()
    await service.sweep(wired.db, wired.clock)
