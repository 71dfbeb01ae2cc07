"""Rotas over HTTP, and who is on call."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response

from functions.access.api import Agent, Seen, Supervisor, tagged
from functions.access.model import Role
from functions.people.api import Limit
from functions.rotas import service
from functions.rotas.model import Availability, Plan, Rota
from functions.rotas.service import Watch
from shared.value import Instant, Page, Text, Value
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/people", tags=["rotas"])

Wired = Annotated[Deps, Depends(deps)]
Rotas = Page[Rota, UUID]
Name = Annotated[Text, Path(min_length=1, max_length=200)]
"""Of somebody, as rotas write it."""


@router.get("/on-call")
async def get_on_call(
    rota: Annotated[Text, Query(min_length=1)],
    who: Agent,
    wired: Wired,
    at: Instant | None = None,
) -> Watch:
    """Who is on call, now or at another time."""
    async with wired.db.transaction() as conn:
        return await service.watch(conn, rota, at or wired.clock.now())


@router.get("/{person}/availability")
async def get_availability(person: Name, who: Agent, wired: Wired) -> Availability:
    """Whether somebody takes calls now."""
    async with wired.db.transaction() as conn:
        return await service.availability(conn, person, wired.clock.now())


@router.put("/{person}/availability")
async def put_availability(
    person: Name, wanted: Availability, who: Agent, wired: Wired
) -> Availability:
    """Take calls, or none. Everybody says so of themselves, a supervisor of anybody."""
    if person.lower() != who.name.lower():
        who.require(Role.SUPERVISOR)
    return await service.be(wired.db, wired.clock, person, wanted, noted_by=who.name)


class Reached(Value):
    """Where somebody of ours is rung who takes a call over; null where nobody has said."""

    phone: str | None


@router.get("/{person}/phone")
async def get_phone(person: Name, who: Agent, wired: Wired) -> Reached:
    """Where they last were, or their rota says. Everybody asks for themselves, a supervisor for
    anybody."""
    if person.lower() != who.name.lower():
        who.require(Role.SUPERVISOR)
    async with wired.db.transaction() as conn:
        return Reached(phone=await service.phone_of(conn, person))


@router.get("/rotas")
async def get_rotas(
    who: Agent, wired: Wired, after: UUID | None = None, limit: Limit = 50
) -> Rotas:
    """The newest first."""
    async with wired.db.transaction() as conn:
        found = await service.page(conn, after=after, limit=limit + 1)
    return Rotas.of(found, limit, lambda each: each.id)


@router.post("/rotas", status_code=201)
async def post_rota(plan: Plan, response: Response, who: Supervisor, wired: Wired) -> Rota:
    """Write a rota down."""
    rota = await service.write(wired.db, wired.clock, plan, by=who.by)
    response.headers["location"] = f"{router.prefix}/rotas/{rota.id}"
    return tagged(rota, response)


@router.get("/rotas/{rota_id}")
async def get_rota(rota_id: UUID, response: Response, who: Agent, wired: Wired) -> Rota:
    """One rota."""
    async with wired.db.transaction() as conn:
        return tagged(await service.rota(conn, rota_id), response)


@router.put("/rotas/{rota_id}")
async def put_rota(
    who: Supervisor, rota_id: UUID, plan: Plan, seen: Seen, response: Response, wired: Wired
) -> Rota:
    """Let it read like that: what is not given is gone."""
    rota = await service.rewrite(wired.db, wired.clock, rota_id, plan, seen=seen, by=who.by)
    return tagged(rota, response)


@router.delete("/rotas/{rota_id}", status_code=204)
async def delete_rota(who: Supervisor, rota_id: UUID, seen: Seen, wired: Wired) -> Response:
    """Drop it."""
    await service.remove(wired.db, wired.clock, rota_id, seen=seen, by=who.by)
    return Response(status_code=204)
