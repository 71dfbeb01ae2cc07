"""Escalations and their policies over HTTP, and the webhook of whoever is rung."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response

from functions.access.api import Admin, Agent, Seen, tagged
from functions.calls.api import OurCall, OurLine, SignedForm
from functions.escalations import keypad, service
from functions.escalations.keypad import Desk
from functions.escalations.model import Cause, Escalation, Plan, Policy, State, Step, StepState
from functions.speech import service as speech
from functions.speech.api import studio, voices
from functions.speech.model import Cause as Said
from functions.tickets.api import IN_SIGHT
from shared.value import Instant, Page, Spoken, Value
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/escalations", tags=["escalations"], dependencies=IN_SIGHT)
escalation_calls = APIRouter(prefix="/twilio/escalations", tags=["escalations"])

Wired = Annotated[Deps, Depends(deps)]


class Asked(Value):
    """One of ours who was rung, and how they have answered."""

    person: str
    role: str
    turn: int
    state: StepState
    call_id: UUID
    asked_at: Instant
    over_at: Instant | None
    again_at: Instant | None


class Told(Value):
    """An escalation, and everybody who was rung for it."""

    id: UUID
    ticket_id: UUID
    cause: Cause
    state: State
    policy: str
    turn: int
    begun_at: Instant
    ended_at: Instant | None
    asked: list[Asked]


def _told(escalation: Escalation, steps: list[Step]) -> Told:
    about = {"id", "ticket_id", "cause", "state", "turn", "begun_at", "ended_at"}
    asked = [Asked(**each.model_dump(include=set(Asked.model_fields))) for each in steps]
    told = escalation.model_dump(include=about)
    return Told(**told, policy=escalation.policy.name, asked=asked)


@router.get("")
async def get_escalations(
    who: Agent,
    wired: Wired,
    ticket_id: UUID | None = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[Told, UUID]:
    """The newest first, of one ticket or of all."""
    async with wired.db.transaction() as conn:
        found = await service.page(conn, ticket_id=ticket_id, after=after, limit=limit + 1)
    return Page[Told, UUID].of([_told(*each) for each in found], limit, lambda each: each.id)


@router.get("/policies")
async def get_policies(who: Agent, wired: Wired) -> list[Policy]:
    """All of them, in the order in which they are asked."""
    async with wired.db.transaction() as conn:
        return await service.policies(conn)


@router.post("/policies", status_code=201)
async def post_policy(plan: Plan, response: Response, who: Admin, wired: Wired) -> Policy:
    """Have people rung from now on."""
    policy = await service.write(wired.db, wired.clock, plan, by=who.by)
    return tagged(policy, response)


@router.put("/policies/{policy_id}")
async def put_policy(
    who: Admin, policy_id: UUID, plan: Plan, seen: Seen, response: Response, wired: Wired
) -> Policy:
    """Let it read like that, for escalations to come: what is not given is as if never said."""
    policy = await service.rewrite(wired.db, wired.clock, policy_id, plan, seen=seen, by=who.by)
    return tagged(policy, response)


@router.delete("/policies/{policy_id}", status_code=204)
async def delete_policy(who: Admin, policy_id: UUID, seen: Seen, wired: Wired) -> Response:
    """Ring nobody by it from now on."""
    await service.drop(wired.db, wired.clock, policy_id, seen=seen, by=who.by)
    return Response(status_code=204)


@escalation_calls.post("/{call_id}/{n}")
async def post_key(
    call_id: OurCall,
    n: Annotated[int, Path(ge=1, le=9)],
    form: SignedForm,
    wired: Wired,
    line: OurLine,
) -> Response:
    """One of ours has picked up, or pressed a key, or let the time for one pass."""
    desk = Desk(wired.clock, line, wired.settings.organisation, _audio(wired))
    document = await keypad.told(wired.db, desk, call_id, n, form.get("Digits", ""))
    return Response(document, media_type="text/xml")


def _audio(wired: Deps) -> keypad.Audio:
    async def audio(call_id: UUID, text: str, language: Spoken, deadline: float) -> list[str]:
        parts = [voices(wired).utterance(text, language)]
        cause = Said.of(call_id, "")
        where = studio(wired)
        found = await speech.audio_urls(wired.db, where, parts, deadline=deadline, cause=cause)
        return found or []

    return audio
