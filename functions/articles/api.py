"""Articles over HTTP: for those who write them, and for those who read them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from functions.access.api import Agent, Requester, Seen, Supervisor, tagged
from functions.access.model import Principal
from functions.articles import service
from functions.articles.model import (
    Article,
    Feedback,
    Gaps,
    Offer,
    Opinion,
    Published,
    Typed,
    Version,
    Wanted,
    Wording,
)
from shared.value import Value
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/articles", tags=["articles"])

Wired = Annotated[Deps, Depends(deps)]


class Hand(Value):
    """Who changes an article, and which version of it they have seen."""

    who: Principal
    seen: int


async def has_seen(who: Agent, seen: Seen) -> Hand:
    """The same, from the request."""
    return Hand(who=who, seen=seen)


HasSeen = Annotated[Hand, Depends(has_seen)]


class Articles(Value):
    """Some articles, the newest first. `cursor` is what to ask for more with, if there are."""

    items: list[Article]
    cursor: str | None


class Versions(Value):
    """How an article read, the newest first."""

    items: list[Version]


class Opinions(Value):
    """What readers said, the newest first."""

    items: list[Feedback]


class Offers(Value):
    """Articles that may help, the likeliest first."""

    items: list[Offer]


class Back(Value):
    """How far to look back."""

    days: int = Field(default=90, ge=1, le=365)


@router.post("", status_code=201)
async def post_article(wired: Wired, who: Agent, wording: Wording, response: Response) -> Article:
    """Write a draft. Nobody finds it until it is published."""
    article = await service.write(wired.db, wired.clock, wording, who.name)
    response.headers["location"] = f"{router.prefix}/{article.id}"
    return tagged(article, response)


@router.get("")
async def get_articles(wired: Wired, who: Agent, wanted: Annotated[Wanted, Query()]) -> Articles:
    """The newest articles: of a state, of a language, or those that are stale."""
    found = await service.page(wired.db, wired.clock, wanted)
    items = found[: wanted.limit]
    return Articles(items=items, cursor=items[-1].number if len(found) > len(items) else None)


@router.get("/suggestions")
async def get_suggestions(wired: Wired, who: Requester, typed: Annotated[Typed, Query()]) -> Offers:
    """Published articles for what somebody is typing. No model is asked."""
    return Offers(items=await service.offers(wired.db, wired.clock, typed, who.id))


@router.get("/gaps")
async def get_gaps(wired: Wired, who: Supervisor, back: Annotated[Back, Query()]) -> Gaps:
    """What is asked again and again, and no article tells."""
    return await service.gaps(wired.db, wired.clock, back.days)


@router.get("/{article_id}")
async def get_article(wired: Wired, who: Agent, article_id: UUID, response: Response) -> Article:
    """One article as it stands."""
    return tagged(await service.article(wired.db, wired.clock, article_id), response)


@router.get("/{article_id}/published")
async def get_published(wired: Wired, who: Requester, article_id: UUID) -> Published:
    """One article as its readers see it."""
    return await service.published(wired.db, article_id)


@router.put("/{article_id}")
async def put_article(
    wired: Wired, hand: HasSeen, article_id: UUID, wording: Wording, response: Response
) -> Article:
    """Let it read like that, in a version of its own; what is published stays until it is again."""
    article = await service.rewrite(
        wired.db, wired.clock, article_id, wording, hand.who.name, seen=hand.seen
    )
    return tagged(article, response)


@router.get("/{article_id}/versions")
async def get_versions(wired: Wired, who: Agent, article_id: UUID) -> Versions:
    """How it reads, and how it read before."""
    return Versions(items=await service.versions(wired.db, wired.clock, article_id))


@router.post("/{article_id}/publication")
async def post_publication(
    wired: Wired, hand: HasSeen, article_id: UUID, response: Response
) -> Article:
    """Let readers find the version of `If-Match`."""
    article = await service.publish(
        wired.db, wired.clock, article_id, hand.who.name, seen=hand.seen
    )
    return tagged(article, response)


@router.delete("/{article_id}/publication")
async def delete_publication(
    wired: Wired, hand: HasSeen, article_id: UUID, response: Response
) -> Article:
    """Make it a draft again."""
    return tagged(
        await service.withdraw(wired.db, wired.clock, article_id, seen=hand.seen), response
    )


@router.post("/{article_id}/feedback", status_code=201)
async def post_feedback(
    wired: Wired, who: Requester, article_id: UUID, opinion: Opinion
) -> Feedback:
    """Say whether it helped. Said again, the last word counts."""
    return await service.judge(wired.db, wired.clock, article_id, opinion, who.id)


@router.get("/{article_id}/feedback")
async def get_feedback(wired: Wired, who: Agent, article_id: UUID) -> Opinions:
    """What readers said, the newest 200."""
    return Opinions(items=await service.feedback(wired.db, wired.clock, article_id))
