"""What people find here, and how documents come to be found by their meaning."""

import asyncio
import logging
from collections.abc import Sequence
from uuid import UUID

from functions.knowledge import model, store
from functions.knowledge.model import (
    Article,
    ArticleDraft,
    Document,
    Found,
    Kind,
    ServedBy,
    Space,
    Unread,
    Vector,
)
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import Rejected, Unavailable, VendorProblem
from shared.messages import EmbedDocuments, TicketChanged
from shared.ports import Clock, Embeddings, Near, Vectors
from shared.value import Spoken, new_id

log = logging.getLogger(__name__)

QUERY_DEADLINE = 1.0
BATCH_DEADLINE = 30.0
NO_INDEX = "no-index"  # what `Vectors` answers where there is nothing to search in
ALL_KINDS = (Kind.TICKET, Kind.ARTICLE)


async def learn(db: Database, clock: Clock, changed: TicketChanged) -> None:
    """Take a ticket over as it now reads. A repeated or older message changes nothing."""
    document = Document(
        id=changed.ticket_id,
        kind=Kind.TICKET,
        number=changed.number,
        title=changed.title,
        text=changed.text,
        language=Spoken(changed.language),
        resolved=changed.resolved,
        version=changed.version,
    )
    async with db.transaction() as conn:
        if await store.upsert(conn, document):
            await outbox.put(conn, EmbedDocuments.new(clock.now()))


async def nudge(db: Database, clock: Clock, embeddings: Embeddings) -> None:
    """Wake the worker where something waits that no message will wake it for."""
    now = clock.now()
    async with db.transaction() as conn:
        space = _space(embeddings)
        if await store.unread_waits(conn, space, now) or await store.copies_wait(conn, space):
            await outbox.put(conn, EmbedDocuments.new(now))


async def embed_waiting(
    db: Database, clock: Clock, embeddings: Embeddings, vectors: Vectors
) -> None:
    """Give every document that waits a vector, one request a batch, and copy it to be served.

    Where the model is away the leases run out, and the sweep asks again.
    """
    space = _space(embeddings)
    try:
        while await _embed_batch(db, clock, embeddings, space):
            pass
    except VendorProblem as problem:
        log.log(
            logging.ERROR if isinstance(problem, Rejected) else logging.WARNING,
            "embedding waits, %s answers: %s",
            problem.vendor,
            problem.detail,
        )
    await _copy_waiting(db, vectors, space)


async def _embed_batch(db: Database, clock: Clock, embeddings: Embeddings, space: Space) -> bool:
    """Lease, embed, keep: no transaction is open while the model works. False when all is done."""
    async with db.transaction() as conn:
        unread = await store.lease(conn, space, clock.now())
    if not unread:
        return False
    read, refused = await _embed(embeddings, unread)
    async with db.transaction() as conn:
        await store.keep(conn, space, read)
        await store.set_aside(conn, space, refused)
    return True


async def _embed(
    embeddings: Embeddings, unread: Sequence[Unread]
) -> tuple[list[Vector], list[Unread]]:
    try:
        made = await embeddings.embed([each.gist for each in unread], deadline=BATCH_DEADLINE)
    except Rejected:
        if len(unread) == 1:
            raise
        return await _embed_one_by_one(embeddings, unread)
    return [_vector(*pair) for pair in zip(unread, made, strict=True)], []


async def _embed_one_by_one(
    embeddings: Embeddings, unread: Sequence[Unread]
) -> tuple[list[Vector], list[Unread]]:
    """One text can spoil a batch: find it. Raises `Rejected` where it is not the texts' fault."""
    read: list[Vector] = []
    refused: list[Unread] = []
    for each in unread:
        try:
            (made,) = await embeddings.embed([each.gist], deadline=BATCH_DEADLINE)
            read.append(_vector(each, made))
        except Rejected as problem:
            refused.append(each)
            if len(refused) == len(unread):
                raise
            log.error("document %s cannot be embedded: %s", each.id, problem.code)  # noqa: TRY400
    return read, refused


def _vector(unread: Unread, made: Sequence[float]) -> Vector:
    return Vector(
        document_id=unread.id,
        kind=unread.kind,
        text_version=unread.text_version,
        vector=tuple(made),
    )


async def _copy_waiting(db: Database, vectors: Vectors, space: Space) -> None:
    try:
        while await _copy_batch(db, vectors, space):
            pass
    except VendorProblem as problem:
        log.warning("copies of vectors wait, %s answers: %s", problem.vendor, problem.detail)


async def _copy_batch(db: Database, vectors: Vectors, space: Space) -> bool:
    async with db.transaction() as conn:
        waiting = await store.uncopied(conn, space)
    if waiting and await _is_lost(vectors, waiting[0]):
        async with db.transaction() as conn:
            await store.forget_copies(conn, space)
    for kind in Kind:
        items = [(each.document_id, each.vector) for each in waiting if each.kind is kind]
        if items:
            await vectors.put(kind, items)
    async with db.transaction() as conn:
        await store.mark_copied(conn, space, waiting)
    return bool(waiting)


