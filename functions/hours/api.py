"""Calling hours over HTTP: the rules, how they came about, and what they say of a number."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from functions.access.api import Admin, Agent, SeenOrNone, tagged
from functions.hours import service
from functions.hours.model import Change, Purpose, Rule
from functions.hours.service import Answer
from shared.value import Instant, Text
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/calling-rules", tags=["hours"])

Wired = Annotated[Deps, Depends(deps)]


@router.get("")
async def get_calling_rules(who: Agent, wired: Wired) -> list[Rule]:
    """Every rule in force, by its code."""
    async with wired.db.transaction() as conn:
        return list((await service.in_force(conn)).values())


@router.get("/check")
async def get_check(
    who: Agent,
    wired: Wired,
    phone: Text,
    at: Instant | None = None,
    purpose: Purpose = "marketing",
) -> Answer:
    """Whether a number may be called, now or then, and why."""
    async with wired.db.transaction() as conn:
        return await service.check(conn, phone, purpose, at or wired.clock.now())


@router.get("/{code}")
async def get_calling_rule(code: Text, who: Agent, wired: Wired, response: Response) -> Rule:
    """One rule."""
    async with wired.db.transaction() as conn:
        return tagged(await service.rule(conn, code), response)


@router.put("/{code}")
async def put_calling_rule(
    who: Admin, code: Text, change: Change, seen: SeenOrNone, response: Response, wired: Wired
) -> Rule:
    """Put other terms in force, from the next dial on. 201 where there was no rule."""
    rule = await service.amend(wired.db, wired.clock, code, change, actor=who.name, seen=seen)
    response.status_code = 200 if seen else 201
    return tagged(rule, response)


@router.get("/{code}/history")
async def get_history(code: Text, who: Agent, wired: Wired) -> list[Rule]:
    """What a rule has become, the newest first."""
    async with wired.db.transaction() as conn:
        return await service.history(conn, code)
