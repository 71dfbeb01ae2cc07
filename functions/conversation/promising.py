"""A call back that somebody asks for: the time is read back to them, and promised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from functions.calls import service as calls
from functions.conversation import meanings, script, store, topics
from functions.conversation.model import Action, Heard, Outcome, Reply, Topic, Turn
from functions.conversation.phrases import phrase
from functions.people import service as people
from functions.promises import offering, saying
from functions.promises import service as promises
from functions.promises.hints import Ask
from functions.promises.model import Debt, Offer, Question
from functions.promises.times import names_a_time
from shared.db.pool import Connection

PROMISE = "promise"
"""Who found the words, where they are about a time to call."""
ASKED = 2
"""How often we ask when; after that a colleague calls when it suits them."""


@dataclass(frozen=True)
class Owed:
    """A call to promise with the words that say so; without a time, the one promised is off."""

    debt: Debt
    at: datetime | None


@dataclass(frozen=True)
class Told:
    """What is said about a time, and what is owed with it."""

    reply: Reply
    owed: Owed | None


@dataclass(frozen=True)
class Wish:
    """What somebody said in a call, and what was said before."""

    call_id: UUID
    topic: Topic
    turns: list[Turn]
    heard: Heard

    @property
    def said(self) -> list[str]:
        """Their last words, and those before, which may hold the day."""
        before = self.turns[-1].heard if self.turns else None
        return [each for each in (before, self.heard.speech) if each]


def is_pending(turns: list[Turn]) -> bool:
    """Whether we wait for a word about a time that we read back."""
    return bool(turns) and turns[-1].source == PROMISE and turns[-1].action is Action.CONFIRM


def answered(topic: Topic, heard: Heard, turns: list[Turn]) -> Reply | None:
    """What follows where the time is the matter: another time, a yes, a no, or silence.

    The promise stands from the moment it was read back, so that silence is as good as a yes.
    """
    if not turns or turns[-1].source != PROMISE or heard.machine:
        return None
    if heard.speech and names_a_time(heard.speech, topic.language):
        return script.reply(topic, "", Action.SCHEDULE)
    return _confirmed(topic, heard) if is_pending(turns) else None


def _confirmed(topic: Topic, heard: Heard) -> Reply | None:
    agreed = meanings.agreed(heard.speech, heard.digits)
    if agreed is False:
        return script.reply(topic, saying.question(Ask.WHEN, topic.language))
    if agreed or heard.is_silence:
        said = phrase("promised", topic.language)
        return script.reply(topic, said, Action.END, Outcome.CALLBACK_REQUESTED)
    return None


async def heed(conn: Connection, wish: Wish, reply: Reply, rota: str, now: datetime) -> Told | None:
    """The reply that names the time we promise, where theirs asks for a call; or nothing to heed.

    A model has only noticed that they want one. When is told by their own words alone.
    """
    debt = await debt_of(conn, wish)
    if reply.action is not Action.SCHEDULE:
        return Told(reply, Owed(debt, None)) if debt and _is_refused(wish, reply) else None
    return await _told(conn, wish, debt, rota, now) if debt else Told(_noted(wish.topic), None)


async def _told(conn: Connection, wish: Wish, debt: Debt, rota: str, now: datetime) -> Told:
    found = await offering.offer(conn, debt, wish.said, rota, now)
    if isinstance(found, Offer):
        return Told(_read_back(wish.topic, debt, found, now), Owed(debt, found.at))
    if isinstance(found, Question) and _asked_so_far(wish.turns) < ASKED:
        return Told(script.reply(wish.topic, saying.question(found.asks, debt.language)), None)
    if isinstance(found, Question):
        soon = await offering.first_allowed(conn, debt, now + offering.SOON, rota, now)
        return Told(_noted(wish.topic), Owed(debt, soon.at) if isinstance(soon, Offer) else None)
    return Told(_noted(wish.topic), None)


def _is_refused(wish: Wish, reply: Reply) -> bool:
    """Whether they said no to the time that was read back, and are asked for another."""
    return is_pending(wish.turns) and reply.say == saying.question(Ask.WHEN, wish.topic.language)


def _asked_so_far(turns: list[Turn]) -> int:
    return sum(1 for turn in turns if turn.source == PROMISE and turn.action is Action.CONTINUE)


async def debt_of(conn: Connection, wish: Wish) -> Debt | None:
    """Whom we would owe a call; nobody where there is no number to call."""
    call_id = wish.call_id
    call, talk = await calls.call(conn, call_id), await store.get(conn, call_id)
    if call.is_anonymous:
        return None
    found = await topics.member_of(conn, call_id, talk)
    contact = await people.contact_by_phone(conn, call.phone)
    zones: Sequence[str] = await offering.zones_of(conn, call.phone)
    if found:
        campaign, member = found
        zones = member.zones or zones or ((campaign.rules.zone,) if campaign.rules.zone else ())
    return Debt(
        call_id=call_id,
        phone=call.phone,
        language=wish.topic.language,
        zones=tuple(zones),
        contact_id=contact.id if contact else None,
        member_id=found[1].id if found else None,
        ticket_id=talk.ticket_id if talk else None,
        words=" ".join(wish.said)[:1000],
    )


def _read_back(topic: Topic, debt: Debt, offer: Offer, now: datetime) -> Reply:
    """Where they may be in several zones, the time is told with the town whose clock is meant."""
    when = saying.aloud(offer.at, debt.zone, topic.language, now)
    several = len(debt.zones) > 1 or not debt.zones
    whose = saying.place(debt.zone) if several else None
    clock = (
        phrase("time_of", topic.language, place=whose)
        if whose
        else phrase("your_time", topic.language)
    )
    words = "first_time" if offer.is_later else "will_call"
    said = phrase(words, topic.language, when=when, clock=clock)
    return script.reply(topic, said, Action.CONFIRM, Outcome.CALLBACK_REQUESTED)


def _noted(topic: Topic) -> Reply:
    """No time can be promised: a colleague reads that they want a call."""
    said = phrase("noted_call", topic.language)
    return script.reply(topic, said, Action.SCHEDULE, Outcome.CALLBACK_REQUESTED)


async def owe(conn: Connection, owed: Owed, ticket_id: UUID | None, now: datetime) -> None:
    """Promise it, or take back what was promised in this call."""
    if owed.at is None:
        await promises.take_back(conn, owed.debt.call_id, "the time did not suit them", now)
        return
    debt = owed.debt.model_copy(update={"ticket_id": ticket_id or owed.debt.ticket_id})
    await promises.promise(conn, debt, owed.at, now)
