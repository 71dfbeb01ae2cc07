"""What wakes the ops domain."""

import azure.functions as func

from functions.ops import figures, poison, service
from shared.messages import RaiseAlert
from shared.wiring import deps

ops = func.Blueprint()


@ops.timer_trigger(arg_name="timer", schedule="*/10 * * * * *", use_monitor=False)
async def sweep_outbox(timer: func.TimerRequest) -> None:
    wired = await deps()
    await service.sweep_outbox(wired.db, wired.relay)


@ops.queue_trigger(arg_name="message", queue_name=RaiseAlert.queue, connection="Storage")
async def on_raise_alert(message: func.QueueMessage) -> None:
    wired = await deps()
    await service.raise_alert(wired.db, RaiseAlert.model_validate_json(message.get_body()))


@ops.timer_trigger(arg_name="timer", schedule="20 * * * * *", use_monitor=False)
async def watch_queues(timer: func.TimerRequest) -> None:
    """Once a minute: how long they are, and what lies in their -poison queues."""
    wired = await deps()
    await poison.watch(wired.db, wired.clock, wired.queues)


@ops.timer_trigger(arg_name="timer", schedule="40 * * * * *", use_monitor=False)
async def measure(timer: func.TimerRequest) -> None:
    wired = await deps()
    if wired.is_listened_to:
        await figures.measure(wired.db, wired.clock, wired.embeddings)
