"""Suggestions over HTTP, and the bounds that are set for them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Response
from pydantic import Field

from functions.access.api import Admin, Agent, Seen, Supervisor, seen_version, tagged
from functions.articles.model import Article
from functions.assist import backtesting, measuring, service
from functions.assist.bounds import Chosen, Settings, Spent
from functions.assist.measuring import Accuracy
from functions.assist.model import Decision, Kind, Suggestion
from functions.assist.service import Hand
from functions.assist.tallies import Backtest
from functions.tickets.api import IN_SIGHT
from shared.value import Value
from shared.wiring import Deps, deps

suggestions = APIRouter(
    prefix="/api/v1/tickets/{ticket_id}/suggestions", tags=["assist"], dependencies=IN_SIGHT
)
drafts = APIRouter(
    prefix="/api/v1/tickets/{ticket_id}/article-draft", tags=["assist"], dependencies=IN_SIGHT
)
decisions = APIRouter(prefix="/api/v1/suggestions", tags=["assist"])
router = APIRouter(prefix="/api/v1/assist", tags=["assist"])

Wired = Annotated[Deps, Depends(deps)]


class Bounds(Value):
    """Which page: `cursor` is that of the page before."""

    cursor: UUID | None = None
    limit: int = Field(default=25, ge=1, le=200)


class Suggestions(Value):
    """Some suggestions. `cursor` is what to ask for more with, if there are."""

    items: list[Suggestion]
    cursor: UUID | None

    @classmethod
    def of(cls, found: list[Suggestion], limit: int) -> "Suggestions":
        """The first of what was found; ask for one more."""
        items = found[:limit]
        return cls(items=items, cursor=items[-1].id if len(found) > limit else None)


class Wanted(Value):
    """What is to be suggested."""

    kind: Kind


class Bound(Settings):
    """What was chosen, and what today has cost by now."""

    today: Spent


class Weeks(Value):
    """How many weeks to look back."""

    weeks: int = Field(default=12, ge=1, le=104)


class Trying(Value):
    """How many of the last closed tickets triage is tried on. `model`: not the rules alone."""

    tickets: int = Field(default=200, ge=1, le=2000)
    model: bool = False


async def hand(who: Agent, if_match: Annotated[str | None, Header()] = None) -> Hand:
    """Who decides, what they see, and which version of the ticket they saw, if they say so."""
    seen = None if if_match is None else await seen_version(if_match)
    return Hand(actor=who.name, seen=seen, sight=who.sight)


Deciding = Annotated[Hand, Depends(hand)]


@suggestions.get("")
async def get_suggestions(
    wired: Wired, who: Agent, ticket_id: UUID, bounds: Annotated[Bounds, Query()]
) -> Suggestions:
    """What was suggested for a ticket, the newest first."""
    found = await service.of_ticket(
        wired.db, ticket_id, before=bounds.cursor, limit=bounds.limit, sight=who.sight
    )
    return Suggestions.of(found, bounds.limit)


@suggestions.post("", status_code=202)
async def post_suggestion(wired: Wired, who: Agent, ticket_id: UUID, wanted: Wanted) -> Wanted:
    """Have something suggested now: it will be among the ticket's suggestions in a moment."""
    await service.ask(wired.db, wired.clock, ticket_id, wanted.kind, who.name)
    return wanted


@drafts.post("", status_code=201)
async def post_article_draft(
    wired: Wired, who: Agent, ticket_id: UUID, response: Response
) -> Article:
    """Draft an article from a solved ticket, once. A person publishes it."""
    article = await service.draft_article(wired.db, wired.clock, ticket_id, who.name)
    response.headers["location"] = f"/api/v1/articles/{article.id}"
    return tagged(article, response)


@decisions.post("/{suggestion_id}/decision")
async def post_decision(
    wired: Wired, hand: Deciding, suggestion_id: UUID, decision: Decision, response: Response
) -> Suggestion:
    """Accept, edit or reject. Accepting triage edits the ticket, and needs its ETag."""
    decided, version = await service.decide(wired.db, wired.clock, suggestion_id, decision, hand)
    response.headers["etag"] = f'"{version}"'
    return decided


@router.get("/human-queue")
async def get_human_queue(
    wired: Wired, who: Agent, bounds: Annotated[Bounds, Query()]
) -> Suggestions:
    """Triage that nobody is sure of and nobody has decided on, the oldest first."""
    found = await service.for_people(
        wired.db, after=bounds.cursor, limit=bounds.limit, sight=who.sight
    )
    return Suggestions.of(found, bounds.limit)


@router.get("/settings")
async def get_settings(wired: Wired, who: Supervisor, response: Response) -> Bound:
    """How far a model may go, and what today has cost."""
    chosen, today = await service.settings(wired.db, wired.clock)
    return Bound(**tagged(chosen, response).model_dump(), today=today)


@router.put("/settings")
async def put_settings(
    wired: Wired, who: Admin, seen: Seen, chosen: Chosen, response: Response
) -> Settings:
    """Set the bounds; what is left out is as delivered."""
    found = await service.choose(wired.db, wired.clock, chosen, who.name, seen=seen)
    return tagged(found, response)


@router.get("/accuracy")
async def get_accuracy(wired: Wired, who: Supervisor, weeks: Annotated[Weeks, Query()]) -> Accuracy:
    """How often triage was right on tickets that are closed, and where it gets worse."""
    return await measuring.accuracy(wired.db, wired.clock, weeks.weeks)


@router.post("/backtests", status_code=202)
async def post_backtest(wired: Wired, who: Admin, trying: Trying, response: Response) -> Backtest:
    """Try triage on tickets that are closed, and touch none. A model costs; rules do not."""
    wanted, model = trying.tickets, trying.model
    asked = await backtesting.ask(wired.db, wired.clock, wanted, who.name, model=model)
    response.headers["location"] = f"{router.prefix}/backtests/{asked.id}"
    return asked


@router.get("/backtests")
async def get_backtests(wired: Wired, who: Supervisor) -> list[Backtest]:
    """The last ten, the newest first."""
    return await backtesting.newest(wired.db)


@router.get("/backtests/{backtest_id}")
async def get_backtest(wired: Wired, who: Supervisor, backtest_id: UUID) -> Backtest:
    """How far it is, and how often it was right."""
    return await backtesting.backtest(wired.db, backtest_id)
