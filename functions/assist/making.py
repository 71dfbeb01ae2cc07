"""Follows a ticket, and makes what is to be suggested for it: by a model, else by rules."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from functions.articles import service as articles
from functions.articles.store import Use
from functions.assist import fallback, ledger, measuring, service, store
from functions.assist.asking import ACTOR, Task, Tools, by_model, source_of
from functions.assist.model import (
    By,
    Case,
    Kind,
    Made,
    SourceKind,
    Standing,
    Suggestion,
    Why,
)
from functions.assist.prompts import Known
from functions.assist.store import Wish
from functions.knowledge import service as knowledge
from functions.knowledge.model import By as Search
from functions.knowledge.model import Hit, Question, ServedBy
from functions.knowledge.model import Kind as Document
from functions.tickets import alike, lookup
from functions.tickets import service as tickets
from functions.tickets.model import State, Ticket
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import NotFound
from shared.messages import AssistTicket
from shared.ports import Clock
from shared.value import new_id

OVER = ""
"""The basis of no triage: nobody has to say any more where a ticket belongs that is over."""
LEASE = timedelta(minutes=2)
QUIET = timedelta(seconds=30)
"""How long a ticket is left alone before it is summed up: people say several things at once."""
BATCH = 100
NEIGHBOURS, ARTICLES = 5, 3
NEAR = 0.45
"""The cosine below which an article is about something else."""
LONGEST_QUESTION = 800
SOLVED = frozenset({State.RESOLVED, State.CLOSED})


async def follow(db: Database, tools: Tools, ticket_id: UUID) -> None:
    """Say of what is offered whether it still holds, wish for what is missing, and make it.

    Told twice, it is made once. A ticket was written long before: nobody waits for this.
    """
    now = tools.clock.now()
    async with db.transaction() as conn:
        try:
            ticket = await tickets.on(conn, ticket_id)
        except NotFound:
            return
        case = await service.case(conn, ticket)
        await articles.note_reopened(
            conn, Use(ticket_id=ticket_id, reopened=ticket.reopened, at=now)
        )
        await _wish(conn, case, now)
        await measuring.measure(conn, ticket, now)
    for task in await _claimed(db, tools.clock, ticket_id):
        await _make(db, tools, task)


async def _wish(conn: Connection, case: Case, now: datetime) -> None:
    ticket_id, current = case.ticket.id, {kind: case.basis(kind) for kind in Kind}
    if not case.is_open:
        await store.outdate(conn, ticket_id, current | {Kind.TRIAGE: OVER})
        await store.unwish(conn, ticket_id)
        return
    await store.outdate(conn, ticket_id, current)
    made = await store.bases(conn, ticket_id)
    due = {Kind.TRIAGE: now}
    if case.is_worth_a_summary:
        due[Kind.SUMMARY] = now + QUIET
    for kind, at in due.items():
        if made.get(kind) != current[kind]:
            about = {"ticket_id": ticket_id, "basis": current[kind]}
            await store.wish(conn, Wish(kind=kind, wished_by=None, due_at=at, **about))


async def _claimed(db: Database, clock: Clock, ticket_id: UUID) -> list[Task]:
    now = clock.now()
    claim = new_id(now)
    async with db.transaction() as conn:
        wishes = await store.claim(conn, ticket_id, claim, now, now + LEASE)
        if not wishes:
            return []
        ticket = await tickets.on(conn, ticket_id)
        case, chosen = await service.case(conn, ticket), await ledger.settings(conn)
        choices = await service.choices(conn, ticket.template)
        queues = await service.queues(conn, ticket)
    return [
        Task(each, claim, case, choices, chosen, chosen.allows(each.kind, queues))
        for each in sorted(wishes, key=lambda wish: list(Kind).index(wish.kind))
    ]


async def _make(db: Database, tools: Tools, task: Task) -> None:
    """Look up, ask, keep: no transaction is open while a model works."""
    known = await _known(db, tools, task)
    made = await by_model(db, tools, task, known)
    if isinstance(made, Why):
        keywords = task.chosen.keywords
        by_rules = fallback.suggested(task.wish.kind, task.case, known, task.choices, keywords)
        made = fallback.because(by_rules, made)
    await _keep(db, tools.clock, task, made)


async def _known(db: Database, tools: Tools, task: Task) -> tuple[Known, ...]:
    """What may help: solved tickets like this one, and articles that are about it."""
    if task.wish.kind is Kind.SUMMARY:
        return ()
    ticket = task.case.ticket
    _, like = await alike.similar(db, tools.vectors, tools.embeddings, ticket.id, NEIGHBOURS)
    hits = [] if task.wish.kind is Kind.TRIAGE else await _articles(db, tools, task.case)
    async with db.transaction() as conn:
        there = await _readable(conn, task, [other.id for other in like])
        texts = await knowledge.texts(conn, [hit.id for hit in hits])
    solved = [there[other.id] for other in like if other.id in there]
    return (
        *(
            Known(source=source_of(SourceKind.ARTICLE, hit, None), text=texts.get(hit.id, ""))
            for hit in hits
        ),
        *(Known(source=source_of(SourceKind.TICKET, o, o.state), ticket=o) for o in solved),
    )


async def _readable(conn: Connection, task: Task, ids: Sequence[UUID]) -> dict[UUID, Ticket]:
    """Those that are solved, and in no queue whose tickets no model reads."""
    allows, kind = task.chosen.allows, task.wish.kind
    solved = [each for each in await lookup.with_ids(conn, ids) if each.state in SOLVED]
    return {each.id: each for each in solved if allows(kind, await service.queues(conn, each))}


async def _articles(db: Database, tools: Tools, case: Case) -> list[Hit]:
    """Articles near in meaning; while the model of meanings is away, those that share words."""
    words = f"{case.ticket.title} {case.ticket.description}".replace("\x00", "")[:LONGEST_QUESTION]
    question = Question(q=words, kind=[Document.ARTICLE], by=Search.MEANING, limit=ARTICLES)
    found = await knowledge.search(db, tools.vectors, tools.embeddings, question)
    by_words = found.served_by in {ServedBy.TEXT, ServedBy.NUMBER}
    return [hit for hit in found.items if by_words or hit.score >= NEAR]


async def _keep(db: Database, clock: Clock, task: Task, made: Made) -> None:
    """Offer it, unless the ticket changed, somebody else was faster, or it was erased meanwhile."""
    now, ticket, kind = clock.now(), task.case.ticket, task.wish.kind
    found = _suggestion(task, made, now)
    async with db.transaction() as conn:
        if not await store.fulfil(conn, ticket.id, kind, task.claim):
            return
        await store.add(conn, found, task.case.basis(kind))
        if _applies(task, made):
            await service.apply_by_itself(conn, now, found, ticket.version, ACTOR)


def _applies(task: Task, made: Made) -> bool:
    """Whether nobody has to decide: as the desk chose, and where no person has said otherwise."""
    sure = task.chosen.apply_from
    is_sure = sure is not None and made.confidence >= sure
    return (
        is_sure and made.by is By.MODEL and task.wish.kind is Kind.TRIAGE and task.case.is_untouched
    )


def _suggestion(task: Task, made: Made, now: datetime) -> Suggestion:
    told = made.model_dump(exclude={"content"})
    return Suggestion(
        **told,
        id=new_id(now),
        ticket_id=task.case.ticket.id,
        kind=task.wish.kind,
        content=made.content.model_dump(mode="json"),
        human_queue=made.confidence < task.chosen.sure,
        state=Standing.OFFERED,
        ticket_version=task.case.ticket.version,
        made_at=now,
        **dict.fromkeys(("decided_by", "decided_at", "decided_text", "kept")),
    )


async def sweep(db: Database, clock: Clock) -> int:
    """Have made what is due: after a quiet while, a crash, or a lost message. How many tickets."""
    now = clock.now()
    async with db.transaction() as conn:
        due: Sequence[UUID] = await store.due(conn, now, BATCH)
        if due:
            await outbox.put(conn, *(AssistTicket.new(now, ticket_id=each) for each in due))
    return len(due)
