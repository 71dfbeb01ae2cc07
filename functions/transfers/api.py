"""Who was handed over to whom, who waited how long, and who was left waiting."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from functions.access.api import Supervisor
from functions.transfers import service
from functions.transfers.model import Ring, State, Transfer
from shared.value import Instant, Page, Spoken, Value
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/transfers", tags=["transfers"])

Wired = Annotated[Deps, Depends(deps)]


class Asked(Value):
    """One of ours whose telephone rang."""

    person: str
    at: Instant
    ring_seconds: int
    took_it: bool


class Told(Value):
    """A call in which somebody wanted a person. `waited_seconds` is null while they wait.

    `begun_by`: one of ours took it over, and nobody had asked.
    """

    id: UUID
    call_id: UUID
    campaign_id: UUID | None
    ticket_id: UUID | None
    begun_by: str | None
    rota: str
    language: Spoken
    state: State
    wanted_at: Instant
    ended_at: Instant | None
    waited_seconds: float | None
    taken_by: str | None
    abandoned: bool
    asked: list[Asked]


def _told(transfer: Transfer, rings: list[Ring]) -> Told:
    until = transfer.taken_at or transfer.ended_at
    taker = next((each for each in reversed(rings) if each.taken_at), None)
    return Told(
        **transfer.model_dump(
            include={
                "id",
                "call_id",
                "ticket_id",
                "begun_by",
                "rota",
                "language",
                "state",
                "wanted_at",
            }
        ),
        campaign_id=transfer.allowance_id,
        ended_at=transfer.ended_at,
        waited_seconds=(until - transfer.wanted_at).total_seconds() if until else None,
        taken_by=taker.person if taker and transfer.taken_at else None,
        abandoned=transfer.abandoned,
        asked=[
            Asked(
                person=each.person,
                at=each.asked_at,
                ring_seconds=each.ring_seconds,
                took_it=each.taken_at is not None,
            )
            for each in rings
        ],
    )


@router.get("")
async def get_transfers(
    who: Supervisor,
    wired: Wired,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[Told, UUID]:
    """The newest first."""
    async with wired.db.transaction() as conn:
        found = await service.recent(conn, after=after, limit=limit + 1)
    return Page[Told, UUID].of([_told(*each) for each in found], limit, lambda each: each.id)
