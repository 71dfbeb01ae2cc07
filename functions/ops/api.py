"""Whether we are well, for load balancers, and what waits, for people who operate us."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from functions.access.api import Admin
from functions.ops import service
from functions.ops.service import Health
from shared.value import Value
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
