"""What a model makes of a ticket, within its budget, or why none does."""

import logging
from dataclasses import dataclass
from uuid import UUID

from functions.assist import checking, fallback, ledger, model, prompts
from functions.assist.bounds import Prices, Settings
from functions.assist.checking import Unusable
from functions.assist.ledger import Cost
from functions.assist.model import (
    By,
    Case,
    Choices,
    Kind,
    Made,
    Source,
    SourceKind,
    Why,
)
from functions.assist.prompts import DraftAnswer, Known, SummaryAnswer
from functions.assist.store import Wish
from shared import outbox
from shared.db.pool import Database
from shared.errors import Unavailable, VendorProblem
from shared.messages import RaiseAlert
from shared.ports import Answer, Clock, Embeddings, Language, Line, Vectors
from shared.value import Value

log = logging.getLogger(__name__)
ACTOR = "assist"
"""The name under which it writes into tickets and raises alerts."""
DEADLINE = 15.0
ANSWER = 1_000
"""Tokens of an answer at the most: what the deployment is asked for (shared/wiring.py)."""
TIMEOUT = "timeout"


@dataclass(frozen=True)
class Tools:
    """What it takes to suggest something."""

    clock: Clock
    language: Language
    vectors: Vectors
    embeddings: Embeddings
    model: str
    prices: Prices


@dataclass(frozen=True)
class Task:
    """One suggestion to be made. `claim` tells that it is still ours to make.

    Of a trial nobody is told that a day has too little left for it.
    """

    wish: Wish
    claim: UUID
    case: Case
    choices: Choices
    chosen: Settings
    is_allowed: bool
    is_trial: bool = False


@dataclass(frozen=True)
class Asking:
    """What a model is asked, and what its worst answer would cost."""

    lines: list[Line]
    known: tuple[Known, ...]
    cost: Cost

    @property
    def sources(self) -> tuple[Source, ...]:
        """What it may say that it rests on."""
        return tuple(each.source for each in self.known)


def source_of(kind: SourceKind, found: Value, state: str | None) -> Source:
    return Source(kind=kind, state=state, **found.model_dump(include={"id", "number", "title"}))


async def by_model(db: Database, tools: Tools, task: Task, known: tuple[Known, ...]) -> Made | Why:
    """What a model makes of it, or why none does."""
    if not task.is_allowed:
        return Why.OFF
    asked = _question(tools, task, known)
    if not await _afford(db, tools.clock, task, asked.cost):
        return Why.BUDGET
    return await _tried(db, tools, task, asked)


async def _tried(db: Database, tools: Tools, task: Task, asked: Asking) -> Made | Why:
    try:
        return await _answered(db, tools, task, asked)
    except VendorProblem as problem:
        log.warning("a suggestion by rules, %s answers: %s", problem.vendor, problem.detail)
        if isinstance(problem, Unavailable) and problem.code != TIMEOUT:
            await _settle(db, asked.cost, -asked.cost.tokens, -asked.cost.money)
        return Why.AWAY if isinstance(problem, Unavailable) else Why.UNUSABLE
    except Unusable as problem:
        log.warning("a suggestion by rules, the model's is of no use: %s", problem)
        return Why.UNUSABLE


def _question(tools: Tools, task: Task, known: tuple[Known, ...]) -> Asking:
    lines = prompts.prompt(task.wish.kind, task.case, known)
    read, written = prompts.most_tokens(lines, ANSWER)
    cost = Cost(
        day=tools.clock.now().date(),
        tokens=read + written,
        money=tools.prices.of(read, written),
        most_tokens=task.chosen.tokens_per_day,
        most_money=task.chosen.money_per_day,
    )
    return Asking(lines, known, cost)


async def _afford(db: Database, clock: Clock, task: Task, cost: Cost) -> bool:
    """Keep its worst cost aside. The first for which a day has too little says so to people."""
    now = clock.now()
    async with db.transaction() as conn:
        if await ledger.reserve(conn, cost):
            return True
        if not task.is_trial and await ledger.stop(conn, cost.day, now):
            about = {"at": now, "source": ACTOR, "subject_id": task.case.ticket.id}
            text = f"AI assist has spent its budget of {cost.day}: rules suggest until tomorrow."
            alert = RaiseAlert.new(now, **about, what="assist_budget_spent", text=text)
            await outbox.put(conn, alert)
    return False


async def _settle(db: Database, cost: Cost, tokens: int, money: int) -> None:
    async with db.transaction() as conn:
        await ledger.settle(conn, cost.day, tokens=tokens, money=money)


async def _answered(db: Database, tools: Tools, task: Task, asked: Asking) -> Made:
    match task.wish.kind:
        case Kind.TRIAGE:
            triage = await _answer(db, tools, asked, prompts.triage_shape(task.choices))
            return _paid(_triage(triage.content, task, asked), triage, tools)
        case Kind.SUMMARY:
            summary = await _answer(db, tools, asked, SummaryAnswer)
            return _paid(_summary(summary.content, task), summary, tools)
        case Kind.REPLY | Kind.RESOLUTION:
            draft = await _answer(db, tools, asked, DraftAnswer)
            return _paid(_draft(draft.content, asked), draft, tools)


def _paid[T: Value](made: Made, told: Answer[T], tools: Tools) -> Made:
    money = tools.prices.of(told.tokens_in, told.tokens_out)
    used = {"tokens_in": told.tokens_in, "tokens_out": told.tokens_out, "money": money}
    return made.model_copy(update={**used, "model": tools.model})


async def _answer[T: Value](db: Database, tools: Tools, asked: Asking, shape: type[T]) -> Answer[T]:
    """The answer; what it did not need is given back. What came to nothing stays counted."""
    told = await tools.language.answer(asked.lines, shape, deadline=DEADLINE)
    money = tools.prices.of(told.tokens_in, told.tokens_out)
    tokens = told.tokens_in + told.tokens_out
    await _settle(db, asked.cost, tokens - asked.cost.tokens, money - asked.cost.money)
    return told


def _triage(answer: prompts.TriageAnswer, task: Task, asked: Asking) -> Made:
    content = checking.triage(answer, task.choices)
    voted = fallback.most_voted(fallback.voters(asked.known, task.choices))
    doubted = voted is not None and voted != content.category
    return Made(
        content=content,
        confidence=checking.confidence(answer.confidence, doubted=doubted),
        reasons=checking.reasons(answer.reasons),
        sources=model.cited(answer.sources, asked.sources),
        by=By.MODEL,
    )


def _summary(answer: SummaryAnswer, task: Task) -> Made:
    ticket = task.case.ticket
    return Made(
        content=checking.summary(answer),
        confidence=checking.confidence(answer.confidence),
        reasons=checking.reasons(answer.reasons),
        sources=(source_of(SourceKind.TICKET, ticket, ticket.state),),
        by=By.MODEL,
    )


def _draft(answer: DraftAnswer, asked: Asking) -> Made:
    sources = model.cited(answer.sources, asked.sources)
    ungrounded = bool(asked.sources) and not sources
    return Made(
        content=checking.draft(answer, asked.lines, asked.sources),
        confidence=checking.confidence(answer.confidence, doubted=ungrounded),
        reasons=checking.reasons(answer.reasons),
        sources=sources,
        by=By.MODEL,
    )
