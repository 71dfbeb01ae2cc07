"""Campaigns and their words, as people write, preview and approve them."""

import secrets
from datetime import datetime
from uuid import UUID

from functions.access.model import Sight
from functions.campaigns import audience, discretion, entries, service, store
from functions.campaigns.audience import Gaps
from functions.campaigns.model import (
    IN_FORCE,
    Campaign,
    CampaignState,
    Change,
    Draft,
    Edit,
    LogEntry,
    ScriptVersion,
    changes,
)
from functions.campaigns.service import Why, check_seen
from functions.campaigns.words import Script, Words
from functions.people import service as people
from functions.people.model import Entry
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import Conflict, Forbidden
from shared.messages import HaveSpoken, RaiseAlert, Synthesized
from shared.ports import Clock
from shared.value import Spoken, Value, new_id


async def draft(db: Database, clock: Clock, new: Draft, *, actor: str, caller: str) -> Campaign:
    """Write a campaign down. `caller` is the number it calls from unless it names its own."""
    now = clock.now()
    campaign = Campaign(
        id=new_id(now),
        name=new.name,
        state=CampaignState.DRAFT,
        audience=new.audience,
        also_in=new.also_in,
        script=new.script,
        rules=new.rules,
        caller=new.caller or caller,
        run=0,
        version=1,
        created_by=actor,
        created_at=now,
        started_at=None,
        ended_at=None,
    )
    async with db.transaction() as conn:
        if new.audience.list_id:
            await people.contact_list(conn, new.audience.list_id)
        await store.add(conn, campaign)
        await store.put_version(conn, campaign.id, _first_words(campaign, (actor,), now))
        entry = LogEntry(at=now, actor=actor, state=campaign.state, reason="written")
        await entries.note(conn, campaign.id, entry)
        return campaign


def _first_words(campaign: Campaign, authors: tuple[str, ...], now: datetime) -> ScriptVersion:
    return ScriptVersion(
        version=1,
        script=campaign.script,
        authors=authors,
        at=now,
        approved_by=None,
        approved_at=None,
    )


async def edit(
    db: Database, clock: Clock, campaign_id: UUID, change: Edit, *, actor: str, seen: int
) -> Campaign:
    """Change a draft. Whoever does is one of its authors from then on. Raises `Stale`."""
    now = clock.now()
    async with db.transaction() as conn:
        campaign = await store.for_update(conn, campaign_id)
        await check_seen(conn, campaign, seen)
        if campaign.state is not CampaignState.DRAFT:
            raise Conflict(
                "It was approved as it is. Change its rules (PATCH rules) or words (POST scripts).",
                state=campaign.state,
            )
        edited = _edited(campaign, change)
        if edited.audience.list_id:
            await people.contact_list(conn, edited.audience.list_id)
        await store.rewrite(conn, edited)
        authors = (await store.version(conn, campaign_id, 1)).authors
        words = _first_words(edited, tuple(dict.fromkeys((*authors, actor))), now)
        await store.put_version(conn, campaign_id, words)
        why = Why(actor=actor, reason="edited", cause="edited")
        await service.note(conn, campaign, why, now, _changes(campaign, edited))
        return await store.get(conn, campaign_id)


def _edited(campaign: Campaign, change: Edit) -> Campaign:
    told = {name: getattr(change, name) for name in change.model_fields_set}
    given = {name: value for name, value in told.items() if value is not None}
    if change.rules:
        given["rules"] = campaign.rules.merged(change.rules)
    return campaign.model_copy(update=given)


def _changes(before: Campaign, after: Campaign) -> tuple[Change, ...]:
    """Of the rules, each by itself."""
    made = [each for each in changes(before, after) if each.field != "rules"]
    return (*made, *changes(before.rules, after.rules))


async def approve(
    db: Database, clock: Clock, campaign_id: UUID, *, actor: str, reason: str
) -> Campaign:
    """Let it be run. Another person than its authors decides, and says why."""
    now, why = clock.now(), Why(actor=actor, reason=reason)
    async with db.transaction() as conn:
        campaign = await store.for_update(conn, campaign_id)
        words = await store.version(conn, campaign_id, campaign.script_version)
        _check_other(actor, (campaign.created_by, *words.authors))
        approved = await service.move_to(conn, campaign, CampaignState.APPROVED, why, now)
        await _check_sayable(conn, campaign, campaign.script)
        await service.check_staffed(conn, campaign.rules)
        await store.set_approved(conn, campaign_id, words.version, actor, now)
        await service.put_in_force(conn, approved, now)
        await outbox.put(conn, HaveSpoken.new(now, campaign_id=campaign_id))
        return approved


def _check_other(actor: str, authors: tuple[str, ...]) -> None:
    if actor in authors:
        raise Forbidden("Somebody else than its authors approves it.", authors=list(authors))


