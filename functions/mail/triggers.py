"""What wakes the mail domain."""

import azure.functions as func

from functions.mail import enclosures, holding, outgoing, service
from functions.mail.api import desk
from shared import outbox
from shared.messages import MailComment
from shared.wiring import Deps, deps

mail = func.Blueprint()


@mail.queue_trigger(arg_name="message", queue_name=MailComment.queue, connection="Storage")
async def on_mail_comment(message: func.QueueMessage) -> None:
    wired = await deps()
    if wired.settings.mail.host is None:
        return
    body, times = message.get_body(), message.dequeue_count
    for comment in await outbox.unpacked(wired.queue, MailComment, body, times):
        await outgoing.post_comment(wired.db, wired.clock, comment, await desk(wired))
    await _send(wired)


@mail.timer_trigger(arg_name="timer", schedule="40 * * * * *", use_monitor=False)
async def sweep_mail(timer: func.TimerRequest) -> None:
    wired = await deps()
    await enclosures.give_up(wired.db, wired.clock)
    await holding.tell(wired.db, wired.clock)
    await service.sweep(wired.db, wired.clock)
    if await holding.is_admitted(wired.db):  # else the vault need not be asked
        await holding.let_in(wired.db, wired.clock, wired.files, await desk(wired))
    if wired.settings.mail.host is None:
        return
    await _send(wired)


async def _send(wired: Deps) -> None:
    if not await outgoing.is_due(wired.db, wired.clock):  # then the vault need not be asked
        return
    await outgoing.send_due(wired.db, wired.mail, wired.clock, await desk(wired))
