"""Campaigns over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from functions.access.api import Agent, Supervisor
from functions.campaigns import service
from functions.campaigns.model import Campaign, Draft, LogEntry, Member
from functions.campaigns.service import Report
from shared.value import Page, Value
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/campaigns", tags=["campaigns"])

Wired = Annotated[Deps, Depends(deps)]
Limit = Annotated[int, Query(ge=1, le=200)]


class Reason(Value):
    """Why somebody decides something. It stands in the campaign's log for good."""

    reason: str = Field(min_length=3, max_length=300)


Campaigns = Page[Campaign, UUID]


Members = Page[Member, UUID]


@router.post("", status_code=201)
async def post_campaign(draft: Draft, who: Supervisor, wired: Wired, answer: Response) -> Campaign:
    """Write a campaign."""
    number = wired.settings.twilio.number
    campaign = await service.draft(wired.db, wired.clock, draft, actor=who.name, caller=number)
    answer.headers["location"] = f"{router.prefix}/{campaign.id}"
    return campaign


@router.get("")
async def get_campaigns(
    who: Agent, wired: Wired, after: UUID | None = None, limit: Limit = 50
) -> Campaigns:
    """The newest campaigns first."""
    async with wired.db.transaction() as conn:
        found = await service.recent(conn, after=after, limit=limit + 1)
    return Campaigns.of(found, limit, lambda each: each.id)


@router.get("/{campaign_id}")
async def get_campaign(campaign_id: UUID, who: Agent, wired: Wired) -> Campaign:
    """One campaign."""
    async with wired.db.transaction() as conn:
        return await service.get(conn, campaign_id)


@router.post("/{campaign_id}/approval")
async def post_approval(campaign_id: UUID, why: Reason, who: Supervisor, wired: Wired) -> Campaign:
    """Approve what somebody else wrote."""
    return await service.approve(
        wired.db, wired.clock, campaign_id, actor=who.name, reason=why.reason
    )


@router.post("/{campaign_id}/run", status_code=202)
async def post_run(campaign_id: UUID, who: Supervisor, wired: Wired) -> Campaign:
    """Set an approved campaign going."""
    return await service.start(wired.db, wired.clock, campaign_id, actor=who.name)


@router.post("/{campaign_id}/pause")
async def post_pause(campaign_id: UUID, why: Reason, who: Supervisor, wired: Wired) -> Campaign:
    """Place no further call."""
    return await service.pause(
        wired.db, wired.clock, campaign_id, actor=who.name, reason=why.reason
    )


@router.delete("/{campaign_id}/pause")
async def delete_pause(campaign_id: UUID, who: Supervisor, wired: Wired) -> Campaign:
    """Go on."""
    return await service.resume(wired.db, wired.clock, campaign_id, actor=who.name)


@router.post("/{campaign_id}/cancellation")
async def post_cancellation(
    campaign_id: UUID, why: Reason, who: Supervisor, wired: Wired
) -> Campaign:
    """End it for good."""
    return await service.cancel(
        wired.db, wired.clock, campaign_id, actor=who.name, reason=why.reason
    )


@router.get("/{campaign_id}/members")
async def get_members(
    campaign_id: UUID, who: Agent, wired: Wired, after: UUID | None = None, limit: Limit = 50
) -> Members:
    """Whom it rings, and what came of each."""
    async with wired.db.transaction() as conn:
        found = await service.members(conn, campaign_id, after=after, limit=limit + 1)
    return Members.of(found, limit, lambda each: each.id)


@router.get("/{campaign_id}/report")
async def get_report(campaign_id: UUID, who: Agent, wired: Wired) -> Report:
    """How far it is, and what came of it."""
    async with wired.db.transaction() as conn:
        return await service.report(conn, campaign_id)


@router.get("/{campaign_id}/log")
async def get_log(campaign_id: UUID, who: Agent, wired: Wired) -> list[LogEntry]:
    """Who did what with it, and why."""
    async with wired.db.transaction() as conn:
        return await service.log_of(conn, campaign_id)
