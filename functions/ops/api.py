"""Whether we are well, for load balancers, and what waits, for people who operate us."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from functions.access.api import Admin, Supervisor
from functions.ops import service
from functions.ops.model import Alert
from functions.ops.service import Health
from shared.value import Page, Value
from shared.wiring import Deps, deps

health = APIRouter(prefix="/health", tags=["ops"])
router = APIRouter(prefix="/api/v1/ops", tags=["ops"])

Wired = Annotated[Deps, Depends(deps)]


@health.get("/live")
async def get_live() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@health.get("/ready")
async def get_ready(wired: Wired, answer: Response) -> Health:
    """What we cannot do without answers, too: the truth and the secrets."""
    found = await service.health(
        {
            "database": partial(service.waiting, wired.db),
            "secrets": partial(wired.secrets.secret, "callback-key"),
        }
    )
    answer.status_code = 200 if found.ready else 503
    return found


class Outbox(Value):
    """Messages written with a transaction and not published yet."""

    waiting: int


@router.get("/outbox")
async def get_outbox(who: Admin, wired: Wired) -> Outbox:
    """How much waits to be published. More than a few, for long, means that the queues are away."""
    return Outbox(waiting=await service.waiting(wired.db))


Alerts = Page[Alert, UUID]


@router.get("/alerts")
async def get_alerts(
    who: Supervisor,
    wired: Wired,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    only_open: Annotated[bool, Query(alias="open")] = False,
) -> Alerts:
    """What somebody has to look at, the newest first."""
    async with wired.db.transaction() as conn:
        found = await service.alerts(conn, after=after, limit=limit + 1, only_open=only_open)
    return Alerts.of(found, limit, lambda each: each.id)


@router.post("/alerts/{alert_id}/acknowledgement")
async def post_acknowledgement(alert_id: UUID, who: Supervisor, wired: Wired) -> Alert:
    """Somebody has seen it."""
    return await service.acknowledge(wired.db, wired.clock, alert_id, actor=who.name)
