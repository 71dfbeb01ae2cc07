"""What people find here."""

import asyncio
import logging
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from functions.knowledge import copies, lexicon, model, ranking, spaces, store
from functions.knowledge.asked import Asked, asked, numbers
from functions.knowledge.model import (
    By,
    Found,
    Hit,
    Kind,
    Meant,
    Narrowed,
    Place,
    Question,
    ServedBy,
    Space,
    Spelled,
    Untold,
    Words,
)
from functions.knowledge.ranking import FOREIGN, GUESSING, MEANING, Term
from shared.db.pool import Connection, Database
from shared.errors import VendorProblem
from shared.ports import Embeddings, Near, Vectors
from shared.value import Spoken, first_id

log = logging.getLogger(__name__)

QUERY_DEADLINE = 1.0
DEEP = 50  # places of each ranking that count when two become one
PUNCTUATION = ".,;:!?¡¿()[]{}'«»“”…"
MOST_ODD = 4  # words that may be mistyped: each costs a look through all words
MOST_WORDS = 48  # of a question; the gist of a long one stands at its beginning


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
        if question.by is By.WORDS:
            return await _in_words(conn, meant, await _spelled(conn, meant))
        space = await spaces.serving(conn) or Space.of(embeddings)
        spelled = await _spelled(conn, meant) if question.by is By.HYBRID else None
    return await _found(db, vectors, embeddings, meant, space, spelled)


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
    every = _every(within)
    phrases = await lexicon.phrases(conn, read.phrases) if read.phrases else ""
    return Meant(
        text=read.text,
        narrowed=Narrowed(
            kinds=list(kinds) if len(kinds) < len(Kind) else None,
            facets=every or None,
            phrases=phrases or None,
        ),
        within=tuple(within),
        kinds=kinds,
        count=question.limit,
    )


def _every(within: Sequence[Sequence[str]]) -> str:
    """Of each group of facets one has to hold, in PostgreSQL's words."""
    return " & ".join(f"({' | '.join(map(ranking.quoted, group))})" for group in within)


async def _found(
    db: Database,
    vectors: Vectors,
    embeddings: Embeddings,
    meant: Meant,
    space: Space,
    spelled: Spelled | None,
) -> Found:
    """By meaning, and by what words found, if they were asked. No transaction waits for a model."""
    place = await _place(embeddings, space, meant.text)
    if place is None:
        async with db.transaction() as conn:
            return await _in_words(conn, meant, spelled or await _spelled(conn, meant))
    near = await _served(vectors, meant, place)
    weight = _worth(embeddings, spelled) if spelled else 1
    return await _fused(db, meant, place, near, (spelled or Spelled(), weight))


async def _in_words(conn: Connection, meant: Meant, spelled: Spelled) -> Found:
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
    words = _words(terms, known[0].among)
    look = lexicon.ranked if words.likely else lexicon.newest_with
    near = await look(conn, words, meant.narrowed, _depth(meant))
    by_guess = all(term.sure < 1 for term in terms)
    return spelled.model_copy(update={"near": tuple(near), "by_guess": by_guess})


def _words(terms: Sequence[Term], total: int) -> Words:
    return Words(
        queries=[term.query for term in terms],
        titled=[term.titled for term in terms],
        weights=[term.weight(total) for term in terms],
        likely=ranking.likely(terms, total),
    )


def _worth(embeddings: Embeddings, spelled: Spelled) -> float:
    return GUESSING if spelled.by_guess else _weight(embeddings, spelled.language)


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
    db: Database, meant: Meant, place: Place, near: list[Near], words: tuple[Spelled, float]
) -> Found:
    """The nearest, from the serving copy or from the truth, together with what shares words.

    The truth answers while the copy is away, empty or incomplete, and wherever a phrase has to be
    in the text, of which the copy knows nothing. `words` has the weight of the meaning beside it.
    """
    served_by, (spelled, weight) = ServedBy.VECTORS, words
    async with db.transaction() as conn:
        if not near or await copies.copies_wait(conn, place.space):
            served_by = ServedBy.PGVECTOR
            near = await _true(conn, meant, place, spelled)
        both = ranking.fused(near, spelled.near, weight) if weight < 1 else near
        others = [each for each in both if each.id not in meant.without]
        return await _told(conn, others[: meant.count], served_by, spelled)


async def _true(conn: Connection, meant: Meant, place: Place, spelled: Spelled) -> list[Near]:
    """The nearest, by the truth. Of what has a phrase, words have found the best already."""
    depth = _depth(meant)
    if meant.narrowed.phrases and spelled.near:
        ids = [each.id for each in spelled.near]
        return await spaces.nearest_of(conn, place.space, ids, place.vector, depth)
    return await spaces.nearest(conn, place.space, meant.narrowed, place.vector, depth)


def _depth(meant: Meant) -> int:
    return max(meant.count, DEEP)


async def _served(vectors: Vectors, meant: Meant, place: Place) -> list[Near]:
    if meant.narrowed.phrases:
        return []
    count = _depth(meant)
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
        return await _found(db, vectors, embeddings, meant, space, spelled)
    place = Place(space=space, vector=tuple(vector))
    near = await _served(vectors, meant, place)
    return await _fused(db, meant, place, near, (spelled, _weight(embeddings, ticket.language)))


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
