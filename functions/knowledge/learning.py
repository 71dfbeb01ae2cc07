"""What is learned to be found."""

from uuid import UUID

from functions.knowledge import copies, lexicon, spaces, store
from functions.knowledge.model import Document, Kind, Space
from shared import outbox
from shared.db.pool import Connection, Database
from shared.messages import EmbedDocuments, TicketChanged
from shared.ports import Clock, Embeddings
from shared.value import Spoken


async def learn(db: Database, clock: Clock, *changed: TicketChanged) -> None:
    """Take tickets over as they now read. A repeated or older message changes nothing."""
    documents = sorted(map(_document, changed), key=lambda each: each.id)  # nobody waits in a ring
    async with db.transaction() as conn:
        learned = [await _take_over(conn, each) for each in documents]
        if any(learned):
            await outbox.put(conn, EmbedDocuments.new(clock.now()))


def _document(changed: TicketChanged) -> Document:
    return Document(
        id=changed.ticket_id,
        kind=Kind.TICKET,
        number=changed.number,
        title=changed.title,
        text=changed.text,
        language=Spoken(changed.language),
        resolved=changed.resolved,
        version=changed.version,
        facets=changed.facets,
    )


async def take_over(conn: Connection, clock: Clock, document: Document) -> None:
    """Let a document be found as it now reads, unless a newer version is known."""
    if await _take_over(conn, document):
        await outbox.put(conn, EmbedDocuments.new(clock.now()))


async def _take_over(conn: Connection, document: Document) -> bool:
    if not await store.upsert(conn, document.narrowable()):
        return False
    await copies.copy_again(conn, document.id)
    return True


async def forget(conn: Connection, document_id: UUID) -> None:
    """Let a document be found no more."""
    await store.remove(conn, document_id)


async def nudge(db: Database, clock: Clock, embeddings: Embeddings) -> None:
    """Wake the worker where something waits that no message will wake it for."""
    now = clock.now()
    async with db.transaction() as conn:
        space = Space.of(embeddings)
        if (
            await spaces.unread_waits(conn, space, now)
            or await copies.copies_wait(conn, space)
            or await lexicon.uncounted_waits(conn)
        ):
            await outbox.put(conn, EmbedDocuments.new(now))
