"""What boards are measured among, by COPY: tickets with their clocks, a campaign, calls, money."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import LiteralString
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from shared.value import new_id

NOW = datetime.now(UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CONTACTS, CALLS, LIVE, ENTRIES = 10_000, 20_000, 20, 40
CALLS_OVER = timedelta(days=5)
OPEN = ("new", "in_progress", "in_progress", "on_hold")
MEMBERS = (*["waiting"] * 30, "calling", *["done"] * 69)
OUTCOMES = ("completed", "no_answer", "voicemail", "completed", "busy", "no_response", "callback")
VOICES = [("elevenlabs", "a"), ("elevenlabs", "b"), ("openai", "c"), ("openai", "d")]
Rows = Iterable[tuple[object, ...]]


@dataclass(frozen=True)
class Size:
    """How many tickets, how many of them open, and how many of these with clocks that ran out."""

    tickets: int
    open: int
    late: int


@dataclass(frozen=True)
class Known:
    """Whom to ask for: a campaign, a contact who was often called, a ticket with much on it."""

    campaign: UUID
    contact: UUID
    ticket: UUID


async def fill(url: str, size: Size) -> Known:
    """Write all of it in place of what there was, and let PostgreSQL take stock."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as conn:
        await conn.execute(EMPTY)
        contacts = [new_id(NOW) for _ in range(CONTACTS)]
        tickets = [new_id(_opened(number, size)) for number in range(size.tickets)]
        known = Known(campaign=new_id(NOW), contact=contacts[7], ticket=tickets[-1])
        await _desk(conn, size, tickets, known)
        await _campaign(conn, known, contacts)
        await _calls(conn, known)
        await conn.execute("vacuum analyze")
    return known


def _opened(number: int, size: Size) -> datetime:
    """The closed ones long ago, those that are open over the last month."""
    rank = size.tickets - number
    return NOW - (rank * 30 * DAY / size.open if rank <= size.open else 30 * DAY + rank * HOUR / 9)


async def _desk(
    conn: psycopg.AsyncConnection, size: Size, tickets: list[UUID], known: Known
) -> None:
    calendar, definition = new_id(NOW), new_id(NOW)
    await _copy(conn, "desk_group", "id, key, name, visibility, version, created_at", _groups())
    ticket = (
        "id, title, description, language, channel, requester_name, contact_id, impact, urgency, "
        "priority, state, hold_reason, resolution_code, resolution_notes, assignee, opened_by, "
        "opened_at, updated_at, resolved_at, closed_at, version, group_key"
    )
    await _copy(conn, "ticket", ticket, _tickets(size, tickets, known))
    await _copy(
        conn,
        "ticket_entry",
        "ticket_id, version, kind, text, changes, actor, at",
        (
            (ticket, n, "comment", "It has been restarted.", Jsonb([]), "Ana", NOW - n * HOUR)
            for n, ticket in enumerate([*[known.ticket] * ENTRIES, *tickets[-4000:]], 1)
        ),
    )
    await _copy(
        conn,
        "sla_calendar",
        "id, name, plan, version, created_at",
        [(calendar, "All hours", Jsonb({}), 1, NOW)],
    )
    await _copy(
        conn,
        "sla_definition",
        "id, calendar_id, place, terms, version, created_at",
        [(definition, calendar, 1, Jsonb({}), 1, NOW)],
    )
    clock = (
        "ticket_id, kind, definition_id, calendar_id, priority, target, spent, since, ended_at, "
        "marks, passed, round, next_at"
    )
    await _copy(conn, "sla_clock", clock, _clocks(size, tickets, definition, calendar))


def _groups() -> Rows:
    return [(new_id(NOW), f"team_{n}", f"Team {n}", "own", 1, NOW) for n in range(8)]


