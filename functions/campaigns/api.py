"""Campaigns over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from functions.access.api import Agent, Seen, Supervisor, tagged
from functions.access.model import Principal, Role
from functions.campaigns import discretion, figures, lookup, planning, service, writing
from functions.campaigns.figures import Report
from functions.campaigns.forecast import Forecast
from functions.campaigns.model import Campaign, Draft, Edit, LogEntry, Member, ScriptVersion
from functions.campaigns.rules import Rules
from functions.campaigns.service import Why
from functions.campaigns.words import Script
from functions.campaigns.writing import Preview
from functions.speech import casting
from functions.speech.api import voices
from shared.value import Instant, Page, Spoken, Text, Value
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/campaigns", tags=["campaigns"])

Wired = Annotated[Deps, Depends(deps)]
Limit = Annotated[int, Query(ge=1, le=200)]


class Reason(Value):
    """Why somebody decides something. It stands in the campaign's log for good."""

    reason: Text = Field(min_length=3, max_length=300)

    def of(self, who: Principal, cause: str | None = None) -> Why:
        """That it is theirs."""
        return Why(actor=who.name, reason=self.reason, cause=cause)


class Halt(Reason):
    """Why no more calls are made, and whether those that are live are finished or end now."""

    calls: Literal["finish", "end"] = "finish"


class Schedule(Value):
    """When it starts by itself."""

    starts_at: Instant


class RulesChange(Reason):
    """Rules that shall be different. What is not given stays."""

    rules: Rules


class NewScript(Reason):
    """Other words for a campaign that is approved already."""

    script: Script


Campaigns = Page[Campaign, UUID]


Members = Page[Member, UUID]


async def _check_voices(wired: Deps, script: Script | None) -> None:
    """A voice that nobody has would leave the words to another one, call after call."""
    if script is None:
        return
    named = [(f"script.{each}.voice", script.voice_in(each)) for each in Spoken]
    if any(voice for _, voice in named):
        await casting.check(wired.db, wired.clock, voices(wired), named)


def _may_set(who: Principal, rules: Rules | None) -> None:
    """Calling hours of country and state are waived by nobody but an admin."""
    if rules and rules.hours_waived_because:
        who.require(Role.ADMIN)


@router.post("", status_code=201)
async def post_campaign(draft: Draft, who: Supervisor, wired: Wired, answer: Response) -> Campaign:
    """Write a campaign."""
    _may_set(who, draft.rules)
    await _check_voices(wired, draft.script)
    number = wired.settings.twilio.number
    campaign = await writing.draft(wired.db, wired.clock, draft, actor=who.name, caller=number)
    answer.headers["location"] = f"{router.prefix}/{campaign.id}"
    return tagged(campaign, answer)


@router.get("")
async def get_campaigns(
    who: Agent, wired: Wired, after: UUID | None = None, limit: Limit = 50
) -> Campaigns:
    """The newest campaigns first."""
    async with wired.db.transaction() as conn:
        found = await lookup.recent(conn, after=after, limit=limit + 1)
    return Campaigns.of(found, limit, lambda each: each.id)


@router.get("/{campaign_id}")
async def get_campaign(campaign_id: UUID, who: Agent, wired: Wired, response: Response) -> Campaign:
    """One campaign."""
    async with wired.db.transaction() as conn:
        return tagged(await lookup.get(conn, campaign_id), response)


@router.patch("/{campaign_id}")
async def patch_campaign(
    who: Supervisor, campaign_id: UUID, edit: Edit, seen: Seen, wired: Wired, response: Response
) -> Campaign:
    """Change a draft."""
    _may_set(who, edit.rules)
    await _check_voices(wired, edit.script)
    changed = await writing.edit(
        wired.db, wired.clock, campaign_id, edit, actor=who.name, seen=seen
    )
    return tagged(changed, response)


@router.patch("/{campaign_id}/rules")
async def patch_rules(
    who: Supervisor,
    campaign_id: UUID,
    change: RulesChange,
    seen: Seen,
    wired: Wired,
    response: Response,
) -> Campaign:
    """Change the rules of what is approved, in force at once."""
    _may_set(who, change.rules)
    why = change.of(who, "rules")
    changed = await service.change_rules(
        wired.db, wired.clock, campaign_id, why, change.rules, seen=seen
    )
    return tagged(changed, response)


@router.get("/{campaign_id}/preview")
async def get_preview(
    campaign_id: UUID, who: Agent, wired: Wired, count: Annotated[int, Query(ge=1, le=20)] = 5
) -> Preview:
    """What some people of its audience would hear, and what is missing for the others.

    What is said of a ticket that you do not see is left out.
    """
    return await writing.preview(wired.db, campaign_id, count, sight=who.sight)


