"""What failed five times: taken out of its -poison queue, looked at, put back or thrown away.

It is kept in PostgreSQL, so that putting it back is one transaction, and the app that people use
needs no right to read queues.
"""

import logging
from uuid import UUID

from functions.ops import store
from functions.ops.model import Poison, QueueState, Verdict, VerdictKind
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import Conflict, NotFound
from shared.messages import CATALOGUE, Message
from shared.ports import Clock, Queues
from shared.value import Instant

log = logging.getLogger(__name__)

KINDS: dict[str, type[Message]] = {each.queue: each for each in CATALOGUE}


async def watch(db: Database, clock: Clock, queues: Queues) -> int:
    """Note how long every queue is, and collect what failed for good. Returns how much that was."""
    depths, now = await queues.depths(tuple(KINDS)), clock.now()
    async with db.transaction() as conn:
        await store.put_depths(conn, depths, now)
    return sum([await _collect(db, queues, name) for name in KINDS])


async def _collect(db: Database, queues: Queues, queue: str) -> int:
    """Keep first, remove second: what dies between is received again, and kept once."""
    collected = 0
    while found := await queues.poisoned(queue):
        async with db.transaction() as conn:
            await store.keep_poison(conn, queue, found)
        for each in found:
            await queues.remove(queue, each)
        collected += len(found)
        log.error("%d messages failed for good in %s", len(found), queue, extra={"queue": queue})
    return collected


async def states(db: Database, clock: Clock) -> list[QueueState]:
    """Every queue, by name."""
    now = clock.now()
    async with db.transaction() as conn:
        return await store.queue_states(conn, sorted(KINDS), now)


async def lying(conn: Connection, queue: str, *, after: UUID | None, limit: int) -> list[Poison]:
    """What waits for a decision there, the first first. Raises `NotFound` for no queue of ours."""
    return await store.lying(conn, _known(queue), after, limit)


def _known(queue: str) -> str:
    if queue not in KINDS:
        raise NotFound("There is no such queue: GET /api/v1/ops/queues lists them.", queue=queue)
    return queue


async def requeue(db: Database, clock: Clock, queue: str, poison_id: UUID, *, actor: str) -> None:
    """Have it done again, once: the decision and the message leave with one transaction.

    Decided twice by the same word is no error. Raises `NotFound`, and `Conflict` where the other
    word was first or nobody could read the message.
    """
    verdict = Verdict(kind=VerdictKind.REQUEUED, by=actor, at=clock.now())
    async with db.transaction() as conn:
        body = await _decide(conn, _known(queue), poison_id, verdict)
        if body is not None:
            await outbox.put(conn, *_messages(queue, body))


async def delete(db: Database, clock: Clock, queue: str, poison_id: UUID, *, actor: str) -> None:
    """Never do it. Raises as `requeue`."""
    verdict = Verdict(kind=VerdictKind.DELETED, by=actor, at=clock.now())
    async with db.transaction() as conn:
        await _decide(conn, _known(queue), poison_id, verdict)


async def _decide(conn: Connection, queue: str, poison_id: UUID, verdict: Verdict) -> str | None:
    """The message to act on; nothing where that was decided before."""
    found = await store.poison_for_update(conn, queue, poison_id)
    if found is None:
        raise NotFound("No such message.", id=str(poison_id))
    if found.decided is None:
        await store.decide(conn, poison_id, verdict)
        return found.body
    if found.decided is not verdict.kind:
        raise Conflict(f"It was {found.decided} before.", decided=found.decided)
    return None


async def retire(conn: Connection, before: Instant, most: int, *, dry_run: bool) -> int:
    """Forget what was decided on until then, or lay there since. How many; in a dry run it stays.

    What nobody decided on goes too: it may tell of people, and whoever it was for has long found
    another way.
    """
    old = await store.worn_poison(conn, before, most)
    if not dry_run and (undecided := await store.remove_poison(conn, old)):
        log.warning("%d messages that failed were forgotten undecided", undecided)
    return len(old)


def _messages(queue: str, body: str) -> tuple[Message, ...]:
    try:
        return KINDS[queue].read(body)
    except ValueError as error:
        wrong = f"Nobody could read it as {KINDS[queue].__name__}: delete it."
        raise Conflict(wrong, queue=queue) from error
