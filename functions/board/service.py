"""What people look at to know how things stand."""

from uuid import UUID

from functions.access.model import Sight
from functions.board import events, model, store
from functions.board.model import Board, Whose
from shared.db.pool import Database
from shared.errors import NotFound
from shared.ports import Clock


async def home(db: Database, clock: Clock, person: str, sight: Sight | None) -> Board:
    """What waits for somebody, and for all, of the tickets they see."""
    now, groups = clock.now(), sorted(sight.groups) if sight else None
    async with db.transaction() as conn:
        return model.board("home", now, await store.home(conn, now, person, groups))


async def campaign(db: Database, clock: Clock, campaign_id: UUID) -> Board:
    """How far a campaign is, what came of it and what it cost. Raises `NotFound`."""
    now = clock.now()
    async with db.transaction() as conn:
        shown = await store.campaign(conn, campaign_id, now)
    if shown is None:
        raise NotFound("There is no such campaign.", campaign_id=str(campaign_id))
    return model.board("campaign", now, shown)


async def calls(db: Database, clock: Clock) -> Board:
    """What went on at the telephone in the last day."""
    now = clock.now()
    async with db.transaction() as conn:
        return model.board("calls", now, await store.calls(conn, now))


async def cost(db: Database, clock: Clock, days: int) -> Board:
    """What calls and voices cost in so many days."""
    now = clock.now()
    async with db.transaction() as conn:
        return model.board("cost", now, await store.cost(conn, now, days))


async def timeline(db: Database, clock: Clock, whose: Whose) -> Board:
    """What happened on a ticket or with a person, whatever it was, the newest first."""
    now = clock.now()
    async with db.transaction() as conn:
        return model.board("timeline", now, await events.timeline(conn, whose, now))
