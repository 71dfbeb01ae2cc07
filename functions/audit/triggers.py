"""What wakes the audit."""

import azure.functions as func

from functions.audit import service
from shared.wiring import deps

audit = func.Blueprint()


@audit.timer_trigger(arg_name="timer", schedule="20 * * * * *", use_monitor=False)
async def seal_audit(timer: func.TimerRequest) -> None:
    wired = await deps()
    await service.seal(wired.db)
