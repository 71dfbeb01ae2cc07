"""Whom a campaign is meant for: read in pages, in samples, and as what is known of all of them."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from functions.campaigns.model import Audience, TicketQuery
from functions.campaigns.words import Script, variable
from functions.people import enlisting
from functions.people import service as people
from functions.people.model import Entry, Known, ListMember
from functions.phones import model as phones
from functions.phones.model import Reason
from functions.tickets import lookup
from functions.tickets.model import Requester, Wanted
from shared.db.pool import Connection
from shared.value import Value

PAGE, OF_TICKETS = 1000, 200
SAID_OF_A_TICKET = ("name", "ticket", "title")
"""The variables a script has where it rings those who opened tickets."""


class Person(Entry):
    """Somebody to ring, with what a script may say of them."""

    contact_id: UUID


class Some(Value):
    """A page of an audience. Without `after` it is the last one."""

    people: list[Person]
    without_phone: int
    after: str | None


async def page(conn: Connection, audience: Audience, after: str | None, now: datetime) -> Some:
    """The next ones. Who opened tickets and is no contact yet becomes one."""
    if audience.list_id:
        last = UUID(after) if after else None
        found = await people.members(conn, audience.list_id, after=last, limit=PAGE)
        more = str(found[-1].id) if len(found) == PAGE else None
        return Some(people=[_listed(each) for each in found], without_phone=0, after=more)
    assert audience.tickets
    asked = await lookup.requesters(conn, _wanted(audience.tickets, after))
    more = asked[-1].number if len(asked) == OF_TICKETS else None
    reached = await _reached(conn, asked)
    met = await _met(conn, reached, now)
    return Some(people=met, without_phone=len(asked) - len(reached), after=more)


def _said(entry: ListMember) -> Entry:
    variables = {variable(key): value for key, value in entry.variables.items()}
    return Entry(
        name=entry.name,
        phone=entry.phone,
        language=entry.language,
        zones=entry.zones,
        variables={**variables, "name": entry.name},
    )


def _listed(entry: ListMember) -> Person:
    return Person(contact_id=entry.contact_id, **_said(entry).model_dump())


def _wanted(query: TicketQuery, after: str | None = None) -> Wanted:
    return Wanted(
        state=list(query.state),
        priority=list(query.priority),
        assignee=query.assignee,
        after=after,
        limit=OF_TICKETS,
    )


async def _met(conn: Connection, reached: Sequence[Entry], now: datetime) -> list[Person]:
    """Each once, as their newest ticket has them."""
    newest = {each.phone: each for each in reversed(reached)}
    met = await enlisting.meet(conn, list(newest.values()), now)
    return [Person(contact_id=met[phone], **each.model_dump()) for phone, each in newest.items()]


async def _reached(conn: Connection, asked: Sequence[Requester]) -> list[Entry]:
    """Those who can be rung: by the number of the ticket, or that of the contact it names."""
    ids = [each.contact_id for each in asked if each.contact_id]
    known = {each.id: each.phone for each in await people.contacts(conn, ids)}
    return [entry for each in asked if (entry := _entry(each, known))]


def _entry(asked: Requester, known: Mapping[UUID, str]) -> Entry | None:
    written = asked.phone or (known.get(asked.contact_id) if asked.contact_id else None)
    read = phones.read(written, None) if written else None
    if read is None or isinstance(read, Reason):
        return None
    said = dict(zip(SAID_OF_A_TICKET, (asked.name, asked.number, asked.title), strict=True))
    return Entry(
        name=asked.name,
        phone=read.number,
        language=asked.language,
        zones=read.zones,
        variables=said,
    )


async def sample(conn: Connection, audience: Audience, count: int, chance: str) -> list[Entry]:
    """Some of them, as `chance` has it: of those who opened tickets, among the newest."""
    if audience.list_id:
        found = await people.sample(conn, audience.list_id, chance=chance, limit=count)
        return [_said(each) for each in found]
    assert audience.tickets
    newest = await _reached(conn, await lookup.requesters(conn, _wanted(audience.tickets)))
    chosen = random.Random(chance)  # noqa: S311  nothing is to be guessed
    return chosen.sample(newest, min(count, len(newest)))


class Gaps(Value):
    """How many the script can be said to, and what is missing for how many of the others."""

    people: int
    complete: int
    missing: dict[str, int]


async def gaps(conn: Connection, audience: Audience, script: Script) -> Gaps:
    """What the whole audience lacks of the script."""
    total, complete, missing = 0, 0, Counter[str]()
    for known in await _known(conn, audience):
        names = script.in_language(known.language).lacks(dict.fromkeys(known.columns, "given"))
        total, complete = total + known.people, complete + (0 if names else known.people)
        missing.update(dict.fromkeys(names, known.people))
    return Gaps(people=total, complete=complete, missing=dict(missing))


async def _known(conn: Connection, audience: Audience) -> list[Known]:
    if audience.list_id:
        found = await people.known(conn, audience.list_id)
        return [each.model_copy(update={"columns": _named(each.columns)}) for each in found]
    assert audience.tickets
    counted = await lookup.requester_count(conn, _wanted(audience.tickets))
    return [
        Known(language=language, columns=SAID_OF_A_TICKET, people=count)
        for language, count in counted.items()
    ]


def _named(columns: Sequence[str]) -> tuple[str, ...]:
    return ("name", *(variable(each) for each in columns))