@router.post("/{campaign_id}/approval")
async def post_approval(campaign_id: UUID, why: Reason, who: Supervisor, wired: Wired) -> Campaign:
    """Approve what somebody else wrote."""
    return await writing.approve(
        wired.db, wired.clock, campaign_id, actor=who.name, reason=why.reason
    )


@router.get("/{campaign_id}/scripts")
async def get_scripts(campaign_id: UUID, who: Agent, wired: Wired) -> list[ScriptVersion]:
    """All versions of its words, the newest first."""
    async with wired.db.transaction() as conn:
        return await writing.versions(conn, campaign_id)


@router.post("/{campaign_id}/scripts", status_code=201)
async def post_script(
    campaign_id: UUID, new: NewScript, who: Supervisor, wired: Wired
) -> ScriptVersion:
    """Write other words. They wait for somebody else's approval."""
    await _check_voices(wired, new.script)
    return await writing.propose(
        wired.db, wired.clock, campaign_id, new.script, actor=who.name, reason=new.reason
    )


@router.post("/{campaign_id}/scripts/{version}/approval")
async def post_script_approval(
    campaign_id: UUID, version: int, why: Reason, who: Supervisor, wired: Wired
) -> Campaign:
    """Use these words from now on; calls planned before keep theirs."""
    told = why.of(who, "script_approved")
    return await writing.approve_words(wired.db, wired.clock, campaign_id, version, told)


@router.put("/{campaign_id}/schedule")
async def put_schedule(
    campaign_id: UUID, when: Schedule, who: Supervisor, wired: Wired
) -> Campaign:
    """Let it start by itself."""
    return await service.schedule(
        wired.db, wired.clock, campaign_id, actor=who.name, starts_at=when.starts_at
    )


@router.delete("/{campaign_id}/schedule")
async def delete_schedule(campaign_id: UUID, who: Supervisor, wired: Wired) -> Campaign:
    """Let it wait for somebody to start it."""
    return await service.unschedule(wired.db, wired.clock, campaign_id, actor=who.name)


@router.post("/{campaign_id}/run", status_code=202)
async def post_run(campaign_id: UUID, who: Supervisor, wired: Wired) -> Campaign:
    """Set an approved campaign going."""
    return await service.start(wired.db, wired.clock, campaign_id, actor=who.name)


@router.post("/{campaign_id}/pause")
async def post_pause(campaign_id: UUID, halt: Halt, who: Supervisor, wired: Wired) -> Campaign:
    """Place no further call."""
    hang_up = halt.calls == "end"
    return await service.pause(wired.db, wired.clock, campaign_id, halt.of(who), hang_up=hang_up)


@router.delete("/{campaign_id}/pause")
async def delete_pause(campaign_id: UUID, who: Supervisor, wired: Wired) -> Campaign:
    """Go on."""
    return await service.resume(wired.db, wired.clock, campaign_id, actor=who.name)


@router.post("/{campaign_id}/cancellation")
async def post_cancellation(
    campaign_id: UUID, halt: Halt, who: Supervisor, wired: Wired
) -> Campaign:
    """End it for good."""
    hang_up = halt.calls == "end"
    return await service.cancel(wired.db, wired.clock, campaign_id, halt.of(who), hang_up=hang_up)


@router.get("/{campaign_id}/members")
async def get_members(
    campaign_id: UUID, who: Agent, wired: Wired, after: UUID | None = None, limit: Limit = 50
) -> Members:
    """Whom it rings, and what came of each; without what tells of a ticket that you do not see."""
    async with wired.db.transaction() as conn:
        found = await lookup.members(conn, campaign_id, after=after, limit=limit + 1)
        shown = await discretion.shown(conn, found, who.sight)
    return Members.of(shown, limit, lambda each: each.id)


@router.post("/{campaign_id}/members/{member_id}/call", status_code=202)
async def post_call(campaign_id: UUID, member_id: UUID, who: Supervisor, wired: Wired) -> Member:
    """Ring somebody before their turn."""
    return await planning.call_now(wired.db, wired.clock, campaign_id, member_id, actor=who.name)


@router.get("/{campaign_id}/report")
async def get_report(campaign_id: UUID, who: Agent, wired: Wired) -> Report:
    """How far it is, and what came of it."""
    async with wired.db.transaction() as conn:
        return await figures.report(conn, campaign_id, wired.clock.now())


@router.get("/{campaign_id}/forecast")
async def get_forecast(campaign_id: UUID, who: Agent, wired: Wired) -> Forecast:
    """What it will still cost, and when it will be through."""
    pace = wired.settings.twilio.calls_per_second
    async with wired.db.transaction() as conn:
        return await figures.expected(conn, campaign_id, wired.clock.now(), pace)


@router.get("/{campaign_id}/log")
async def get_log(campaign_id: UUID, who: Agent, wired: Wired) -> list[LogEntry]:
    """Who did what with it, and why."""
    async with wired.db.transaction() as conn:
        return await lookup.log_of(conn, campaign_id)
