"""When somebody may be called who told us when, or as soon as it suits."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from functions.campaigns import callbacks
from functions.hours import service as hours
from functions.hours.model import ANY_TIME, Hours, Window, beginning
from functions.hours.service import ALWAYS
from functions.people import service as people
from functions.permission import service as permission
from functions.permission.model import Refusal
from functions.phones import model as phones
from functions.phones.model import Reason
from functions.promises.model import Debt, Forbidden, Offer, Question
from functions.promises.times import Meant, Unclear, meant
from functions.rotas import service as rotas
from shared.db.pool import Connection
from shared.errors import NotFound
from shared.value import Spoken

TIMES = 20
"""How often hours and rota are asked in turn for a time that suits both."""
SOON = timedelta(minutes=30)
"""How soon somebody is called back who named no time, if rules and colleagues allow."""
OTHER = {Spoken.EN: Spoken.ES, Spoken.ES: Spoken.EN}


async def zones_of(conn: Connection, phone: str) -> tuple[str, ...]:
    """The zones somebody may be in: as their contact says, else as their number does."""
    contact = await people.contact_by_phone(conn, phone)
    if contact:
        return contact.zones
    read = phones.read(phone, None)
    return () if isinstance(read, Reason) else read.zones


async def offer(
    conn: Connection, debt: Debt, said: Sequence[str], rota: str, now: datetime
) -> Offer | Question | Forbidden:
    """When we may call somebody who told us when, in what they said last; or what to ask first.

    Words alone count: nobody's reading of them. An earlier sentence may hold the day, the last one
    the hour.
    """
    found = _meant(said, debt, now)
    if isinstance(found, Unclear):
        return Question(asks=found.asks)
    return await first_allowed(conn, debt, found.at, rota, now)


def _meant(said: Sequence[str], debt: Debt, now: datetime) -> Meant | Unclear:
    together = " ; ".join(said)
    tries = [(together, debt.language), (said[-1] if said else "", debt.language)]
    tries += [(words, OTHER[language]) for words, language in tries]
    found = [meant(words, language, now, debt.zone) for words, language in tries]
    return next((each for each in found if isinstance(each, Meant)), found[0])


async def first_allowed(
    conn: Connection, debt: Debt, wanted: datetime, rota: str, now: datetime
) -> Offer | Forbidden:
    """From `wanted` on, the first time at which rules allow a call, and somebody is there for it.

    A campaign's own call needs nobody.
    """
    refusal = await forbidden(conn, debt.phone, now)
    if refusal:
        return Forbidden(why=refusal)
    ruled, own = await _hours(conn, debt)
    at = wanted
    for _ in range(TIMES):
        allowed = beginning(ruled, own, debt.zones or ("UTC",), at)
        if allowed is None:
            return Forbidden(why="no_hours")
        at = allowed if debt.member_id else await _staffed(conn, rota, allowed)
        if at == allowed:
            return Offer(at=at, wanted=wanted)
    return Forbidden(why="nobody_there")


async def forbidden(conn: Connection, phone: str, now: datetime) -> Refusal | None:
    """Why nobody may be promised a call there, nor called as promised; nothing where they may."""
    return await permission.may_be_called(
        conn, phone, purpose="service", consent_required=False, campaign=None, now=now
    )


async def _hours(conn: Connection, debt: Debt) -> tuple[Hours, Window]:
    if debt.member_id is None:
        return await hours.of(conn, debt.phone, "service"), ALWAYS
    terms = await callbacks.terms(conn, debt.member_id)
    ruled = ANY_TIME if terms.hours_waived else await hours.of(conn, debt.phone, terms.purpose)
    return ruled, terms.window


async def _staffed(conn: Connection, rota: str, at: datetime) -> datetime:
    """From then on, when somebody is on call. Without a rota, or shifts to come, at any time."""
    try:
        watch = await rotas.watch(conn, rota, at)
    except NotFound:
        return at
    return at if watch.on_call or watch.next is None else watch.next.at
