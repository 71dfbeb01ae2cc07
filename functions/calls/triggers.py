"""What wakes the calls domain."""

import azure.functions as func

from functions.calls import dial as dialling
from functions.calls import reconcile as reconciling
from functions.calls.line import our_line
from shared.messages import Dial, EndCall, EndCalls, HangUp
from shared.wiring import deps

calls = func.Blueprint()


@calls.queue_trigger(arg_name="message", queue_name=Dial.queue, connection="Storage")
async def on_dial(message: func.QueueMessage) -> None:
    wired = await deps()
    dial = Dial.model_validate_json(message.get_body())
    line = our_line(wired.settings, await wired.secrets.secret("callback-key"))
    await dialling.dial(wired.db, wired.clock, wired.telephony, dial, line)


@calls.queue_trigger(arg_name="message", queue_name=EndCalls.queue, connection="Storage")
async def on_end_calls(message: func.QueueMessage) -> None:
    wired = await deps()
    end = EndCalls.model_validate_json(message.get_body())
    line = our_line(wired.settings, await wired.secrets.secret("callback-key"))
    await reconciling.end_calls(wired.db, wired.clock, wired.telephony, line, end)


@calls.queue_trigger(arg_name="message", queue_name=EndCall.queue, connection="Storage")
async def on_end_call(message: func.QueueMessage) -> None:
    wired = await deps()
    end = EndCall.model_validate_json(message.get_body())
    line = our_line(wired.settings, await wired.secrets.secret("callback-key"))
    await reconciling.end_call(wired.db, wired.clock, wired.telephony, line, end)


@calls.queue_trigger(arg_name="message", queue_name=HangUp.queue, connection="Storage")
async def on_hang_up(message: func.QueueMessage) -> None:
    wired = await deps()
    await reconciling.hang_up(wired.telephony, HangUp.model_validate_json(message.get_body()))


@calls.timer_trigger(arg_name="timer", schedule="*/5 * * * * *", use_monitor=False)
async def sweep_attempts(timer: func.TimerRequest) -> None:
    wired = await deps()
    await reconciling.sweep(wired.db, wired.clock)


@calls.timer_trigger(arg_name="timer", schedule="*/15 * * * * *", use_monitor=False)
async def reconcile_calls(timer: func.TimerRequest) -> None:
    wired = await deps()
    await reconciling.reconcile(wired.db, wired.clock, wired.telephony)