def _tickets(size: Size, tickets: list[UUID], known: Known) -> Iterator[tuple[object, ...]]:
    states = cycle(OPEN)
    for number, ticket in enumerate(tickets):
        opened, is_open = _opened(number, size), number >= size.tickets - size.open
        state = next(states) if is_open else "closed" if number % 9 else "canceled"
        over = state == "closed"
        impact, urgency = number % 3 + 1, number // 3 % 3 + 1
        text = f"The printer on floor {number % 97} shows an error"
        yield (
            ticket,
            text,
            f"{text}. It has been restarted, and that did not help. " * 4,
            "es" if number % 3 == 0 else "en",
            "web",
            f"Desk {number % 200}",
            known.contact if number % 1000 == size.tickets % 1000 - 1 else None,
            impact,
            urgency,
            impact + urgency - 1,
            state,
            "awaiting_vendor" if state == "on_hold" else None,
            "solution_provided" if over else None,
            "Replaced the part." if over else None,
            f"agent{number % 40}" if number % 4 else None,
            "bench",
            opened,
            opened + HOUR if number % 5 else NOW,
            NOW - (size.tickets - number) * HOUR / 90 if over else None,
            NOW if over else None,
            3,
            f"team_{number % 8}" if number % 10 else None,
        )


def _clocks(
    size: Size, tickets: list[UUID], definition: UUID, calendar: UUID
) -> Iterator[tuple[object, ...]]:
    """Two each: those of the first so many have run out, the others have time, or stand still."""
    for number, ticket in enumerate(tickets[-size.open :]):
        late, stands = number < size.late, number % 4 == 0
        target = 4 * HOUR if late else 40 * DAY
        begun = NOW - 6 * HOUR
        marks = [] if stands else [begun + target * share / 100 for share in (50, 75, 90, 100)]
        for kind in ("response", "resolution"):
            yield (
                ticket,
                kind,
                definition,
                calendar,
                number % 5 + 1,
                target,
                6 * HOUR if stands else timedelta(),
                None if stands else begun,
                None,
                marks,
                4 if late else 0,
                1,
                None if late or stands else marks[0],
            )


async def _campaign(conn: psycopg.AsyncConnection, known: Known, contacts: list[UUID]) -> None:
    await _copy(
        conn,
        "campaign",
        "id, name, state, list_id, script, rules, caller, created_by, created_at",
        [
            (
                known.campaign,
                "Renewals",
                "running",
                new_id(NOW),
                Jsonb({}),
                Jsonb({"currency": "USD"}),
                "+12125550100",
                "bench",
                NOW - 9 * DAY,
            )
        ],
    )
    await conn.execute(ALLOWED, {"id": known.campaign})
    await _copy(
        conn,
        "contact",
        "id, name, phone, language, zones, created_at",
        ((each, "Eva", _phone(n), "en", [], NOW) for n, each in enumerate(contacts)),
    )
    member = (
        "id, campaign_id, contact_id, name, phone, language, zones, variables, state, attempts, "
        "next_at, outcome"
    )
    await _copy(conn, "campaign_member", member, _members(known, contacts))


def _phone(number: int) -> str:
    """One of ten thousand that nobody has: two area codes share each number of the fiction."""
    return f"+1{200 + number // 100:03}55501{number % 100:02}"


def _members(known: Known, contacts: list[UUID]) -> Iterator[tuple[object, ...]]:
    for number, contact in enumerate(contacts):
        state = MEMBERS[number % len(MEMBERS)]
        outcome = OUTCOMES[number % 7] if state == "done" else None
        yield (
            new_id(NOW),
            known.campaign,
            contact,
            "Eva",
            _phone(number),
            "en",
            ["America/New_York"],
            Jsonb({"amount": "12 dollars"}),
            state,
            0 if state == "waiting" else number % 3 + 1,
            NOW,
            outcome,
        )


