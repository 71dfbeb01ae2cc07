"""What wakes the access domain."""

import azure.functions as func

from functions.access import once
from shared.wiring import deps

access = func.Blueprint()


@access.timer_trigger(arg_name="timer", schedule="0 50 * * * *", use_monitor=False)
async def forget_requests(timer: func.TimerRequest) -> None:
    wired = await deps()
    await once.forget(wired.db, wired.clock)
