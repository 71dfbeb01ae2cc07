"""What wakes the knowledge domain."""

import azure.functions as func

from functions.knowledge import embedding, learning
from shared import outbox
from shared.messages import EmbedDocuments, RebuildIndex, TicketChanged
from shared.wiring import deps

knowledge = func.Blueprint()


@knowledge.queue_trigger(arg_name="message", queue_name=TicketChanged.queue, connection="Storage")
async def on_ticket_changed(message: func.QueueMessage) -> None:
    """Tickets read differently now."""
    wired = await deps()
    body, times = message.get_body(), message.dequeue_count
    changed = await outbox.unpacked(wired.queue, TicketChanged, body, times)
    await learning.learn(wired.db, wired.clock, *changed)


@knowledge.queue_trigger(arg_name="message", queue_name=EmbedDocuments.queue, connection="Storage")
async def on_embed(message: func.QueueMessage) -> None:
    """Something may wait for its vector; what it is stands in the database."""
    wired = await deps()
    await embedding.embed_waiting(wired.db, wired.clock, wired.embeddings, wired.vectors)


@knowledge.queue_trigger(arg_name="message", queue_name=RebuildIndex.queue, connection="Storage")
async def on_rebuild_index(message: func.QueueMessage) -> None:
    """Somebody wants the serving copy made anew. Again is harmless."""
    wired = await deps()
    await embedding.rebuild(wired.db, wired.vectors, wired.embeddings)


@knowledge.timer_trigger(arg_name="timer", schedule="0 * * * * *")
async def sweep_embeddings(timer: func.TimerRequest) -> None:
    """Once a minute: whatever a crash, a lost nudge or a vendor's bad hour has left."""
    wired = await deps()
    await learning.nudge(wired.db, wired.clock, wired.embeddings)
