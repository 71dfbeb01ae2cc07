"""Webhooks over HTTP: who hears of what, and what became of each delivery."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from functions.access.api import Admin, Seen, tagged
from functions.webhooks import service
from functions.webhooks.model import Delivery, Secret, Wanted, Webhook
from functions.webhooks.service import Change
from shared.value import Value
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/webhooks", tags=["webhooks"])

Wired = Annotated[Deps, Depends(deps)]
Limit = Annotated[int, Query(ge=1, le=200)]


class Created(Webhook):
    """A new webhook with its secret, which is shown this once."""

    secret: str


class Webhooks(Value):
    """Some of them, the newest first. `cursor` is what to ask for more with, if there are."""

    items: list[Webhook]
    cursor: UUID | None


class Deliveries(Value):
    """Some of them, the newest first. `cursor` is what to ask for more with, if there are."""

    items: list[Delivery]
    cursor: int | None


class Bounds(Value):
    """Which page of deliveries."""

    cursor: int = Field(default=2**62, ge=1, le=2**62)
    limit: int = Field(default=50, ge=1, le=200)


@router.post("", status_code=201)
async def post_webhook(wired: Wired, who: Admin, wanted: Wanted, response: Response) -> Created:
    """Let a system hear of things. The answer alone tells the secret that signs."""
    private = wired.settings.webhooks.private
    made, told = await service.add(wired.db, wired.clock, wanted, who.by, private=private)
    response.headers["location"] = f"{router.prefix}/{made.id}"
    return tagged(Created(**made.model_dump(), secret=told.secret), response)


@router.get("")
async def get_webhooks(
    wired: Wired, who: Admin, cursor: UUID | None = None, limit: Limit = 50
) -> Webhooks:
    """All that there are."""
    found = await service.page(wired.db, before=cursor, limit=limit + 1)
    items = found[:limit]
    return Webhooks(items=items, cursor=items[-1].id if len(found) > limit else None)


@router.get("/{webhook_id}")
async def get_webhook(wired: Wired, who: Admin, webhook_id: UUID, response: Response) -> Webhook:
    """One of them."""
    return tagged(await service.webhook(wired.db, webhook_id), response)


@router.put("/{webhook_id}")
async def put_webhook(
    wired: Wired, who: Admin, seen: Seen, webhook_id: UUID, wanted: Wanted, response: Response
) -> Webhook:
    """Let it read like that."""
    private = wired.settings.webhooks.private
    change = Change(by=who.by, seen=seen)
    after = await service.rewrite(
        wired.db, wired.clock, webhook_id, wanted, change, private=private
    )
    return tagged(after, response)


@router.delete("/{webhook_id}", status_code=204)
async def delete_webhook(wired: Wired, who: Admin, seen: Seen, webhook_id: UUID) -> None:
    """Tell it no more. Its deliveries are gone, too."""
    await service.remove(wired.db, wired.clock, webhook_id, Change(by=who.by, seen=seen))


@router.post("/{webhook_id}/secret", status_code=201)
async def post_secret(wired: Wired, who: Admin, webhook_id: UUID) -> Secret:
    """Another secret, shown this once. For a day, the one before it signs, too."""
    return await service.rotate(wired.db, wired.clock, webhook_id, who.by)


@router.post("/{webhook_id}/tests", status_code=202)
async def post_test(wired: Wired, who: Admin, webhook_id: UUID) -> Delivery:
    """Send a test, soon. Its delivery tells what came of it."""
    return await service.test(wired.db, wired.clock, webhook_id, who.name)


@router.get("/{webhook_id}/deliveries")
async def get_deliveries(
    wired: Wired, who: Admin, webhook_id: UUID, bounds: Annotated[Bounds, Query()]
) -> Deliveries:
    """What was sent in the last thirty days, and with which answers."""
    limit = bounds.limit
    found = await service.deliveries(wired.db, webhook_id, before=bounds.cursor, limit=limit + 1)
    items = found[:limit]
    return Deliveries(items=items, cursor=items[-1].position if len(found) > limit else None)


@router.post("/deliveries/{delivery_id}/replay", status_code=202)
async def post_replay(wired: Wired, who: Admin, delivery_id: UUID) -> Delivery:
    """Send it once more, word for word, under a new id and after all that waits."""
    return await service.replay(wired.db, wired.clock, delivery_id)
