"""What people find here, and what is learned to be found."""

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from functions.knowledge import copies, lexicon, model, ranking, spaces, store
from functions.knowledge.asked import Asked, asked, facet, numbers
from functions.knowledge.model import (
    By,
    Document,
    Found,
    Hit,
    Kind,
    Narrowed,
    Question,
    Ranked,
    ServedBy,
    Space,
    Untold,
    Words,
)
from functions.knowledge.ranking import FOREIGN, MEANING, Term
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import VendorProblem
from shared.messages import EmbedDocuments, TicketChanged
from shared.ports import Clock, Embeddings, Near, Vectors
from shared.value import Spoken, Value, first_id

log = logging.getLogger(__name__)

QUERY_DEADLINE = 1.0
DEEP = 50  # places of each ranking that count when two become one
PUNCTUATION = ".,;:!?¡¿()[]{}'«»“”…"
MOST_ODD = 4  # words that may be mistyped: each costs a look through all words
MOST_WORDS = 48  # of a question; the gist of a long one stands at its beginning


class Meant(Value):
    """What a search is for, read: its words, what an answer must match, how many are wanted."""

    text: str
    narrowed: Narrowed
    within: tuple[tuple[str, ...], ...]
    kinds: tuple[Kind, ...]
    count: int
    language: Spoken = Spoken.EN
    without: frozenset[UUID] = frozenset()


class Place(Value):
    """Where a text lies."""

    space: Space
    vector: tuple[float, ...]


class Spelled(Value):
    """What words alone find. `language` is the question's."""

    near: tuple[Ranked, ...] = ()
    language: Spoken = Spoken.EN
    guessed: tuple[str, ...] = ()

    @property
    def capped(self) -> bool:
        """Whether documents with these words were left out because there are too many."""
        return any(each.capped for each in self.near)


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


async def unlearned(conn: Connection, versions: Mapping[UUID, int]) -> list[UUID]:
    """Those of these documents that are unknown, or known as they read before that version."""
    return await store.unlearned(conn, versions)


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


async def search(
    db: Database,
    vectors: Vectors,
    embeddings: Embeddings,
    question: Question,
    among: Sequence[str] = (),
) -> Found:
    """What fits a number, or lies near in meaning and shares words, among what it is narrowed to.

    While the model is away, by words alone. Of the facets `among`, if any, one has to hold.
    """
    typed = question.q
    if (named := numbers(typed)) and (found := await _numbered(db, question, named, among)).items:
        return found
    async with db.transaction() as conn:
        meant = await _meant(conn, asked(typed), question, among)
        if not meant.text:
            is_narrow = meant.narrowed.is_narrow
            near = await store.newest(conn, meant.narrowed, meant.count) if is_narrow else []
            return await _told(conn, near, ServedBy.TEXT, Spelled())
    return await _found(db, vectors, embeddings, meant, question.by)


async def _numbered(
    db: Database, question: Question, named: Sequence[str], among: Sequence[str]
) -> Found:
    facets = _every([among]) if among else None
    async with db.transaction() as conn:
        near = await store.numbered(conn, question.kind, named, facets)
        return await _told(conn, near, ServedBy.NUMBER, Spelled())


async def _meant(
    conn: Connection, read: Asked, question: Question, among: Sequence[str] = ()
) -> Meant:
    kinds = tuple(sorted(set(question.kind)))
    within = [*read.facets, *([tuple(among)] if among else [])]
    if len(kinds) < len(Kind):
        within.append(tuple(facet("kind", kind) for kind in kinds))
    every = _every(within)
    phrases = await lexicon.phrases(conn, read.phrases) if read.phrases else ""
    return Meant(
        text=read.text,
        narrowed=Narrowed(facets=every or None, phrases=phrases or None),
        within=tuple(within),
        kinds=kinds,
        count=question.limit,
    )


def _every(within: Sequence[Sequence[str]]) -> str:
    """Of each group of facets one has to hold, in PostgreSQL's words."""
    return " & ".join(f"({' | '.join(map(ranking.quoted, group))})" for group in within)


async def _found(
    db: Database, vectors: Vectors, embeddings: Embeddings, meant: Meant, by: By
) -> Found:
    """By words, by meaning or by both. No transaction is open while the model works."""
    async with db.transaction() as conn:
        space = await spaces.serving(conn) or Space.of(embeddings)
        spelled = Spelled() if by is By.MEANING else await _spelled(conn, meant)
    place = None if by is By.WORDS else await _place(embeddings, space, meant.text)
    if place is not None:
        weight = _weight(embeddings, spelled.language) if by is By.HYBRID else 1
        return await _fused(db, vectors, meant, place, spelled, weight)
    async with db.transaction() as conn:
        if by is By.MEANING:
            spelled = await _spelled(conn, meant)
        return await _told(conn, spelled.near[: meant.count], ServedBy.TEXT, spelled)


