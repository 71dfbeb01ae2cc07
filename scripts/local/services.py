"""The door to the embedded services: PostgreSQL, Redis and Azurite.

    python -m scripts.local.services                      all three, usual ports, data kept
    python -m scripts.local.services redis --temporary    one, free port, nothing kept

Once all answer, one line of JSON says by which settings they are reached. They run until Ctrl-C, or
until the process given with `--beside` ends.
"""

import argparse
import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

import psutil

from scripts.local import runs
from scripts.local.azurite import AZURITE
from scripts.local.interrupts import until_told
from scripts.local.postgres import POSTGRES
from scripts.local.processes import Ended
from scripts.local.redis import REDIS
from scripts.local.runs import Run, Unfit
from scripts.local.service import Service

ALL = (POSTGRES, REDIS, AZURITE)


async def start(run: Run, wanted: Iterable[Service]) -> dict[str, str]:
    """Start the services side by side; the settings that lead to them, once all answer.

    Raises `Unfit` or `Ended`. The run stops them.
    """
    wanted = list(wanted)
    if lacking := [f"{one.title}: {why}" for one in wanted if (why := one.missing())]:
        raise Unfit("; ".join(lacking))
    ports = {one.name: run.ports(one.ports) for one in wanted}
    run.folder.mkdir(parents=True, exist_ok=True)
    settings = await run.together(*(one.start(run, ports[one.name]) for one in wanted))
    return {name: value for each in settings for name, value in each.items()}


@asynccontextmanager
async def running(run: Run, wanted: Iterable[Service] = ALL) -> AsyncIterator[dict[str, str]]:
    """Have the services for a while. Raises `Unfit` or `Ended`."""
    try:
        yield await start(run, wanted)
    finally:
        await run.stop()


async def _stay(names: Sequence[str], *, temporary: bool, beside: int | None) -> int:
    wanted = [service for service in ALL if not names or service.name in names]
    with runs.temporary("services") if temporary else runs.lasting() as run:
        async with running(run, wanted) as settings:
            print(json.dumps(settings), flush=True)
            await run.beside(_end_of(beside)) if beside else await run.fails()
    return 0


async def _end_of(pid: int) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:  # noqa: ASYNC110
            await asyncio.sleep(0.5)  # nothing tells us of the end of a process not ours


def main() -> int:
    """Run the services asked for."""
    page = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    page.add_argument("names", nargs="*", choices=[*(one.name for one in ALL), []])
    page.add_argument("--temporary", action="store_true", help="free ports, nothing kept")
    page.add_argument("--beside", type=int, metavar="PID", help="end when that process ends")
    asked = page.parse_args()
    try:
        stay = _stay(asked.names, temporary=asked.temporary, beside=asked.beside)
        return asyncio.run(until_told(stay))
    except (Unfit, Ended) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