async def _is_lost(vectors: Vectors, sample: Vector) -> bool:
    """Whether the serving copy is gone. The next `put` would begin one that lacks all else."""
    try:
        await vectors.nearest(sample.kind, sample.vector, count=1)
    except Unavailable as problem:
        if problem.code != NO_INDEX:
            raise
        log.warning("the serving copy of the vectors is lost: it is made anew")
        return True
    return False


async def rebuild(db: Database, vectors: Vectors, embeddings: Embeddings) -> None:
    """Make the serving copy anew from the truth. Searches meanwhile answer from the truth."""
    space = _space(embeddings)
    async with db.transaction() as conn:
        await store.forget_copies(conn, space)
    await vectors.clear()
    while await _copy_batch(db, vectors, space):
        pass


async def search(
    db: Database,
    vectors: Vectors,
    embeddings: Embeddings,
    text: str,
    count: int,
    *,
    kinds: Sequence[Kind] = ALL_KINDS,
) -> Found:
    """What fits a number, or lies near in meaning, or, if the model is away, shares words."""
    if (numbers := model.numbers(text)) and (found := await _numbered(db, kinds, numbers)).items:
        return found
    try:
        (wanted,) = await embeddings.embed([model.gist(text, "")], deadline=QUERY_DEADLINE)
    except VendorProblem as problem:
        log.warning("search by words, %s answers: %s", problem.vendor, problem.detail)
        return await _with_words(db, kinds, text, count)
    return await _nearest(db, vectors, _space(embeddings), kinds, wanted, count)


async def similar(
    db: Database, vectors: Vectors, embeddings: Embeddings, ticket_id: UUID, count: int
) -> Found:
    """The tickets nearest in meaning to one of them. Raises `NotFound` if search lacks it yet."""
    async with db.transaction() as conn:
        ticket = await store.text_of(conn, ticket_id)
        wanted = await store.vector_of(conn, _space(embeddings), ticket_id)
    kinds = (Kind.TICKET,)
    if wanted is None:
        found = await search(db, vectors, embeddings, ticket.gist, count + 1, kinds=kinds)
    else:
        found = await _nearest(db, vectors, _space(embeddings), kinds, wanted, count + 1)
    others = tuple(hit for hit in found.items if hit.id != ticket_id)
    return found.model_copy(update={"items": others[:count]})


async def _numbered(db: Database, kinds: Sequence[Kind], numbers: Sequence[str]) -> Found:
    async with db.transaction() as conn:
        near = await store.numbered(conn, kinds, numbers)
        return Found(served_by=ServedBy.NUMBER, items=await store.hits(conn, near))


async def _with_words(db: Database, kinds: Sequence[Kind], text: str, count: int) -> Found:
    async with db.transaction() as conn:
        near = await store.with_words(conn, kinds, text, count)
        return Found(served_by=ServedBy.TEXT, items=await store.hits(conn, near))


async def _nearest(
    db: Database,
    vectors: Vectors,
    space: Space,
    kinds: Sequence[Kind],
    wanted: Sequence[float],
    count: int,
) -> Found:
    """From the serving copy, or from the truth while that is away, empty or incomplete."""
    near, served_by = await _served(vectors, kinds, wanted, count), ServedBy.VECTORS
    async with db.transaction() as conn:
        if not near or await store.copies_wait(conn, space):
            near = await store.nearest(conn, space, kinds, wanted, count)
            served_by = ServedBy.PGVECTOR
        return Found(served_by=served_by, items=await store.hits(conn, near))


async def _served(
    vectors: Vectors, kinds: Sequence[Kind], wanted: Sequence[float], count: int
) -> list[Near]:
    try:
        found = await asyncio.gather(
            *(vectors.nearest(kind, wanted, count=count) for kind in kinds)
        )
    except VendorProblem as problem:
        log.warning("search from the truth, %s answers: %s", problem.vendor, problem.detail)
        return []
    return model.best((each for near in found for each in near), count)


async def write_article(db: Database, clock: Clock, draft: ArticleDraft, actor: str) -> Article:
    """Write something down for all who will ask."""
    now = clock.now()
    async with db.transaction() as conn:
        article = await store.insert_article(conn, new_id(now), draft, actor, now)
        await store.upsert(conn, article.as_document())
        await outbox.put(conn, EmbedDocuments.new(now))
    return article


async def article(db: Database, article_id: UUID) -> Article:
    """One article. Raises `NotFound`."""
    async with db.transaction() as conn:
        return await store.article(conn, article_id)


async def texts(conn: Connection, ids: Sequence[UUID]) -> dict[UUID, str]:
    """What these documents say."""
    return await store.texts(conn, ids)


async def articles(db: Database, *, before: int | None, limit: int) -> list[Article]:
    """The newest articles, one more than the page holds."""
    async with db.transaction() as conn:
        return await store.articles(conn, before=before, limit=limit + 1)


def _space(embeddings: Embeddings) -> Space:
    return Space(model=embeddings.model, dimensions=embeddings.dimensions)
