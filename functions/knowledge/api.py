"""Search over HTTP, and the articles that are written for it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field, StringConstraints

from functions.access.api import Agent
from functions.knowledge import service
from functions.knowledge.asked import facets_in_sight
from functions.knowledge.model import Article, ArticleDraft, Found, Question
from shared.value import Value
from shared.wiring import Deps, deps

search = APIRouter(prefix="/api/v1/search", tags=["knowledge"])
articles = APIRouter(prefix="/api/v1/articles", tags=["knowledge"])

Wired = Annotated[Deps, Depends(deps)]


class Bounds(Value):
    """Which page of the articles, the newest first."""

    after: Annotated[str, StringConstraints(pattern=r"^KB\d{7,12}$")] | None = None
    limit: int = Field(default=25, ge=1, le=200)


class ArticlePage(Value):
    """Some articles. `next` is what to ask `after` for more, if there are."""

    items: list[Article]
    next: str | None


@search.get("")
async def get_search(wired: Wired, who: Agent, asked: Annotated[Question, Query()]) -> Found:
    """What answers a question best, and who found it."""
    among = facets_in_sight(who.sight)
    return await service.search(wired.db, wired.vectors, wired.embeddings, asked, among)


@articles.post("", status_code=201)
async def post_article(
    wired: Wired, who: Agent, draft: ArticleDraft, response: Response
) -> Article:
    """Write an article. It can be found once it is embedded, a moment later."""
    article = await service.write_article(wired.db, wired.clock, draft, who.name)
    response.headers["location"] = f"{articles.prefix}/{article.id}"
    return _tagged(article, response)


@articles.get("")
async def get_articles(wired: Wired, who: Agent, bounds: Annotated[Bounds, Query()]) -> ArticlePage:
    """The newest articles."""
    before = int(bounds.after.removeprefix("KB")) if bounds.after else None
    found = await service.articles(wired.db, before=before, limit=bounds.limit)
    items = found[: bounds.limit]
    return ArticlePage(items=items, next=items[-1].number if len(found) > len(items) else None)


@articles.get("/{article_id}")
async def get_article(wired: Wired, who: Agent, article_id: UUID, response: Response) -> Article:
    """One article."""
    return _tagged(await service.article(wired.db, article_id), response)


def _tagged(article: Article, response: Response) -> Article:
    response.headers["etag"] = f'"{article.version}"'
    return article