async def _spelled(conn: Connection, meant: Meant) -> Spelled:
    """What shares words with the question: rare words say more, mistyped ones are guessed."""
    typed = dict.fromkeys(word.strip(PUNCTUATION) for word in meant.text.split())
    known = await lexicon.known_words(conn, list(typed)[:MOST_WORDS])
    odd = ranking.unknown(known)[:MOST_ODD]
    guesses = await lexicon.words_like(conn, odd) if odd else {}
    spelled = Spelled(language=ranking.language(known, meant.language), guessed=tuple(guesses))
    if not (terms := ranking.terms(known, guesses)):
        return spelled
    words = _words(terms, await lexicon.counted(conn))
    look = lexicon.ranked if words.likely else lexicon.newest_with
    near = await look(conn, words, meant.narrowed, max(meant.count, DEEP))
    return spelled.model_copy(update={"near": tuple(near)})


def _words(terms: Sequence[Term], total: int) -> Words:
    return Words(
        queries=[term.query for term in terms],
        titled=[term.titled for term in terms],
        weights=[term.weight(total) for term in terms],
        likely=ranking.likely(terms, total),
    )


def _weight(embeddings: Embeddings, language: Spoken) -> float:
    return MEANING if language in embeddings.languages else FOREIGN


async def _place(embeddings: Embeddings, space: Space, text: str) -> Place | None:
    """Where a text lies, by the model whose vectors answer; nothing while that is away."""
    model_then = embeddings.of(space.model, space.dimensions)
    try:
        (wanted,) = await model_then.embed([model.gist(text, "")], deadline=QUERY_DEADLINE)
    except VendorProblem as problem:
        log.warning("search by words, %s answers: %s", problem.vendor, problem.detail)
        return None
    return Place(space=space, vector=tuple(wanted))


async def _fused(
    db: Database, vectors: Vectors, meant: Meant, place: Place, spelled: Spelled, weight: float
) -> Found:
    """The nearest, from the serving copy or from the truth, together with what shares words.

    The truth answers while the copy is away, empty or incomplete, and wherever a phrase has to be
    in the text, of which the copy knows nothing.
    """
    depth, served_by = max(meant.count, DEEP), ServedBy.VECTORS
    near = [] if meant.narrowed.phrases else await _served(vectors, meant, place, depth)
    async with db.transaction() as conn:
        if not near or await copies.copies_wait(conn, place.space):
            served_by = ServedBy.PGVECTOR
            near = await spaces.nearest(conn, place.space, meant.narrowed, place.vector, depth)
        both = ranking.fused(near, spelled.near, weight) if weight < 1 else near
        others = [each for each in both if each.id not in meant.without]
        return await _told(conn, others[: meant.count], served_by, spelled)


async def _served(vectors: Vectors, meant: Meant, place: Place, count: int) -> list[Near]:
    serving = vectors.of(place.space.model, place.space.dimensions)
    try:
        found = await asyncio.gather(
            *(
                serving.nearest(kind, place.vector, count=count, within=meant.within)
                for kind in meant.kinds
            )
        )
    except VendorProblem as problem:
        log.warning("search from the truth, %s answers: %s", problem.vendor, problem.detail)
        return []
    return model.best((each for near in found for each in near), count)


async def _told(
    conn: Connection, near: Sequence[Near], served_by: ServedBy, spelled: Spelled
) -> Found:
    return Found(
        served_by=served_by,
        capped=spelled.capped,
        guessed=spelled.guessed,
        items=tuple(await store.hits(conn, near)),
    )


async def similar(
    db: Database,
    vectors: Vectors,
    embeddings: Embeddings,
    ticket_id: UUID,
    count: int,
    *,
    without: Collection[UUID] = (),
) -> Found:
    """The tickets most like one of them, but for those `without`.

    Raises `NotFound` if search lacks it yet.
    """
    question = Question.model_construct(q="", kind=[Kind.TICKET], limit=count)
    async with db.transaction() as conn:
        ticket = await store.text_of(conn, ticket_id)
        meant = await _meant(conn, Asked(text=ticket.gist), question)
        meant = meant.model_copy(
            update={"language": ticket.language, "without": frozenset({ticket_id, *without})}
        )
        space = await spaces.serving(conn) or Space.of(embeddings)
        vector = await spaces.vector_of(conn, space, ticket_id)
        spelled = await _spelled(conn, meant)
    if vector is None:
        return await _found(db, vectors, embeddings, meant, By.HYBRID)
    place = Place(space=space, vector=tuple(vector))
    weight = _weight(embeddings, ticket.language)
    return await _fused(db, vectors, meant, place, spelled, weight)


async def texts(conn: Connection, ids: Sequence[UUID]) -> dict[UUID, str]:
    """What these documents say."""
    return await store.texts(conn, ids)


async def waiting(conn: Connection, embeddings: Embeddings) -> int:
    """How many documents wait for their vector."""
    return await spaces.lacking(conn, Space.of(embeddings))


async def by_words(conn: Connection, question: Question) -> list[Hit]:
    """What shares words with a question, the best first. No model is asked."""
    meant = await _meant(conn, asked(question.q), question)
    spelled = await _spelled(conn, meant)
    return await store.hits(conn, spelled.near[: meant.count])


async def untold(
    conn: Connection, since: datetime, told: Sequence[UUID], count: int
) -> list[Untold]:
    """Words in titles of tickets that were opened since and are solved, but stand in no article."""
    return await lexicon.untold(conn, first_id(since), told, count)
