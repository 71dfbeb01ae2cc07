"""What people do to a system that runs: forge, erase, copy, change, look at its words.

Each counts by itself what it was to find nothing of, under a name of its own among what was lost.
"""

import os
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psycopg
from fastapi import FastAPI
from psycopg import sql
from twilio.request_validator import RequestValidator

from scripts.drills.stage import Stage
from scripts.drills.troubles import Drill, meanwhile
from scripts.local import backup, ports
from scripts.local.clock.api import routes
from scripts.local.clock.conductor import Conductor
from scripts.local.processes import Ended
from scripts.local.simulators.serve import serving
from scripts.local.system import answers
from shared.adapters.virtual import VirtualClock

AHEAD = timedelta(minutes=2)
SLOWEST = 60  # seconds a second host may take
STRANGER = uuid.UUID(int=7).hex
"""A token of another organisation: nobody here knows it."""
COLUMN = "drill_tomorrow"
RESTORED = "drill_restored"
WORDS = ("Yes, speaking.", "Yes, that is fine.")


@asynccontextmanager
async def _forged(it: Stage) -> AsyncIterator[None]:
    """Webhooks we had before come again, signed by others; and everything is asked by nobody."""
    taken = 0
    told = (await it.events("webhook"))[-20:]
    functions = (await it.host.get("/admin/functions")).json()
    paths = [urlsplit(each.get("invoke_url_template") or "").path for each in functions]

    async def forge() -> None:
        nonlocal taken
        for each in told:
            detail = each["detail"]
            for signature in (None, _signature(detail)):
                taken += await _is_taken(it, detail, signature)
        for path in paths:
            if path.startswith("/api/"):
                taken += (await it.host.get(path.replace("/{*rest}", ""))).is_success
        taken += (await it.host.get(f"/audio/{'0' * 64}.wav")).is_success

    async with meanwhile(forge):
        yield

    async def found() -> dict[str, int]:
        return {"forgeries taken": taken}

    it.afterwards.append(found)


def _signature(detail: dict[str, Any]) -> str:
    made: str = RequestValidator(STRANGER).compute_signature(detail["url"], detail["fields"])
    return made


async def _is_taken(it: Stage, detail: dict[str, Any], signature: str | None) -> bool:
    headers = {"x-twilio-signature": signature} if signature else {}
    try:
        answer = await it.host.post(detail["url"], data=detail["fields"], headers=headers)
    except httpx.HTTPError:
        return False
    return answer.status_code != 403  # noqa: PLR2004 - what a forger is told


@asynccontextmanager
async def _erased(it: Stage) -> AsyncIterator[None]:
    """People who were just called want to be forgotten, while their words cannot be reached."""
    called = [each["detail"]["to"] for each in (await it.events("created"))[-3:]]
    it.erased |= set(called)
    await it.fault(where="cosmos.*", action="hang")
    asked = [
        await it.author.post("/api/v1/privacy/erasures", {"phone": phone, "reason": "a drill"})
        for phone in called
    ]
    yield
    (await it.simulators.delete("/__sim__/faults")).raise_for_status()

    async def found() -> dict[str, int]:
        states = [await it.author.get(f"/api/v1/privacy/erasures/{each['id']}") for each in asked]
        left = [await _rows_with(it, phone) for phone in called]
        return {
            "erasures open": sum(each["state"] != "done" for each in states),
            "rows with an erased number": sum(left),
        }

    it.afterwards.append(found)


async def _rows_with(it: Stage, phone: str) -> int:
    """Rows of any table in which a number stands."""
    async with it.db.transaction() as conn:
        tables = await conn.execute("select tablename from pg_tables where schemaname = 'public'")
        found = 0
        for (table,) in await tables.fetchall():
            looked = sql.SQL("select count(*) from {} t where position(%s in t::text) > 0")
            counted = await conn.execute(looked.format(sql.Identifier(table)), (phone,))
            found += (await counted.fetchone() or (0,))[0]
    return found


@asynccontextmanager
async def _copied(it: Stage) -> AsyncIterator[None]:
    """A backup is taken, tomorrow's column comes and goes, the backup is restored beside it."""
    url, folder = it.system.direct["DATABASE__URL"], it.system.run.folder
    before = await _titles(url)
    await backup.dump(url, folder / "dump")
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as conn:
        await conn.execute(f"alter table ticket add column {COLUMN} text")
        yield
        await conn.execute(f"alter table ticket drop column {COLUMN}")
    missing = before - await _titles(await backup.restore(url, folder / "dump", RESTORED))

    async def found() -> dict[str, int]:
        return {"tickets not in the backup": len(missing)}

    it.afterwards.append(found)


async def _titles(url: str) -> set[str]:
    async with await psycopg.AsyncConnection.connect(url) as conn:
        return {
            title for (title,) in await (await conn.execute("select title from ticket")).fetchall()
        }


@asynccontextmanager
async def _skewed(it: Stage) -> AsyncIterator[None]:
    """A second worker on the same services, whose clock is two minutes ahead."""
    clock = VirtualClock(datetime.now(UTC) + AHEAD)
    app = FastAPI()
    app.include_router(routes(clock, Conductor(clock, lambda: False, lambda: 0)))
    first = it.part("host").program
    (port,) = ports.free()
    async with serving(app) as address:
        program = replace(
            first,
            name="ahead",
            command=[*first.command, "--port", str(port), "--store", it.system.run.folder / "a.db"],
            environment={**first.environment, "CLOCK_URL": f"{address}/__sim__/clock"},
            log=it.system.run.logs / "ahead.log",
            pid_file=it.system.run.folder / "ahead.pid",
        )
        second = await it.system.run.start(program)
        await second.ready(
            lambda: answers(f"http://{ports.HOST}:{port}/admin/host/status"), within=SLOWEST
        )
        yield
        await it.system.run.lose(second)


@asynccontextmanager
async def _unwatched(it: Stage) -> AsyncIterator[None]:
    """Telemetry goes nowhere; and nothing of what was said or dialled stands in the log."""
    began = os.stat(_log(it)).st_size  # noqa: PTH116
    yield

    async def found() -> dict[str, int]:
        with _log(it).open() as log:
            log.seek(began)
            text = log.read()
        called = {each["detail"]["to"] for each in await it.events("created")}
        return {"numbers and words in the log": _seen(text, [*called, *WORDS])}

    it.afterwards.append(found)


def _log(it: Stage) -> Path:
    log = it.part("host").program.log
    if log is None:
        raise Ended("The host has no log.")
    return log


def _seen(text: str, words: Sequence[str]) -> int:
    return sum(word in text for word in words)


ATTEMPTS: dict[str, Drill] = {
    "erasure": Drill("People want to be forgotten while Cosmos DB never answers", _erased, (70,)),
    "clock-skew": Drill("A second worker, two minutes ahead", _skewed, (90,)),
    "telemetry-away": Drill("Nothing takes telemetry; the log holds no words", _unwatched, (92,)),
    "forgery": Drill(
        "Webhooks signed by others, and all of the API asked by nobody", _forged, (93, 94)
    ),
    "backup": Drill(
        "A backup is taken and restored, and the schema changes, while a campaign runs",
        _copied,
        (95,),
    ),
}
