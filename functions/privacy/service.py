"""Forgets a person in every domain."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from pydantic import Field

from functions.access import service as access
from functions.articles import service as articles
from functions.assist import service as assist
from functions.attachments import service as attachments
from functions.audit import service as audit
from functions.audit.model import By, Deed
from functions.calls import service as calls
from functions.campaigns import service as campaigns
from functions.conversation import service as conversation
from functions.exports import service as exports
from functions.imports import service as imports
from functions.mail import service as mail
from functions.people import service as people
from functions.permission.model import hashed
from functions.privacy import model, store
from functions.privacy.model import Erasure, ErasureState, Person
from functions.privacy.whom import Whom, check_one
from functions.privacy.whom import meant as meant_by
from functions.promises import service as promises
from functions.recordings import service as recordings
from functions.speech import service as speech
from functions.tickets import whose
from functions.tickets.model import Asker
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import Conflict, NotFound, VendorProblem
from shared.messages import Erase
from shared.ports import Clock, Files, Transcripts
from shared.value import Text, new_id

log = logging.getLogger(__name__)

AGAIN = timedelta(minutes=1)
"""After how long an erasure that could not be finished is looked at again."""
BATCH = 20


class NewErasure(Whom):
    """A person to forget, and why."""

    reason: Text = Field(min_length=1, max_length=1000)


async def request(
    db: Database, clock: Clock, wanted: NewErasure, *, by: By
) -> tuple[Erasure, bool]:
    """Forget a person: what PostgreSQL holds at once, the rest soon. And whether that is new.

    A call that is live, or whose end is not concluded, is forgotten once it is.
    """
    now = clock.now()
    new = Erasure(
        id=new_id(now),
        reason=wanted.reason,
        requested_by=by.name,
        requested_at=now,
        state=ErasureState.WAITING,
        finished_at=None,
        counts={},
    )
    async with db.transaction() as conn:
        meant = await meant_by(conn, wanted)
        if under_way := await store.waiting_for(conn, meant.phone, meant.email):
            return under_way, False
        await check_one(conn, meant)
        person = Person(
            erasure_id=new.id,
            phone=meant.phone,
            email=meant.email,
            contact_id=next(iter(meant.contact_ids), None),
            state=new.state,
        )
        if not await store.add(conn, new, person, now + AGAIN):
            return await _begun(conn, meant), False
        await audit.note(conn, by, Deed(action="person.erased", subject=str(new.id)), now)
        await _erase(conn, person, now)
        await outbox.put(conn, Erase.new(now, erasure_id=new.id))
        return await _there(conn, new.id), True


async def _begun(conn: Connection, meant: Asker) -> Erasure:
    """The one that somebody began at the same moment. Raises `Conflict` where it is of less."""
    found = await store.waiting_for(conn, meant.phone, meant.email)
    if found is None:
        raise Conflict("Part of what you name is being erased. Ask again once that is done.")
    return found


async def _there(conn: Connection, erasure_id: UUID) -> Erasure:
    found = await store.get(conn, erasure_id)
    if found is None:
        raise NotFound("There is no such erasure.", erasure_id=str(erasure_id))
    return found


async def _erase(conn: Connection, person: Person, now: datetime) -> list[UUID]:
    """Forget what may be forgotten by now. Again is harmless. The calls that are kept for now."""
    known = await people.contact_by_phone(conn, person.phone) if person.phone else None
    contacts = [each for each in (person.contact_id, known.id if known else None) if each]
    meant = Asker(phone=person.phone, contact_ids=tuple(contacts), email=person.email)
    counts, kept = await _erase_number(conn, person, now) if person.phone else ({}, [])
    counts |= await _erase_asker(conn, meant, now)
    counts["rows"] = await imports.erase(conn, contacts)
    await store.note(conn, person.erasure_id, counts=counts, audio=[])
    return kept


async def _erase_number(
    conn: Connection, person: Person, now: datetime
) -> tuple[dict[str, int], list[UUID]]:
    """Forget whose number it was: how much of what, and the calls that are kept for now."""
    phone = person.phone or ""
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
    await store.add_calls(conn, person.erasure_id, [*ended, *kept])
    await store.note(conn, person.erasure_id, counts={}, audio=audio)
    return counts, kept


async def _erase_asker(conn: Connection, meant: Asker, now: datetime) -> dict[str, int]:
    """Forget who asked for tickets, and wrote and signed in for that: how much of what."""
    tickets = await whose.of_person(conn, meant)
    asked, signed_in = [each.id for each in tickets], model.signed_in(tickets)
    told = model.addresses(tickets, meant.email)
    words = {*told, *([meant.phone] if meant.phone else [])}
    return {
        "accounts": await access.erase(conn, told, words),
        "attachments": await attachments.erase(conn, asked, now),
        "exports": await exports.erase(conn, now) if asked else 0,
        "mails": await mail.erase(conn, asked, model.mailed(meant)),
        "held_mails": await mail.erase_held(conn, told, now),
        "suggestions": await assist.erase(conn, asked),
        "feedback": await articles.erase(conn, signed_in),
        "tickets": await whose.erase_requester(conn, meant),
    }


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
            left = {"phone": person.phone, "email": person.email}
            hashes = {name: hashed(known) if known else None for name, known in left.items()}
            await store.set_done(conn, person.model_copy(update=hashes), now)


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
