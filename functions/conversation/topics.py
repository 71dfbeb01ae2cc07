"""What a call is about: a campaign's words for this person, or their own for us."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from functions.calls import service as calls
from functions.calls.model import Call, Direction
from functions.campaigns import callbacks
from functions.campaigns import lookup as campaigns
from functions.campaigns.model import Campaign, Member
from functions.conversation import reception, store
from functions.conversation.model import Conversation, Topic, Turn
from functions.conversation.visits import OpenTicket, Visit
from functions.hours.regions import places
from functions.people import service as people
from functions.people.model import Contact
from functions.phones import model as phones
from functions.rotas import service as rotas
from functions.tickets import service as tickets
from functions.tickets import whose
from functions.tickets.model import Asker, State
from functions.tickets.moves import MOVES
from shared.db.pool import Connection
from shared.errors import NotFound
from shared.value import Spoken

AT_ONCE = timedelta(minutes=10)
"""Who rings again within that time goes on with the call that ended."""
LONGEST = timedelta(hours=1)
"""A call begun before that, and never told to have ended, is no call any more."""
MOST = 3
"""Tickets that are told of; more would be a list."""
NUMBER = re.compile(r"\+?\d(?:[\s().-]*\d){6,14}")
"""Digits that may be a telephone number, as recognisers write them."""
SPANISH = frozenset(
    "ES MX AR CO CL PE VE EC GT CU BO DO HN PY SV NI CR PA UY GQ".split()  # noqa: SIM905
)
"""Countries in which a stranger is greeted in Spanish."""


async def arrive(conn: Connection, call_id: UUID, rota: str, now: datetime) -> None:
    """Note whom we know, before the first word: the whole call goes by it. Again is harmless.

    A stranger becomes a contact; a number that does not show is nobody's.
    """
    call = await calls.call(conn, call_id)
    if call.is_anonymous:
        nobody = Visit(at=now, is_anonymous=True, back_at=await _back_at(conn, rota, now))
        await store.arrive(conn, call_id, _language(call.number), nobody)
        return
    await calls.decide_alone(conn, call.phone)
    contact = await people.greet(conn, call.phone, language=_language(call.phone), now=now)
    member = await callbacks.rings_back(conn, call.phone, now)
    others = await _other_calls(conn, call)
    visit = Visit(
        at=now,
        zone=contact.zones[0] if contact.zones else "UTC",
        tickets=await _open_tickets(conn, contact),
        back_at=await _back_at(conn, rota, now),
        resumes=next((each.id for each in others if each.ended_at), None),
        beside=next((each.id for each in others if each.ended_at is None), None),
        member_id=member.id if member else None,
    )
    await store.arrive(conn, call_id, contact.language, visit)


def _language(phone: str) -> Spoken:
    countries = {place.country for place in places(phone) or ()}
    return Spoken.ES if countries and countries <= SPANISH else Spoken.EN


async def _other_calls(conn: Connection, call: Call) -> list[Call]:
    """Calls to us from that number that go on, or that one could go on with; the newest first."""
    _, made = await calls.with_phone(conn, call.phone)
    return [each for each in reversed(made) if each.id != call.id and _belongs_to(each, call)]


def _belongs_to(other: Call, call: Call) -> bool:
    if (
        other.direction is not Direction.INBOUND
        or abs(other.created_at - call.created_at) > LONGEST
    ):
        return False
    first, second = sorted((other, call), key=lambda each: each.created_at)
    return first.ended_at is None or second.created_at - first.ended_at < AT_ONCE


async def _open_tickets(conn: Connection, contact: Contact) -> tuple[OpenTicket, ...]:
    theirs = await whose.of_person(conn, Asker(phone=contact.phone, contact_ids=(contact.id,)))
    open_ones = [
        OpenTicket(id=each.id, number=each.number, title=each.title)
        for each in reversed(theirs)
        if MOVES[each.state] and each.state is not State.RESOLVED
    ]
    return tuple(open_ones[:MOST])


async def _back_at(conn: Connection, rota: str, now: datetime) -> datetime | None:
    """When a colleague is there again, if none is. Without a rota nobody knows."""
    try:
        watch = await rotas.watch(conn, rota, now)
    except NotFound:
        return None
    return None if watch.on_call or watch.next is None else watch.next.at


async def ticket_of(
    conn: Connection, call: Call, talk: Conversation | None, turns: list[Turn]
) -> UUID | None:
    """The ticket of theirs that what they tell belongs to, if there is one already."""
    found = await _ticket_beside(conn, call)
    visit = talk.visit if talk else None
    if found or visit is None or not reception.meant(visit, turns):
        return found
    return await _still_open(conn, [each.id for each in visit.tickets])


async def _ticket_beside(conn: Connection, call: Call) -> UUID | None:
    """The ticket that they opened in a call that goes on, or that ended moments before.

    Until the transaction ends nobody else opens one for that number, so that two calls at once
    come to one ticket.
    """
    if call.direction is not Direction.INBOUND or call.is_anonymous:
        return None
    await calls.decide_alone(conn, call.phone)
    others = await _other_calls(conn, call)
    talks = await store.conversations(conn, [each.id for each in others])
    found = [each.ticket_id for each in talks if each.ticket_id]
    return await _still_open(conn, found)


async def _still_open(conn: Connection, ticket_ids: Sequence[UUID]) -> UUID | None:
    for each in reversed(ticket_ids):
        if MOVES[(await tickets.on(conn, each)).state]:
            return each
    return None


def reached_at(call: Call, words: str) -> str | None:
    """The number to call them at; of who hides theirs, the one in their words, if it is one."""
    if not call.is_anonymous:
        return call.phone
    country = next((place.country for place in places(call.number) or ()), None)
    read = (phones.read(each, country) for each in NUMBER.findall(words))
    return next((each.number for each in read if isinstance(each, phones.Phone)), None)


async def topic(conn: Connection, organisation: str, call_id: UUID) -> Topic:
    """The topic of one call, in the language in which it is spoken by now."""
    talk = await store.get(conn, call_id)
    found = await member_of(conn, call_id, talk)
    if found:
        return _of_member(organisation, *found, talk)
    call = await calls.call(conn, call_id)
    contact = await people.contact_by_phone(conn, call.phone)
    own = contact.language if contact else Spoken.EN
    return Topic(
        organisation=organisation,
        language=talk.language if talk else own,
        name=contact.name if contact and contact.name != contact.phone else None,
        purpose=None,
        questions=(),
        closing="",
        voicemail="",
        visit=talk.visit if talk else None,
    )


async def member_of(
    conn: Connection, call_id: UUID, talk: Conversation | None
) -> tuple[Campaign, Member] | None:
    """Whom a campaign rings with this call, or tried to reach when they now ring us."""
    if talk and talk.visit and talk.visit.member_id:
        return await callbacks.member(conn, talk.visit.member_id)
    return await campaigns.called(conn, call_id)


def _of_member(
    organisation: str, campaign: Campaign, member: Member, talk: Conversation | None
) -> Topic:
    language = talk.language if talk else Spoken(member.language)
    scripted = of_campaign(campaign, organisation, language, member.variables)
    known = {"confirmed": talk.confirmed, "visit": talk.visit} if talk else {}
    name = member.name.strip()
    if not name or name == member.phone:  # erased, or never known: nobody is asked for by it
        return scripted.model_copy(update={"name": None, "asks": "", **known})
    return scripted.model_copy(update={"name": name, **known})


def of_campaign(
    campaign: Campaign, organisation: str, language: Spoken, variables: dict[str, str]
) -> Topic:
    """The topic of any of a campaign's calls, for whoever has these variables."""
    script = campaign.script.in_language(language)
    words = script.said_to(variables)
    asks = script.are_private and script.ask_for_person
    return Topic(
        organisation=organisation,
        language=language,
        name=None,
        purpose=words.purpose,
        questions=words.questions[1:] if asks else words.questions,
        closing=words.closing,
        voicemail=words.voicemail,
        reason=words.reason,
        recorded=campaign.rules.record,
        retention=campaign.rules.retention,
        private=script.are_private,
        asks=words.questions[0] if asks else "",
        talk_seconds=campaign.rules.talk_seconds,
    )


async def own_words(conn: Connection, call_id: UUID) -> tuple[str, tuple[str, ...]]:
    """The number of a call, and what may be said in it that we know of whoever has the number."""
    phone = (await calls.call(conn, call_id)).phone
    if member := await campaigns.member_called(conn, call_id):
        return phone, (member.name, *member.name.split(), *map(str, member.variables.values()))
    contact = await people.contact_by_phone(conn, phone)
    return phone, (contact.name, *contact.name.split()) if contact else ()
