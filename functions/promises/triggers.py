"""What wakes the promises domain."""

import azure.functions as func

from functions.promises import watching
from shared.wiring import deps

promises = func.Blueprint()


@promises.timer_trigger(arg_name="timer", schedule="*/30 * * * * *", use_monitor=False)
async def sweep_promises(timer: func.TimerRequest) -> None:
    wired = await deps()
    await watching.sweep(wired.db, wired.clock, wired.settings.support_rota)
