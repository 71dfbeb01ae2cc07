"""What it costs to import a large file of contacts: sent, queued, read row by row, on the host."""

import argparse
import asyncio
import csv
import io
import time
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import httpx
import psutil

from functions.access.model import Role
from scripts.local import runs
from scripts.local.person import Failed, Person
from scripts.local.processes import Process
from scripts.local.system import System

AREAS = (212, 617, 305, 404, 216, 312, 314, 414, 504, 512, 303, 602, 310, 415, 206, 808)
EXCHANGES, LINES = range(200, 1000), range(10_000)
REPEATED, BROKEN, SPACED = 50, 100, 4  # one row in so many
LONGEST, PAUSE = 600, 0.25  # seconds
COLUMNS = ("name", "phone", "language", "order", "due", "amount")
RESULTS = ("imported", "repaired", "duplicate", "rejected")


def options(page: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    page.add_argument("--rows", type=int, default=100_000, metavar="N")
    page.add_argument("--format", choices=("csv", "xlsx"), default="csv")


def run(asked: argparse.Namespace) -> dict[str, float | str]:
    """Rows a second from the first byte sent until the import is done, and what the host used."""
    rows = [_row(number) for number in range(asked.rows)]
    file = _csv(rows) if asked.format == "csv" else _xlsx(rows)
    del rows
    return asyncio.run(_measured(f"people.{asked.format}", file))


def _row(number: int) -> tuple[str, ...]:
    """A row. Some repeat a number, some have none that can be dialled, some write it with gaps.

    Numbers like these belong to people: nothing here may ever be called.
    """
    area = AREAS[number % len(AREAS)]
    same = (
        number - len(AREAS) if number % REPEATED == REPEATED - 1 and number > REPEATED else number
    )
    exchange, line = EXCHANGES[same // len(AREAS) % 800], LINES[same * 7 % 10_000]
    gap = " " if number % SPACED == 0 else ""
    phone = f"+1{gap}{area}{gap}{exchange}{gap}{line:04}"
    if number % BROKEN == BROKEN - 1:
        phone = f"{area}"
    spoken = "es" if number % 3 == 0 else "en"
    return (f"Person {number}", phone, spoken, f"A-{number}", "2027-03-02", f"{number / 4:.2f}")


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([COLUMNS, *rows])
    return text.getvalue().encode()


XML = "http://schemas.openxmlformats.org"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
LINK = f"{XML}/officeDocument/2006/relationships"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{XML}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
    f'+xml"/><Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/sheet.xml" ContentType="{KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{KIND}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{XML}/package/2006/relationships"><Relationship Id="r1" '
    f'Type="{LINK}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{XML}/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{LINK}/worksheet" Target="sheet.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{XML}/spreadsheetml/2006/main" xmlns:r="{LINK}"><sheets>'
    '<sheet name="People" sheetId="1" r:id="r1"/></sheets></workbook>',
}


def _xlsx(rows: list[tuple[str, ...]]) -> bytes:
    """As Excel writes it: the cells share their strings. `openpyxl` puts each in its cell."""
    words: dict[str, int] = {}
    lines = []
    for row in (COLUMNS, *rows):
        cells = (f'<c t="s"><v>{words.setdefault(cell, len(words))}</v></c>' for cell in row)
        lines.append(f"<row>{''.join(cells)}</row>")
    main, file = f"{XML}/spreadsheetml/2006/main", io.BytesIO()
    shared = "".join(f"<si><t>{word}</t></si>" for word in words)
    sheet = f'<worksheet xmlns="{main}"><sheetData>{"".join(lines)}</sheetData></worksheet>'
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, part in PARTS.items():
            archive.writestr(name, part)
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}">{shared}</sst>')
        archive.writestr("xl/sheet.xml", sheet)
    return file.getvalue()


async def _measured(name: str, file: bytes) -> dict[str, float | str]:
    with runs.temporary("bench-imports") as here:
        try:
            system = System(here, watch=False)
            await here.beside(system.come_up())
            host = next(each for each in here.processes if each.program.name == "host")
            async with httpx.AsyncClient(base_url=system.at.host, timeout=120) as client:
                return await _imported(Person(client, "bench", Role.SUPERVISOR), host, name, file)
        finally:
            await here.stop()


async def _imported(who: Person, host: Process, name: str, file: bytes) -> dict[str, float | str]:
    used, began = _cpu(host), time.perf_counter()
    sent = await who.send_file("/api/v1/imports", name, file, list="Bench", country="US")
    taken = time.perf_counter() - began
    done = await _done(who, f"/api/v1/imports/{sent['id']}")
    seconds = time.perf_counter() - began
    used, peak = _cpu(host) - used, _peak(host)
    began = time.perf_counter()
    await who.post(f"/api/v1/imports/{sent['id']}/withdrawal")
    return {
        "rows_per_s": done["total"] / seconds,
        "seconds": seconds,
        "seconds_to_answer": taken,
        "cpu_ms_per_row": used / done["total"] * 1000,
        "peak_rss_mb": peak,
        "seconds_to_withdraw": time.perf_counter() - began,
        "file_mb": len(file) / 2**20,
        **{result: done[result] for result in RESULTS},
    }


async def _done(who: Person, path: str) -> dict[str, Any]:
    ends = time.monotonic() + LONGEST
    while time.monotonic() < ends:
        found: dict[str, Any] = await who.get(path)
        if found["state"] == "done":
            return found
        if found["state"] == "failed":
            raise Failed(found["failure"])
        await asyncio.sleep(PAUSE)
    raise Failed(f"The import is not done after {LONGEST} s.")


def _all(host: Process) -> list[psutil.Process]:
    process = psutil.Process(host.pid)
    return [process, *process.children(recursive=True)]


def _cpu(host: Process) -> float:
    """CPU seconds the host and its children have used."""
    used = [each.cpu_times() for each in _all(host)]
    return float(sum(each.user + each.system for each in used))


def _peak(host: Process) -> float:
    """The largest resident set a process of the host has had, in MiB; now, where none tells."""
    return max(map(_peak_of, _all(host)))


def _peak_of(process: psutil.Process) -> float:
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        return float(process.memory_info().rss / 2**20)
    told = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(told["VmHWM"].split()[0]) / 1024
