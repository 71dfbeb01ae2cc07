"""Tickets to measure among: as many as wanted, by COPY, of all states, priorities and ages.

A fifth of them is Spanish.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg

from shared.value import new_id

NOW = datetime.now(UTC)
STATES = ("new", "in_progress", "on_hold", "resolved", *["closed"] * 6)
ENGLISH = (
    ("printer", "laptop", "VPN", "Outlook", "monitor", "keyboard", "badge", "phone", "invoice"),
    ("jam", "error", "drops", "password", "expired", "slow", "broken", "missing", "is refused"),
    ("second floor", "every hour", "at the desk", "in a meeting", "at home", "since the update"),
)
SPANISH = (
    ("impresora", "portátil", "contraseña", "conexión", "factura", "pantalla", "cuenta", "VPN"),
    ("atascada", "vencida", "lenta", "rota", "bloqueada", "perdida", "duplicada", "no conecta"),
    ("en la segunda planta", "cada hora", "en el puesto", "desde casa", "desde el lunes"),
)
COLUMNS = """
id, title, description, language, channel, requester_name, requester_phone, impact, urgency,
priority, state, hold_reason, resolution_code, resolution_notes, assignee, opened_by, opened_at,
updated_at, resolved_at, closed_at, version
"""


async def fill(url: str, rows: int) -> list[UUID]:
    """Add that many, and let PostgreSQL take stock. Some of their ids."""
    ids = []
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as conn:
        async with (
            conn.cursor() as cursor,
            cursor.copy(f"copy ticket ({COLUMNS}) from stdin") as to,
        ):
            for number, row in enumerate(_rows(rows)):
                await to.write_row(row)
                if number % max(1, rows // 1000) == 0:
                    ids.append(row[0])
        await conn.execute("vacuum analyze ticket")
    return ids


def _rows(rows: int) -> Iterator[tuple[UUID, *tuple[object, ...]]]:
    for number in range(rows):
        yield _row(number, NOW - timedelta(seconds=60 * (rows - number)))


def _row(number: int, opened: datetime) -> tuple[UUID, *tuple[object, ...]]:
    state = STATES[number * 7 % len(STATES)]
    impact, urgency = number % 3 + 1, number // 3 % 3 + 1
    over = state in {"resolved", "closed"}
    spanish = number % 5 == 0
    title, text = _said(number, SPANISH if spanish else ENGLISH)
    return (
        new_id(opened),
        title,
        text,
        "es" if spanish else "en",
        "web",
        f"Desk {number % 200}",
        None,
        impact,
        urgency,
        impact + urgency - 1,
        state,
        "awaiting_vendor" if state == "on_hold" else None,
        "solution_provided" if over else None,
        "Replaced the part and tested it with the requester." if over else None,
        f"agent{number % 40}" if number % 4 else None,
        "bench",
        opened,
        opened,
        opened if over else None,
        opened if state == "closed" else None,
        1,
    )


def _said(number: int, words: Sequence[Sequence[str]]) -> tuple[str, str]:
    """A title, and a text with other words and names that few have."""
    chance = random.Random(number)  # noqa: S311  the same ticket each time
    title = " ".join(chance.choice(some) for some in words)
    other = " ".join(chance.choice(some) for some in (*words, *words))
    return f"{title} code{number % 9973}", f"{other} user{number % 4999} room{number % 311}"
