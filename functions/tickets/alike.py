"""Tickets with the same trouble: found, told apart, and whose solution helped."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from functions.access.model import Sight
from functions.knowledge import service as knowledge
from functions.knowledge.model import Found, Kind, Question, ServedBy
from functions.tickets import headings, store, verdicts
from functions.tickets.likeness import Judgement, Similar, Verdict
from functions.tickets.model import ResolutionCode, Ticket
from shared.db.pool import Connection, Database
from shared.errors import Conflict, NotFound
from shared.ports import Clock, Embeddings, Vectors

UNSOLVED = frozenset({ResolutionCode.DUPLICATE, ResolutionCode.NO_RESOLUTION})
"""Ends of a ticket that help nobody else."""
MOST_FOUND = 50
"""What search finds at once."""


async def similar(
    db: Database,
    vectors: Vectors,
    embeddings: Embeddings,
    ticket_id: UUID,
    count: int,
    sight: Sight | None = None,
) -> tuple[ServedBy, list[Similar]]:
    """The most like it in sight, but for those told apart, and how they ended. Raises `NotFound`.

    Of whoever does not see all, what they may not see is left out of what was found.
    """
    most = MOST_FOUND if sight else count
    async with db.transaction() as conn:
        asked = await store.get(conn, ticket_id)
        apart = await verdicts.dissimilar(conn, ticket_id)
    try:
        found = await knowledge.similar(db, vectors, embeddings, ticket_id, most, without=apart)
    except NotFound:  # opened this very moment: ask with its words instead
        found = await _like(db, vectors, embeddings, asked, most, without={ticket_id, *apart})
    async with db.transaction() as conn:
        ids = [hit.id for hit in found.items]
        seen = await headings.in_sight(conn, ids, sight) if sight else ids
        ended = await verdicts.with_ids(conn, list(seen))
    known = [(ended[hit.id], hit.score) for hit in found.items if hit.id in ended][:count]
    return found.served_by, [each.model_copy(update={"score": score}) for each, score in known]


async def _like(
    db: Database,
    vectors: Vectors,
    embeddings: Embeddings,
    asked: Ticket,
    count: int,
    *,
    without: Collection[UUID],
) -> Found:
    wide = min(count + len(without), MOST_FOUND)
    question = Question(q=asked.title, kind=[Kind.TICKET], limit=wide)
    found = await knowledge.search(db, vectors, embeddings, question)
    others = [hit for hit in found.items if hit.id not in without]
    return found.model_copy(update={"items": tuple(others[:count])})


async def known(conn: Connection, ids: Sequence[UUID]) -> dict[UUID, Similar]:
    """Those of them that there are, and how they ended."""
    return await verdicts.with_ids(conn, ids)


async def solutions(conn: Connection, ids: Sequence[UUID]) -> dict[UUID, str]:
    """How these tickets were solved, of those that were."""
    return {
        id_: each.resolution_notes
        for id_, each in (await verdicts.with_ids(conn, ids)).items()
        if each.resolution_notes and each.resolution_code not in UNSOLVED
    }


async def tell_apart(
    db: Database, clock: Clock, ticket_id: UUID, other_id: UUID, actor: str
) -> None:
    """Say that two tickets are not alike: neither is shown beside the other again.

    Raises `NotFound`.
    """
    said = _judgement(ticket_id, other_id, Verdict.NOT_SIMILAR, actor, clock.now())
    async with db.transaction() as conn:
        for each in (ticket_id, other_id):
            await store.version(conn, each)
        await verdicts.judge(conn, said)


async def untell_apart(db: Database, ticket_id: UUID, other_id: UUID) -> None:
    """Take that back."""
    async with db.transaction() as conn:
        await verdicts.unjudge(conn, ticket_id, other_id)


async def note_used(
    conn: Connection, ticket_id: UUID, taken_from: UUID, actor: str, now: datetime
) -> None:
    """Remember whose solution helped: it is worth more to the next one with that trouble."""
    source = await store.get(conn, taken_from)
    if source.resolution_code is None or source.id == ticket_id:
        raise Conflict(
            f"{source.number} has no solution to take. Leave taken_from out, or name another.",
            taken_from=str(source.id),
        )
    await verdicts.judge(conn, _judgement(ticket_id, source.id, Verdict.USED, actor, now))


def _judgement(
    ticket_id: UUID, other_id: UUID, verdict: Verdict, actor: str, now: datetime
) -> Judgement:
    return Judgement(ticket_id=ticket_id, other_id=other_id, verdict=verdict, actor=actor, at=now)
