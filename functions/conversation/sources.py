"""Finds what we know that may help: articles, and how similar tickets were solved."""

import asyncio
import logging

from functions.conversation.model import Source
from functions.conversation.offers import COUNT, fit
from functions.knowledge import service as knowledge
from functions.knowledge.model import By, Hit, Kind, Question, ServedBy
from functions.tickets import alike
from shared.db.pool import Database
from shared.errors import VendorProblem
from shared.ports import Embeddings, Vectors

log = logging.getLogger(__name__)

NEAR = 0.45
"""The cosine below which two texts are about different things."""
LONGEST = 1000
"""Characters of what somebody said that are looked for."""
AMONG = 12
"""Hits that are looked through: most tickets are not solved."""


async def found(
    db: Database, vectors: Vectors, embeddings: Embeddings, words: str, deadline: float
) -> tuple[Source, ...]:
    """The nearest of them, or nothing where there is none, or not within `deadline` seconds."""
    try:
        async with asyncio.timeout(deadline):
            question = Question(q=words[:LONGEST], by=By.MEANING, limit=AMONG)
            hits = await knowledge.search(db, vectors, embeddings, question)
            near = [hit for hit in hits.items if _is_near(hit, hits.served_by)][:COUNT]
            return await _told(db, near)
    except (TimeoutError, VendorProblem) as problem:
        log.warning("nothing is looked up in this turn: %s", type(problem).__name__)
        return ()


def _is_near(hit: Hit, served_by: ServedBy) -> bool:
    usable = hit.resolved or hit.kind is Kind.ARTICLE
    return usable and (served_by is ServedBy.TEXT or hit.score >= NEAR)


async def _told(db: Database, hits: list[Hit]) -> tuple[Source, ...]:
    solved = [hit.id for hit in hits if hit.kind is Kind.TICKET]
    async with db.transaction() as conn:
        texts = await alike.solutions(conn, solved) if solved else {}
        texts |= await knowledge.texts(conn, [hit.id for hit in hits if hit.kind is Kind.ARTICLE])
    return tuple(
        fit(Source(id=hit.id, number=hit.number, title=hit.title, text=texts[hit.id]))
        for hit in hits
        if texts.get(hit.id)
    )