async def _calls(conn: psycopg.AsyncConnection, known: Known) -> None:
    begun = [NOW - CALLS_OVER * n / CALLS for n in range(CALLS)]
    ids = [new_id(at) for at in begun]
    out = [(n, call) for n, call in enumerate(ids) if n % 5]
    attempt = (
        "id, allowance_id, member_id, n, phone, caller, zones, state, due_at, intent_at, "
        "concluded, cost_micro"
    )
    await _copy(
        conn,
        "attempt",
        attempt,
        (
            (
                call,
                known.campaign,
                new_id(NOW),
                1,
                _called(n),
                "+12125550100",
                [],
                "over",
                begun[n],
                begun[n],
                True,
                21_000,
            )
            for n, call in out
        ),
    )
    call = (
        "id, direction, sid, phone, number, status, answered_by, created_at, answered_at, "
        "ended_at, seconds, concluded"
    )
    await _copy(conn, "call", call, (_call(n, each, begun[n]) for n, each in enumerate(ids)))
    await _copy(
        conn,
        "conclusion",
        "call_id, outcome, at, summary",
        (
            (each, OUTCOMES[n % 7], begun[n] + HOUR / 30, "They will pay on Monday. " * 4)
            for n, each in enumerate(ids)
        ),
    )
    await _copy(
        conn,
        "campaign_result",
        "attempt_id, campaign_id, at, outcome, again, cost_micro",
        ((each, known.campaign, begun[n], OUTCOMES[n % 7], False, 21_000) for n, each in out),
    )
    await _money(conn, ids)


def _called(number: int) -> str:
    """One contact in twenty calls is the one whose timeline is asked for."""
    return _phone(7 if number % 500 == 0 else number // 2)


def _call(number: int, call: UUID, begun: datetime) -> tuple[object, ...]:
    inbound, answered = number % 5 == 0, number % 3 > 0
    return (
        call,
        "inbound" if inbound else "outbound",
        f"CA{number:032x}",
        _called(number),
        "+12125550100",
        "completed" if answered else "no-answer",
        (None, "human", "machine_start")[number % 3],
        begun,
        begun if answered else None,
        None if number < LIVE else begun + HOUR / 30,
        120 if answered else 0,
        True,
    )


async def _money(conn: psycopg.AsyncConnection, calls: list[UUID]) -> None:
    await _copy(
        conn,
        "transfer",
        "id, call_id, n, rota, language, state, wanted_at, taken_at",
        (
            (new_id(NOW), call, 2, "support", "en", "done", NOW - n * HOUR, NOW - n * HOUR)
            for n, call in enumerate(calls[::40])
        ),
    )
    await _copy(
        conn,
        "promise",
        "id, call_id, phone, language, zones, cause, words, due_at, made_at, state",
        (
            (new_id(NOW), call, _called(n), "en", [], "asked", "tomorrow", NOW, NOW, "open")
            for n, call in enumerate(calls[::100])
        ),
    )
    columns = (
        "day, speaker, voice, syntheses, characters_synthesized, hits, characters_cached, "
        "spent_micro, saved_micro"
    )
    days = [(NOW - n * DAY).date() for n in range(30)]
    used = ((day, *voice, 90, 9000, 800, 80_000, 400, 3000) for day in days for voice in VOICES)
    await _copy(conn, "voice_use", columns, used)


async def _copy(conn: psycopg.AsyncConnection, table: str, columns: str, rows: Rows) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, columns.split(", ")))
    into = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), names)
    async with conn.cursor() as cursor, cursor.copy(into) as to:
        for row in rows:
            await to.write_row(row)


EMPTY: LiteralString = """
    truncate ticket, desk_group, sla_calendar, campaign, allowance, contact, call, conclusion,
      transfer, promise, voice_use cascade
"""
ALLOWED: LiteralString = """
    insert into allowance (id, open, purpose, consent_required, live_cap, day_cap, opens_at,
      closes_at, weekdays, currency, minute_price_micro, budget_micro, spent_micro)
    values (%(id)s, true, 'service', false, 10, 3, '09:00', '20:00', '{1,2,3,4,5}', 'USD', 10000,
      500000000, 336000000)
"""
