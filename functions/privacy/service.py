"""Tells a person all we hold of them, and forgets them in every domain."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from pydantic import Field, model_validator

from functions.access import service as access
from functions.articles import service as articles
from functions.assist import service as assist
from functions.attachments import service as attachments
from functions.calls import service as calls
from functions.campaigns import service as campaigns
from functions.conversation import service as conversation
from functions.exports import service as exports
from functions.imports import service as imports
from functions.mail import service as mail
from functions.people import service as people
from functions.permission.model import hashed
from functions.phones.model import dialled
from functions.privacy import model, store
from functions.privacy.model import Enrolment, Erasure, ErasureState, Export, Person, Talk
from functions.promises import service as promises
from functions.recordings import service as recordings
from functions.speech import service as speech
from functions.tickets import lookup, whose
from functions.tickets.model import Ticket
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import NotFound, VendorProblem
from shared.messages import Erase
from shared.ports import Clock, Files, Transcripts
from shared.value import Text, Value, new_id

log = logging.getLogger(__name__)

READ = 1.0
"""Seconds the transcripts' keeper has to answer."""
AGAIN = timedelta(minutes=1)
"""After how long an erasure that could not be finished is looked at again."""
BATCH = 20


class Whom(Value):
    """A person, by contact or by number."""

    contact_id: UUID | None = None
    phone: Text | None = Field(None, min_length=1, max_length=40)

    @model_validator(mode="after")
    def _is_one_of_both(self) -> "Whom":
        if (self.contact_id is None) == (self.phone is None):
            raise ValueError("give contact_id or phone, and not both")
        return self


class NewErasure(Whom):
    """A person to forget, and why."""

    reason: Text = Field(min_length=1, max_length=1000)


async def _phone(conn: Connection, whom: Whom) -> str:
    """Their E.164 number. Raises `NotFound` or `Invalid`."""
    if whom.contact_id:
        return (await people.contact(conn, whom.contact_id)).phone
    return dialled(whom.phone or "").number


async def export(db: Database, transcripts: Transcripts, whom: Whom) -> Export:
    """All we hold of a person. Raises `NotFound` where we know no such contact."""
    async with db.transaction() as conn:
        phone = await _phone(conn, whom)
        held = await people.held(conn, phone)
        contact_id = held.contact.id if held.contact else None
        attempts, made = await calls.with_phone(conn, phone)
        call_ids = [each.id for each in made]
        talks = await conversation.talks(conn, call_ids)
        asked = await whose.of_person(conn, phone, contact_id)
        found = Export(
            phone=phone,
            people=held,
            rows=tuple(await imports.rows_of(conn, contact_id)) if contact_id else (),
            campaigns=tuple(
                Enrolment(campaign=campaign.name, member=member)
                for campaign, member in await campaigns.with_phone(conn, phone)
            ),
            attempts=tuple(attempts),
            calls=tuple(made),
            talks=tuple(
                [
                    model.talk(each, turns, await conversation.corrections(conn, each.call_id))
                    for each, turns in talks
                ]
            ),
            conclusions=tuple(await conversation.conclusions(conn, call_ids)),
            recordings=tuple(await recordings.of_calls(conn, call_ids)),
            texts=tuple(await conversation.texts_of(conn, phone)),
            tickets=tuple(asked),
            comments=tuple(await whose.comments_of(conn, [each.id for each in asked])),
            attachments=tuple(await attachments.of_person(conn, [each.id for each in asked])),
            suggestions=tuple(await assist.of_person(conn, [each.id for each in asked])),
            feedback=tuple(await articles.said_by(conn, _signed_in(asked))),
            promises=tuple(await promises.with_phone(conn, phone)),
            accounts=tuple(await access.held(conn, model.addresses(asked))),
            mails=tuple(await mail.of_tickets(conn, [each.id for each in asked])),
            held_mails=tuple(await mail.held_from(conn, model.addresses(asked))),
        )
    read = [_with_transcript(transcripts, talk) for talk in found.talks]
    return found.model_copy(update={"talks": tuple(await asyncio.gather(*read))})


def _signed_in(asked: Sequence[Ticket]) -> list[str]:
    """The ids with which they signed in to ask for these."""
    return list(dict.fromkeys(each.requester_id for each in asked if each.requester_id))


async def _with_transcript(transcripts: Transcripts, talk: Talk) -> Talk:
    try:
        async with asyncio.timeout(READ):
            lines = await transcripts.read(talk.conversation.call_id)
    except (TimeoutError, VendorProblem):
        return talk
    return talk.model_copy(update={"transcript": tuple(lines)})


async def request(
    db: Database, clock: Clock, wanted: NewErasure, *, by: str
) -> tuple[Erasure, bool]:
    """Forget a person: what PostgreSQL holds at once, the rest soon. And whether that is new.

    A call that is live, or whose end is not concluded, is forgotten once it is.
    """
    now = clock.now()
    new = Erasure(
        id=new_id(now),
        reason=wanted.reason,
        requested_by=by,
        requested_at=now,
        state=ErasureState.WAITING,
        finished_at=None,
        counts={},
    )
    async with db.transaction() as conn:
        phone = await _phone(conn, wanted)
        contact = await people.contact_by_phone(conn, phone)
        contact_id = contact.id if contact else None
        person = Person(erasure_id=new.id, phone=phone, contact_id=contact_id, state=new.state)
        if not await store.add(conn, new, person, now + AGAIN):
            return await store.waiting_for(conn, phone) or new, False
        await _erase(conn, person, now)
        await outbox.put(conn, Erase.new(now, erasure_id=new.id))
        return await _there(conn, new.id), True


