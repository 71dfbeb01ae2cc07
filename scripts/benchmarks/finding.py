"""What a search costs among many tickets, and how soon similar ones are found."""

import argparse
import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from typing import Any

import psutil

from functions.knowledge import embedding
from scripts.benchmarks.embeddings import FixedAnswer
from scripts.benchmarks.search_desk import Desk, desk
from scripts.local.progress import step
from shared.adapters.clock import SystemClock

ASKED, WARM, NEAR = 300, 30, 200
VECTORS = 100_000  # tickets at the most that have one: beyond that the index takes hours to build
MIX = {
    "words": ("printer jam second floor", "vpn drops every hour", "outlook password expired"),
    "common": ("printer", "error", "laptop"),
    "typo": ("pritner jam", "outlok password", "vpn conection drops"),
    "number": ("INC0000777", "10042", "inc2001"),
    "phrase": ('"printer jam"', '"password expired" outlook', '"vpn drops"'),
    "field": ("state:open printer jam", "priority:1 vpn", "state:closed password"),
    "spanish": ("impresora atascada", "contrasena vencida", "la vpn no conecta"),
}
"""Each kind as often as any other."""


def options(page: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    page.add_argument("--tickets", type=int, default=10_000, metavar="N")


def run(asked: argparse.Namespace) -> dict[str, float | str]:
    """CPU and time of a search over the product's API, and of similar tickets."""
    return asyncio.run(_measured(asked.tickets))


@dataclass
class Meter:
    """CPU of this process, in which the API runs, and of PostgreSQL and Redis."""

    here: psutil.Process
    services: tuple[psutil.Process, ...]

    def ours(self) -> float:
        times = self.here.cpu_times()
        return float(times.user + times.system)

    def theirs(self) -> float:
        used = [
            each.cpu_times()
            for service in self.services
            for each in (service, *service.children(recursive=True))
        ]
        return float(sum(each.user + each.system for each in used))


async def _measured(tickets: int) -> dict[str, float | str]:
    embeddings = FixedAnswer(answer=0)
    async with desk(embeddings) as at:
        with step(f"{tickets} tickets written, {min(tickets, VECTORS)} of them with a vector"):
            await _filled(at, tickets)
        me = psutil.Process()
        meter = Meter(me, tuple(me.children()))
        print("  the mix:", "; ".join(f"{kind}: {', '.join(mix)}" for kind, mix in MIX.items()))
        found = await _searches(at, meter)
        return {"tickets": tickets, **found, **await _similar(at)}


async def _filled(at: Desk, tickets: int) -> None:
    async with at.db.transaction() as conn:
        await conn.execute(FILL, {"tickets": tickets, "unread": max(0, tickets - VECTORS)})
    async with at.db.transaction() as conn:
        await conn.execute("analyze ticket")
        await conn.execute("analyze document")
    await embedding.embed_waiting(at.db, SystemClock(), at.embeddings, at.vectors)
    async with at.db.transaction() as conn:
        await conn.execute("analyze lexeme")


async def _searches(at: Desk, meter: Meter) -> dict[str, float]:
    rounds = zip(*MIX.values(), strict=True)
    queries = [pair for round_ in rounds for pair in zip(MIX, round_, strict=True)]
    asked = list(islice(cycle(queries), ASKED))
    await _timed([partial(at.found, q, "hybrid") for _, q in asked[:WARM]])
    before = meter.ours(), meter.theirs()
    times = await _timed([partial(at.found, q, "hybrid") for _, q in asked])
    found = {
        "search_cpu_ms": (meter.ours() - before[0]) / ASKED * 1000,
        "search_services_cpu_ms": (meter.theirs() - before[1]) / ASKED * 1000,
        "search_p95_ms": _p95(times),
    }
    for kind in MIX:
        of_kind = [spent for (each, _), spent in zip(asked, times, strict=True) if each == kind]
        found[f"search_{kind}_p50_ms"] = statistics.median(of_kind) * 1000
    return found


async def _similar(at: Desk) -> dict[str, float]:
    async with at.db.transaction() as conn:
        cursor = await conn.execute("select id from ticket order by serial desc limit %s", (NEAR,))
        ids = [row[0] for row in await cursor.fetchall()]
    served: Counter[str] = Counter()

    async def near(ticket_id: object) -> None:
        answer = await at.browser.get(f"/api/v1/tickets/{ticket_id}/similar?limit=5")
        answer.raise_for_status()
        served[answer.json()["served_by"]] += 1

    times = await _timed([partial(near, i) for i in ids])
    return {"similar_p95_ms": _p95(times), "similar_by_redis": served["vectors"] / len(ids)}


async def _timed(works: Sequence[Callable[[], Awaitable[Any]]]) -> list[float]:
    times = []
    for work in works:
        began = time.perf_counter()
        await work()
        times.append(time.perf_counter() - began)
    return times


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)] * 1000


FILL = """
    with words as (
      select
        '{printer,laptop,vpn,outlook,monitor,keyboard,badge,phone,invoice,router}'::text[] as a,
        '{jam,error,drops,password,expired,slow,broken,missing,refused,stuck}'::text[] as b,
        '{second,third,floor,desk,hour,meeting,morning,office,home,team,update}'::text[] as c,
        '{impresora,portatil,contraseña,conexion,factura,pantalla,correo,cuenta}'::text[] as d,
        '{atascada,vencida,lenta,rota,bloqueada,perdida,duplicada,nueva}'::text[] as e
    ), drawn as (
      select n, n %% 5 = 0 as spanish,
        case when n %% 5 = 0
          then d[1 + n * 7 %% 8] || ' ' || e[1 + n * 13 / 8 %% 8] || ' puesto ' || n %% 997
          else a[1 + n * 7 %% 10] || ' ' || b[1 + n * 13 / 10 %% 10] || ' ' || c[1 + n * 3 %% 11]
            || ' code' || n %% 9973
        end as title,
        a[1 + n * 3 %% 10] || ' ' || c[1 + n * 5 %% 11] || ' reported by user' || n %% 4999
          || ' in room' || n %% 311 || ' ' || b[1 + n * 11 %% 10] as text,
        (array['new', 'in_progress', 'closed'])[1 + n %% 3] as state, 1 + n %% 5 as priority
      from words, generate_series(1, %(tickets)s) as n
    ), opened as (
      insert into ticket (
        id, title, description, language, channel, requester_name, impact, urgency, priority, state,
        resolution_code, resolution_notes, opened_by, opened_at, updated_at, version
      )
      select lpad(to_hex(n), 32, '0')::uuid, title, text, case when spanish then 'es' else 'en' end,
        'web', 'bench', 3, 3, priority, state,
        case when state = 'closed' then 'duplicate' end, case when state = 'closed' then 'same' end,
        'bench', timestamptz '2027-01-01' + n * interval '1 second', '2027-01-01', 1
      from drawn order by n
    )
    insert into document (
      id, kind, number, title, text, language, resolved, version, text_version, facets, embedded_in
    )
    select lpad(to_hex(n), 32, '0')::uuid, 'ticket', 'INC' || lpad(n::text, 7, '0'), title, text,
      case when spanish then 'es' else 'en' end, state = 'closed', 1, 1,
      array['kind:ticket', 'state:' || state, 'priority:' || priority],
      case when n <= %(unread)s then 'all-minilm-l6-v2/384' end
    from drawn order by n
"""