async def _check_sayable(conn: Connection, campaign: Campaign, script: Script) -> None:
    found = await audience.gaps(conn, campaign.audience, script)
    if found.people and not found.complete:
        raise Conflict(
            f"Nobody of its {found.people} people has all that the script says of them. "
            "Correct the names in braces, or the list.",
            missing=found.missing,
        )


async def note_audio(db: Database, clock: Clock, told: Synthesized) -> None:
    """Write into the log how much of its words is audio by now; alert people where it will not do.

    Told twice, it is written twice: both are true.
    """
    short = told.left is not None and told.left < told.characters
    ready = f"{told.there} of {told.asked} sentences ({told.language}) are audio"
    needs = f"{told.characters} characters were to be spoken"
    left = "" if told.left is None else f", {told.left} were left of the month"
    reason = f"{ready}; {needs}{left}."
    cause = "audio_short" if short or told.there < told.asked else "audio_ready"
    now = clock.now()
    async with db.transaction() as conn:
        campaign = await store.get(conn, told.campaign_id)
        await service.note(conn, campaign, Why(actor="speech", reason=reason, cause=cause), now)
        if short:
            about = {"source": "campaigns", "subject_id": campaign.id, "what": cause}
            text = f"{campaign.name}: {reason} Another voice speaks the rest."
            await outbox.put(conn, RaiseAlert.new(now, at=now, text=text, **about))


async def propose(
    db: Database, clock: Clock, campaign_id: UUID, script: Script, *, actor: str, reason: str
) -> ScriptVersion:
    """Write other words for what is approved already. They wait for somebody else's approval."""
    now = clock.now()
    async with db.transaction() as conn:
        campaign = await store.for_update(conn, campaign_id)
        if campaign.state not in IN_FORCE:
            raise Conflict("Only what is approved and has not ended gets new words.")
        newest = (await store.versions(conn, campaign_id))[0].version
        words = ScriptVersion(
            version=newest + 1,
            script=script,
            authors=(actor,),
            at=now,
            approved_by=None,
            approved_at=None,
        )
        await store.put_version(conn, campaign_id, words)
        made = (Change(field="script", before=newest, after=words.version),)
        why = Why(actor=actor, reason=reason, cause="script_written")
        await service.note(conn, campaign, why, now, made)
        return words


async def approve_words(
    db: Database, clock: Clock, campaign_id: UUID, number: int, why: Why
) -> Campaign:
    """Use that version from now on. Calls planned before keep theirs."""
    now = clock.now()
    async with db.transaction() as conn:
        campaign = await store.for_update(conn, campaign_id)
        words = await store.version(conn, campaign_id, number)
        if campaign.state not in IN_FORCE or number <= campaign.script_version:
            raise Conflict("This version is in force already, or older than the one that is.")
        _check_other(why.actor, words.authors)
        await _check_sayable(conn, campaign, words.script)
        await store.set_approved(conn, campaign_id, number, why.actor, now)
        changed = {"script": words.script, "script_version": number}
        await store.rewrite(conn, campaign.model_copy(update=changed))
        made = (Change(field="script", before=campaign.script_version, after=number),)
        await service.note(conn, campaign, why, now, made)
        await outbox.put(conn, HaveSpoken.new(now, campaign_id=campaign_id))
        return await store.get(conn, campaign_id)


async def versions(conn: Connection, campaign_id: UUID) -> list[ScriptVersion]:
    """All its words, the newest first. Raises `NotFound`."""
    await store.get(conn, campaign_id)
    return await store.versions(conn, campaign_id)


class Heard(Value):
    """What one person would hear, and which variables they lack."""

    name: str
    language: Spoken
    words: Words
    missing: list[str]


class Preview(Value):
    """What some people of the audience would hear, and what all of it lacks."""

    heard: list[Heard]
    all: Gaps


async def preview(db: Database, campaign_id: UUID, count: int, *, sight: Sight | None) -> Preview:
    """Its words as some people of the audience, chosen by chance, would hear them.

    What they hear of a ticket that somebody does not see is left out.
    """
    async with db.transaction() as conn:
        campaign = await store.get(conn, campaign_id)
        chance = secrets.token_hex(8)
        some = await audience.sample(conn, campaign.audience, count, chance)
        out = await discretion.left_out(conn, [each.variables for each in some], sight)
        heard = [_heard(campaign.script, *each) for each in zip(some, out, strict=True)]
        return Preview(
            heard=heard, all=await audience.gaps(conn, campaign.audience, campaign.script)
        )


def _heard(script: Script, person: Entry, out: set[str]) -> Heard:
    words = script.in_language(person.language)
    return Heard(
        name=person.name,
        language=person.language,
        words=words.said_to({**person.variables, **dict.fromkeys(out, discretion.LEFT_OUT)}),
        missing=words.lacks(person.variables),
    )
