"""What wakes the tickets domain."""

from datetime import timedelta

import azure.functions as func

from functions.tickets import service
from shared.wiring import deps

tickets = func.Blueprint()


@tickets.timer_trigger(arg_name="timer", schedule="0 20 * * * *", use_monitor=False)
async def close_resolved(timer: func.TimerRequest) -> None:
    wired = await deps()
    window = timedelta(days=wired.settings.tickets.reopen_days)
    await service.close_due(wired.db, wired.clock, window=window)
