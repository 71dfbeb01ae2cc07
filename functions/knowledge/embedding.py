"""How documents come to be found by their meaning: embedded, copied, served."""

import logging
from collections.abc import Sequence

from functions.knowledge import copies, lexicon, spaces
from functions.knowledge.model import Copied, Kind, Space, Unread, Vector
from shared.db.pool import Database
from shared.errors import Rejected, Unavailable, VendorProblem
from shared.ports import Clock, Embeddings, Placed, Vectors

log = logging.getLogger(__name__)

BATCH_DEADLINE = 30.0
NO_INDEX = "no-index"  # what `Vectors` answers where there is nothing to search in


async def embed_waiting(
    db: Database, clock: Clock, embeddings: Embeddings, vectors: Vectors
) -> None:
    """Give every document that waits a vector, one request a batch, and copy it to be served.

    Where the model is away the leases run out, and the sweep asks again.
    """
    await _count_words(db)
    space = Space.of(embeddings)
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
    await _serve(db, clock, vectors, space)


async def _count_words(db: Database) -> None:
    """Take new words into the list of all, some texts a transaction."""
    while True:
        async with db.transaction() as conn:
            if not await lexicon.count_words(conn):
                return


async def _embed_batch(db: Database, clock: Clock, embeddings: Embeddings, space: Space) -> bool:
    """Lease, embed, keep: no transaction is open while the model works. False when all is done."""
    async with db.transaction() as conn:
        unread = await spaces.lease(conn, space, clock.now())
        known = await spaces.known(conn, space, [each.digest for each in unread])
    if not unread:
        return False
    same = [_vector(each, known[each.digest]) for each in unread if each.digest in known]
    read, refused = await _embed(embeddings, [e for e in unread if e.digest not in known])
    async with db.transaction() as conn:
        await spaces.keep(conn, space, [*same, *read])
        await spaces.set_aside(conn, space, refused)
    return True


async def _embed(
    embeddings: Embeddings, unread: Sequence[Unread]
) -> tuple[list[Vector], list[Unread]]:
    if not unread:
        return [], []
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
        gist=unread.digest,
    )


async def _copy_waiting(db: Database, vectors: Vectors, space: Space) -> None:
    try:
        while await _copy_batch(db, vectors, space):
            pass
    except VendorProblem as problem:
        log.warning("copies of vectors wait, %s answers: %s", problem.vendor, problem.detail)


async def _copy_batch(db: Database, vectors: Vectors, space: Space) -> int:
    async with db.transaction() as conn:
        waiting = await copies.uncopied(conn, space)
    if waiting and await _is_lost(vectors, waiting[0]):
        async with db.transaction() as conn:
            await copies.forget_copies(conn, space)
    for kind in Kind:
        items = [
            Placed(each.document_id, each.vector, each.facets)
            for each in waiting
            if each.kind is kind
        ]
        if items:
            await vectors.put(kind, items)
    async with db.transaction() as conn:
        await copies.mark_copied(conn, space, waiting)
    return len(waiting)


async def _is_lost(vectors: Vectors, sample: Copied) -> bool:
    """Whether the serving copy is gone. The next `put` would begin one that lacks all else."""
    try:
        await vectors.nearest(sample.kind, sample.vector, count=1)
    except Unavailable as problem:
        if problem.code != NO_INDEX:
            raise
        log.warning("the serving copy of the vectors is lost: it is made anew")
        return True
    return False


async def _serve(db: Database, clock: Clock, vectors: Vectors, space: Space) -> None:
    """Let the vectors of this model answer, once every document has one.

    Until then those of the model before do, as far as they go: half an index hides the other half.
    """
    async with db.transaction() as conn:
        before = await spaces.serving(conn)
        if before == space or (before and await spaces.incomplete(conn, space)):
            return
        await spaces.serve(conn, space, clock.now())
    log.info("the vectors of %s answer", space)
    if before:
        await _clear(vectors.of(before.model, before.dimensions))


async def _clear(vectors: Vectors) -> None:
    try:
        await vectors.clear()
    except VendorProblem as problem:
        log.warning("an old copy of vectors stays, %s answers: %s", problem.vendor, problem.detail)


async def rebuild(db: Database, vectors: Vectors, embeddings: Embeddings) -> int:
    """Make the serving copy and the list of words anew from the truth, and drop what cannot serve.

    Searches meanwhile answer from the truth. Returns how many vectors were copied.
    """
    async with db.transaction() as conn:
        space = await spaces.serving(conn) or Space.of(embeddings)
        await copies.forget_copies(conn, space)
        await lexicon.forget_words(conn)
    serving = vectors.of(space.model, space.dimensions)
    await serving.clear()
    copied = 0
    while made := await _copy_batch(db, serving, space):
        copied += made
    await _count_words(db)
    await _forget_others(db, {space, Space.of(embeddings)})
    return copied


async def _forget_others(db: Database, needed: set[Space]) -> None:
    """Drop vectors of models that neither answer nor are about to, some a transaction."""
    while True:
        async with db.transaction() as conn:
            if not await spaces.forget_others(conn, needed):
                return
