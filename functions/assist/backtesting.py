"""Has triage look at closed tickets as they were when they came, and counts how often it is right.

No ticket is touched, and nothing is suggested. What was solved later than a ticket came helps with
it no more than it could have then. The rules look at each; a model only where somebody asked for
it, and within half of what a day may cost: the other half is for tickets that wait.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from functions.assist import backtests, fallback, ledger, making, service
from functions.assist.asking import Task, Tools, by_model
from functions.assist.backtests import Turn
from functions.assist.bounds import Settings
from functions.assist.model import CATEGORY, LEAST, Case, Kind, Made, Triage
from functions.assist.prompts import Known
from functions.assist.store import Wish
from functions.assist.tallies import Backtest, Matched, counted, matched
from functions.tickets import conditions, lookup
from functions.tickets.model import State, Ticket, priority
from shared import outbox
from shared.db.pool import Database
from shared.errors import Conflict, NotFound
from shared.messages import RunBacktest
from shared.ports import Clock
from shared.value import new_id

BATCH = 10
"""Tickets of one turn: a model may take its whole deadline for each."""
LEASE = timedelta(minutes=5)
SOON = timedelta(minutes=1)
"""After how long a message counts as lost."""
NEWEST = 2**62
LISTED = 10


async def ask(db: Database, clock: Clock, wanted: int, actor: str, *, model: bool) -> Backtest:
    """Have the last closed tickets looked at. Raises `Conflict` while another one is running."""
    now = clock.now()
    about = {"id": new_id(now), "asked_by": actor, "asked_at": now}
    asked = Backtest(**about, tickets=wanted, model=model)
    async with db.transaction() as conn:
        if not await backtests.add(conn, asked, before=NEWEST, due_at=now + SOON):
            raise Conflict("One is running. GET /api/v1/assist/backtests shows how far it is.")
        await outbox.put(conn, RunBacktest.new(now, backtest_id=asked.id))
    return asked


async def backtest(db: Database, backtest_id: UUID) -> Backtest:
    """How far it is, and what it found. Raises `NotFound`."""
    async with db.transaction() as conn:
        found = await backtests.one(conn, backtest_id)
    if found is None:
        detail = "There is no such backtest. GET /api/v1/assist/backtests lists them."
        raise NotFound(detail, backtest_id=str(backtest_id))
    return found


async def newest(db: Database) -> list[Backtest]:
    """The last ones, the newest first."""
    async with db.transaction() as conn:
        return await backtests.newest(conn, LISTED)


async def run(db: Database, tools: Tools, backtest_id: UUID) -> None:
    """Look at the next tickets. Twice at once, the first one's count is kept no more."""
    now = tools.clock.now()
    async with db.transaction() as conn:
        turn = await backtests.claim(conn, backtest_id, new_id(now), now + LEASE)
        found = await backtests.one(conn, backtest_id)
        if turn is None or found is None:
            return
        asked = conditions.read(f"state={State.CLOSED}", now)
        limit = min(BATCH, found.tickets - found.done)
        closed = await lookup.matching(conn, asked, None, before=turn.before, limit=limit)
    told = [each for ticket in closed for each in await _tried(db, tools, ticket, found)]
    await _keep(db, tools.clock, found, turn, closed, told)


async def _keep(
    db: Database,
    clock: Clock,
    found: Backtest,
    turn: Turn,
    closed: Sequence[Ticket],
    told: Sequence[Matched],
) -> None:
    now, done = clock.now(), found.done + len(closed)
    is_over = len(closed) < BATCH or done >= found.tickets
    after = counted(found, told, done=done, finished_at=now if is_over else None)
    last = int(closed[-1].number.removeprefix("INC")) if closed else turn.before
    here = turn.model_copy(update={"before": last})
    async with db.transaction() as conn:
        due_at = None if is_over else now + SOON
        if await backtests.keep(conn, after, here, due_at=due_at) and not is_over:
            await outbox.put(conn, RunBacktest.new(now, backtest_id=found.id))


async def _tried(db: Database, tools: Tools, ticket: Ticket, found: Backtest) -> list[Matched]:
    """Where rules, and a model if it was asked, would have put a ticket, beside where it was."""
    task = await _task(db, ticket, with_model=found.model)
    known = await _known(db, tools, task, ticket)
    keywords = task.chosen.keywords
    made = [fallback.triage(task.case, known, task.choices, keywords)]
    if found.model and isinstance(answer := await by_model(db, tools, task, known), Made):
        made.append(answer)
    return [
        each
        for told in made
        if isinstance(told.content, Triage)
        for each in matched(told.content, told.by, ticket)
    ]


async def _task(db: Database, ticket: Ticket, *, with_model: bool) -> Task:
    wish = Wish(
        ticket_id=ticket.id, kind=Kind.TRIAGE, basis="", wished_by=None, due_at=ticket.opened_at
    )
    async with db.transaction() as conn:
        chosen = await ledger.settings(conn)
        choices = await service.choices(conn, ticket.template)
        queues = await service.queues(conn, ticket)
    may = with_model and chosen.allows(Kind.TRIAGE, queues)
    case = Case(ticket=as_it_came(ticket), said=())
    return Task(wish, ticket.id, case, choices, _half(chosen), may, is_trial=True)


def as_it_came(ticket: Ticket) -> Ticket:
    """The ticket without what people found out about it."""
    fields = {key: value for key, value in ticket.fields.items() if key != CATEGORY}
    told = {"impact": LEAST, "urgency": LEAST, "priority": priority(LEAST, LEAST)}
    ended = dict.fromkeys(("resolution_code", "resolution_notes", "resolved_at", "closed_at"))
    open_ = {"state": State.NEW, "group": None, "assignee": None, "fields": fields}
    return ticket.model_copy(update={**told, **ended, **open_})


def _half(chosen: Settings) -> Settings:
    money = chosen.money_per_day
    half = {"money_per_day": None if money is None else money // 2}
    return chosen.model_copy(update={**half, "tokens_per_day": chosen.tokens_per_day // 2})


async def _known(db: Database, tools: Tools, task: Task, ticket: Ticket) -> tuple[Known, ...]:
    """What was solved before it came. Nothing where search does not know it."""
    try:
        known = await making.known(db, tools, task)
    except NotFound:
        return ()
    solved = ((each, each.ticket.resolved_at) for each in known if each.ticket)
    return tuple(each for each, at in solved if at and at < ticket.opened_at)


async def sweep(db: Database, clock: Clock) -> int:
    """Go on with one whose message was lost, or whose maker died. How many."""
    now = clock.now()
    async with db.transaction() as conn:
        due = await backtests.due(conn, now)
        if due:
            await outbox.put(conn, *(RunBacktest.new(now, backtest_id=each) for each in due))
    return len(due)
