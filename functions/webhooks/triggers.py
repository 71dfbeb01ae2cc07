"""What wakes the webhooks domain."""

import azure.functions as func

from functions.webhooks import service
from shared import outbox
from shared.messages import DeliverWebhooks
from shared.wiring import deps

webhooks = func.Blueprint()


@webhooks.queue_trigger(arg_name="message", queue_name=DeliverWebhooks.queue, connection="Storage")
async def on_deliver_webhooks(message: func.QueueMessage) -> None:
    wired = await deps()
    body, times = message.get_body(), message.dequeue_count
    for due in await outbox.unpacked(wired.queue, DeliverWebhooks, body, times):
        await service.deliver(wired.db, wired.receivers, wired.clock, due.webhook_id)


@webhooks.timer_trigger(arg_name="timer", schedule="20 * * * * *", use_monitor=False)
async def sweep_webhooks(timer: func.TimerRequest) -> None:
    wired = await deps()
    await service.sweep(wired.db, wired.clock)