async def _there(conn: Connection, erasure_id: UUID) -> Erasure:
    found = await store.get(conn, erasure_id)
    if found is None:
        raise NotFound("There is no such erasure.", erasure_id=str(erasure_id))
    return found


async def _erase(conn: Connection, person: Person, now: datetime) -> list[UUID]:
    """Forget what may be forgotten by now. Again is harmless. The calls that are kept for now."""
    phone, known = person.phone, await people.contact_by_phone(conn, person.phone)
    contacts = [each for each in (person.contact_id, known.id if known else None) if each]
    await calls.withdraw_person(conn, phone, now)
    _, made = await calls.with_phone(conn, phone)
    # Asked last: what begins meanwhile is no call that ended.
    kept = await calls.open_calls(conn, phone)
    ended = [each.id for each in made if each.id not in kept]
    audio = await _audio(conn, phone, ended)
    counts = await calls.erase(conn, phone, kept)  # before members: the order in which calls end
    counts["members"] = await campaigns.erase(conn, phone, kept)
    counts |= await conversation.erase(conn, phone, ended, now)
    counts["promises"] = await promises.erase(conn, phone, kept, now)
    counts["recordings"] = await recordings.erase(conn, ended, now)
    counts |= await people.erase(conn, phone, now)
    asked = await whose.ids_of_person(conn, phone, contacts)
    told = model.addresses(await lookup.with_ids(conn, asked))
    counts["accounts"] = await access.erase(conn, told, phone)
    counts["attachments"] = await attachments.erase(conn, asked, now)
    counts["exports"] = await exports.erase(conn, now) if asked else 0
    counts["mails"] = await mail.erase(conn, asked, told, now)
    counts["suggestions"] = await assist.erase(conn, asked)
    signed_in = _signed_in(await lookup.with_ids(conn, asked))  # before it is forgotten there
    counts["feedback"] = await articles.erase(conn, signed_in)
    counts["tickets"] = await whose.erase_requester(conn, phone, contacts)
    counts["rows"] = await imports.erase(conn, contacts)
    await store.add_calls(conn, person.erasure_id, [*ended, *kept])
    await store.note(conn, person.erasure_id, counts=counts, audio=audio)
    return kept


async def _audio(conn: Connection, phone: str, call_ids: Sequence[UUID]) -> list[str]:
    """The fingerprints of what was said in these calls and is not everybody's."""
    contact = await people.contact_by_phone(conn, phone)
    own, said = {contact.name} if contact else set(), list[tuple[str, str | None]]()
    for campaign, member in await campaigns.with_phone(conn, phone):
        own |= {member.name, *map(str, member.variables.values())}
        words = campaign.script.in_language(member.language).said_to(member.variables)
        said += [(text, None) for text in (*words.questions, words.closing, words.voicemail)]
    for _, turns in await conversation.talks(conn, call_ids):
        said += [(each.said, each.source) for each in turns if each.said]
    by_words = await speech.saying(conn, model.personal(said, own))  # made before causes were kept
    return list(dict.fromkeys([*await speech.said_in(conn, call_ids), *by_words]))


async def carry_on(
    db: Database, clock: Clock, transcripts: Transcripts, files: Files, erasure_id: UUID
) -> None:
    """Forget what lies elsewhere, and calls that have ended meanwhile; end it when all is gone.

    A vendor's bad minute leaves the rest for the next look: `sweep` sees to it.
    """
    now = clock.now()
    async with db.transaction() as conn:
        person = await store.person_for_update(conn, erasure_id)
        if person is None or person.state is ErasureState.DONE:
            return
        kept = set(await _erase(conn, person, now))
        person = await store.person_for_update(conn, erasure_id) or person
        ready = [each for each in await store.calls_left(conn, erasure_id) if each not in kept]
    try:
        for call_id in ready:
            await transcripts.erase(call_id)
            await _erased(db, erasure_id, call_id, now)
        gone = await speech.forget(db, files, person.audio)
    except VendorProblem as problem:
        log.warning("an erasure waits: %s", problem.detail, extra={"erasure_id": str(erasure_id)})
        return
    await _end(db, person, {"audio": gone}, now)


async def _erased(db: Database, erasure_id: UUID, call_id: UUID, now: datetime) -> None:
    async with db.transaction() as conn:
        if await store.set_call_erased(conn, erasure_id, call_id, now):
            await store.note(conn, erasure_id, counts={"transcripts": 1}, audio=[])


async def _end(db: Database, person: Person, counts: dict[str, int], now: datetime) -> None:
    async with db.transaction() as conn:
        await store.note(conn, person.erasure_id, counts=counts, audio=[])
        its_calls = await store.calls_of(conn, person.erasure_id)
        still = await recordings.left(conn, its_calls)  # removed by a queue of their own
        if not still and not await store.calls_left(conn, person.erasure_id):
            await store.set_done(conn, person.erasure_id, hashed(person.phone), now)


async def sweep(db: Database, clock: Clock) -> int:
    """Look again at erasures that wait: for a call to end, or for a vendor."""
    now = clock.now()
    async with db.transaction() as conn:
        due = await store.due(conn, now, now + AGAIN, BATCH)
        await outbox.put(conn, *(Erase.new(now, erasure_id=each) for each in due))
    return len(due)


async def erasure(conn: Connection, erasure_id: UUID) -> Erasure:
    """One erasure. Raises `NotFound`."""
    return await _there(conn, erasure_id)


async def page(conn: Connection, *, after: UUID | None, limit: int) -> list[Erasure]:
    """The newest first."""
    return await store.page(conn, after, limit)
