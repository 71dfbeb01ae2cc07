"""Promises over HTTP: what we owe whom, and closing one by hand."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from functions.access.api import Agent
from functions.promises import service
from functions.promises.model import Closing, Promise, Wanted, Which
from functions.tickets.api import IN_SIGHT
from shared.value import Page
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/promises", tags=["promises"], dependencies=IN_SIGHT)

Wired = Annotated[Deps, Depends(deps)]
Limit = Annotated[int, Query(ge=1, le=200)]
Promises = Page[Promise, UUID]


@router.get("")
async def get_promises(
    who: Agent,
    wired: Wired,
    which: Which | None = None,
    ticket_id: UUID | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> Promises:
    """Those due first, first: all, or the `open`, `due`, `broken`, `kept` or `withdrawn` ones."""
    wanted = Wanted(which=which, ticket_id=ticket_id, after=after, limit=limit + 1)
    async with wired.db.transaction() as conn:
        found = await service.page(conn, wanted, wired.clock.now())
        page = Promises.of(found, limit, lambda each: each.id)
        seen = await service.in_sight(conn, page.items, who.sight)
    return page.model_copy(update={"items": seen})


async def seen(promise_id: UUID, who: Agent, wired: Wired) -> UUID:
    """The promise, unless it is about a ticket that they do not see. Raises `NotFound`."""
    async with wired.db.transaction() as conn:
        await service.check_in_sight(conn, promise_id, who.sight)
    return promise_id


Seen = Annotated[UUID, Depends(seen)]


@router.get("/{promise_id}")
async def get_promise(promise_id: Seen, wired: Wired) -> Promise:
    """One promise."""
    async with wired.db.transaction() as conn:
        return await service.get(conn, promise_id)


@router.post("/{promise_id}/keeping")
async def post_keeping(promise_id: Seen, closing: Closing, who: Agent, wired: Wired) -> Promise:
    """Somebody has called them, by a telephone of their own."""
    return await service.keep(wired.db, wired.clock, promise_id, by=who.name, reason=closing.reason)


@router.post("/{promise_id}/withdrawal")
async def post_withdrawal(promise_id: Seen, closing: Closing, who: Agent, wired: Wired) -> Promise:
    """It need not be kept any more."""
    return await service.withdraw(
        wired.db, wired.clock, promise_id, by=who.name, reason=closing.reason
    )
