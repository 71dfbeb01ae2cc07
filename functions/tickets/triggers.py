"""What wakes the tickets domain."""

from datetime import timedelta

import azure.functions as func

from functions.tickets import retelling, service
from shared.wiring import deps

tickets = func.Blueprint()


@tickets.timer_trigger(arg_name="timer", schedule="0 20 * * * *", use_monitor=False)
async def close_resolved(timer: func.TimerRequest) -> None:
    wired = await deps()
    window = timedelta(days=wired.settings.tickets.reopen_days)
    await service.close_due(wired.db, wired.clock, window=window)


@tickets.timer_trigger(arg_name="timer", schedule="30 * * * * *", use_monitor=False)
async def retell_lately(timer: func.TimerRequest) -> None:
    """Once a minute: what search does not know of the last minutes."""
    wired = await deps()
    await retelling.retell(wired.db, wired.clock, back=retelling.LATELY)


@tickets.timer_trigger(arg_name="timer", schedule="0 35 * * * *", use_monitor=False)
async def retell_day(timer: func.TimerRequest) -> None:
    """Once an hour: the same of the last day, for whatever an outage has left."""
    wired = await deps()
    await retelling.retell(wired.db, wired.clock, back=retelling.DAY)
