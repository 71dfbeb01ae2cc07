"""All we hold of a person, told to them."""

import asyncio
from typing import Any

from functions.access import service as access
from functions.articles import service as articles
from functions.assist import service as assist
from functions.attachments import service as attachments
from functions.audit import service as audit
from functions.audit.model import By, Deed
from functions.calls import service as calls
from functions.campaigns import service as campaigns
from functions.conversation import service as conversation
from functions.imports import service as imports
from functions.mail import service as mail
from functions.people import service as people
from functions.permission.model import hashed
from functions.privacy import model
from functions.privacy.model import Enrolment, Export, Talk
from functions.privacy.whom import Whom, check_one
from functions.privacy.whom import meant as meant_by
from functions.promises import service as promises
from functions.recordings import service as recordings
from functions.tickets import whose
from functions.tickets.model import Asker
from shared.db.pool import Connection, Database
from shared.errors import VendorProblem
from shared.ports import Clock, Transcripts

READ = 1.0
"""Seconds the transcripts' keeper has to answer."""


async def export(
    db: Database, clock: Clock, transcripts: Transcripts, whom: Whom, *, by: By
) -> Export:
    """All we hold of a person; that somebody asked is in the audit.

    Raises `NotFound` where we know no such contact, and `Conflict` for two who may be others.
    """
    async with db.transaction() as conn:
        meant = await meant_by(conn, whom)
        await check_one(conn, meant)
        found = Export(
            phone=meant.phone,
            email=meant.email,
            **await _at_the_phone(conn, meant) if meant.phone else {},
            **await _asked_for(conn, meant),
        )
        deed = Deed(action="person.exported", subject=hashed(meant.phone or meant.email or ""))
        await audit.note(conn, by, deed, clock.now())
    read = [_with_transcript(transcripts, talk) for talk in found.talks]
    return found.model_copy(update={"talks": tuple(await asyncio.gather(*read))})


async def _at_the_phone(conn: Connection, meant: Asker) -> dict[str, Any]:
    """What is known by a number."""
    phone = meant.phone or ""
    attempts, made = await calls.with_phone(conn, phone)
    call_ids = [each.id for each in made]
    talks = await conversation.talks(conn, call_ids)
    return {
        "people": await people.held(conn, phone),
        "rows": [row for each in meant.contact_ids for row in await imports.rows_of(conn, each)],
        "campaigns": [
            Enrolment(campaign=campaign.name, member=member)
            for campaign, member in await campaigns.with_phone(conn, phone)
        ],
        "attempts": attempts,
        "calls": made,
        "talks": [
            model.talk(each, turns, await conversation.corrections(conn, each.call_id))
            for each, turns in talks
        ],
        "conclusions": await conversation.conclusions(conn, call_ids),
        "recordings": await recordings.of_calls(conn, call_ids),
        "texts": await conversation.texts_of(conn, phone),
        "promises": await promises.with_phone(conn, phone),
    }


async def _asked_for(conn: Connection, meant: Asker) -> dict[str, Any]:
    """What is known of who asked for tickets, whatever they are known by."""
    asked = await whose.of_person(conn, meant)
    ids, addresses = [each.id for each in asked], model.addresses(asked, meant.email)
    return {
        "tickets": asked,
        "comments": await whose.comments_of(conn, ids),
        "attachments": await attachments.of_person(conn, ids),
        "suggestions": await assist.of_person(conn, ids),
        "feedback": await articles.said_by(conn, model.signed_in(asked)),
        "accounts": await access.held(conn, addresses),
        "mails": await mail.of_person(conn, ids, model.mailed(meant)),
        "held_mails": await mail.held_from(conn, addresses),
    }


async def _with_transcript(transcripts: Transcripts, talk: Talk) -> Talk:
    try:
        async with asyncio.timeout(READ):
            lines = await transcripts.read(talk.conversation.call_id)
    except (TimeoutError, VendorProblem):
        return talk
    return talk.model_copy(update={"transcript": tuple(lines)})
