"""Whether we are well, for load balancers, and what waits, for people who operate us."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from functions.access.api import Admin, Supervisor
from functions.ops import poison, service, switch
from functions.ops.model import Alert, Poison, QueueState, shown
from functions.ops.poison import KINDS
from functions.ops.service import Checks, Health
from functions.ops.switch import Dialling, WhyPaused
from shared.value import Instant, Page, Value
from shared.wiring import Deps, deps

health = APIRouter(prefix="/health", tags=["ops"])
router = APIRouter(prefix="/api/v1/ops", tags=["ops"])

NO_CALL = UUID(int=0)

Wired = Annotated[Deps, Depends(deps)]


@health.get("/live")
async def get_live() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@health.get("/ready")
async def get_ready(wired: Wired, answer: Response) -> Health:
    """Whether all that we rely on answers within a second; 503 where we cannot do without it.

    Vendors that charge for being asked are not.
    """
    needed: Checks = {
        "database": partial(service.waiting, wired.db),
        "secrets": partial(wired.secrets.secret, "callback-key"),
    }
    found = await service.health(needed, _helpful(wired))
    answer.status_code = 200 if found.ready else 503
    return found


def _helpful(wired: Deps) -> Checks:
    helpful: dict[str, Callable[[], Awaitable[object]]] = {
        "redis": partial(wired.cache.get, "health"),
        "transcripts": partial(wired.transcripts.read, NO_CALL),
    }
    if wired.settings.app_role != "agent":  # which may put messages into queues, not look at them
        helpful["queues"] = partial(wired.queues.depths, ())
    return helpful


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


class Queues(Value):
    """All of them."""

    items: list[QueueState]


@router.get("/queues")
async def get_queues(who: Supervisor, wired: Wired) -> Queues:
    """How much waits where, as it was seen within the last minute or so."""
    return Queues(items=await poison.states(wired.db, wired.clock))


class Failed(Value):
    """A message that failed for good. `kind` is what it was sent as; no word of people is shown."""

    id: UUID
    inserted_at: Instant
    dequeue_count: int
    kind: str
    body: dict[str, Any] | None

    @classmethod
    def of(cls, queue: str, found: Poison) -> Self:
        """As people see it."""
        return cls(
            id=found.id,
            inserted_at=found.inserted_at,
            dequeue_count=found.dequeue_count,
            kind=KINDS[queue].__name__,
            body=shown(found.body),
        )


FailedPage = Page[Failed, UUID]


@router.get("/queues/{queue}/poison")
async def get_poison(
    queue: str,
    who: Admin,
    wired: Wired,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> FailedPage:
    """What failed five times there, the first first."""
    async with wired.db.transaction() as conn:
        found = await poison.lying(conn, queue, after=after, limit=limit + 1)
    return FailedPage.of([Failed.of(queue, each) for each in found], limit, lambda each: each.id)


@router.post(
    "/queues/{queue}/poison/{message_id}/requeue", status_code=202, response_class=Response
)
async def post_requeue(queue: str, message_id: UUID, who: Admin, wired: Wired) -> Response:
    """Have it done again, once what made it fail is mended. Asked twice, it is done once."""
    await poison.requeue(wired.db, wired.clock, queue, message_id, actor=who.name)
    return Response(status_code=202)


@router.delete("/queues/{queue}/poison/{message_id}", status_code=204)
async def delete_poison(queue: str, message_id: UUID, who: Admin, wired: Wired) -> Response:
    """Never do it."""
    await poison.delete(wired.db, wired.clock, queue, message_id, actor=who.name)
    return Response(status_code=204)


@router.post("/index/rebuild", status_code=202, response_class=Response)
async def post_index_rebuild(who: Admin, wired: Wired) -> Response:
    """Make the index that searches by meaning anew from the truth."""
    await service.rebuild_index(wired.db, wired.clock)
    return Response(status_code=202)


@router.get("/dialling")
async def get_dialling(who: Supervisor, wired: Wired) -> Dialling:
    """Whether anybody is dialled at all."""
    return await switch.dialling(wired.db)


@router.post("/dialling/pause")
async def post_pause(why: WhyPaused, who: Supervisor, wired: Wired) -> Dialling:
    """Stop all dialling: felt within two seconds. Attempts stay planned, answered calls go on."""
    return await switch.pause(wired.db, wired.clock, why, actor=who.name)


@router.delete("/dialling/pause")
async def delete_pause(who: Supervisor, wired: Wired) -> Dialling:
    """Dial again."""
    return await switch.resume(wired.db, wired.clock, actor=who.name)
