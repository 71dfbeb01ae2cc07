"""Teams, rules and tickets that wait for somebody, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from functions.access.api import Admin, Agent, Seen, tagged
from functions.assignments import service
from functions.assignments.model import Assignment, Plan, Rule, Team, Terms
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/assignments", tags=["assignments"])

Wired = Annotated[Deps, Depends(deps)]


@router.get("/waiting")
async def get_waiting(
    who: Agent, wired: Wired, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> list[Assignment]:
    """Tickets that nobody could take: all are absent, or have enough. The oldest first."""
    async with wired.db.transaction() as conn:
        return await service.waiting(conn, limit)


@router.get("/teams")
async def get_teams(who: Agent, wired: Wired) -> list[Team]:
    """All of them, by name."""
    async with wired.db.transaction() as conn:
        return await service.teams(conn)


@router.post("/teams", status_code=201)
async def post_team(plan: Plan, response: Response, who: Admin, wired: Wired) -> Team:
    """Write a team down."""
    team = await service.write_team(wired.db, wired.clock, plan, by=who.by)
    return tagged(team, response)


@router.put("/teams/{team_id}")
async def put_team(
    who: Admin, team_id: UUID, plan: Plan, seen: Seen, response: Response, wired: Wired
) -> Team:
    """Let it read like that: what is not given is gone."""
    team = await service.rewrite_team(wired.db, wired.clock, team_id, plan, seen=seen, by=who.by)
    return tagged(team, response)


@router.delete("/teams/{team_id}", status_code=204)
async def delete_team(who: Admin, team_id: UUID, seen: Seen, wired: Wired) -> Response:
    """Drop it, if no rule names it."""
    await service.drop_team(wired.db, wired.clock, team_id, seen=seen, by=who.by)
    return Response(status_code=204)


@router.get("/rules")
async def get_rules(who: Agent, wired: Wired) -> list[Rule]:
    """All of them, in the order in which they are asked."""
    async with wired.db.transaction() as conn:
        return await service.rules(conn)


@router.post("/rules", status_code=201)
async def post_rule(terms: Terms, response: Response, who: Admin, wired: Wired) -> Rule:
    """Give tickets to somebody from now on."""
    rule = await service.write_rule(wired.db, wired.clock, terms, by=who.by)
    return tagged(rule, response)


@router.put("/rules/{rule_id}")
async def put_rule(
    who: Admin, rule_id: UUID, terms: Terms, seen: Seen, response: Response, wired: Wired
) -> Rule:
    """Let it read like that: what is not given is gone."""
    rule = await service.rewrite_rule(wired.db, wired.clock, rule_id, terms, seen=seen, by=who.by)
    return tagged(rule, response)


@router.delete("/rules/{rule_id}", status_code=204)
async def delete_rule(who: Admin, rule_id: UUID, seen: Seen, wired: Wired) -> Response:
    """Drop it."""
    await service.drop_rule(wired.db, wired.clock, rule_id, seen=seen, by=who.by)
    return Response(status_code=204)
