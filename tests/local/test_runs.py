import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from scripts.local import places, runs
from scripts.local.locks import locked
from scripts.local.processes import Ended, Program
from scripts.local.runs import Run, Unfit


@pytest.fixture
def run() -> Iterator[Run]:
    with runs.temporary("tests") as run:
        yield run


def napping(run: Run) -> Program:
    return run.program("napper", [sys.executable, "-c", "import time; time.sleep(600)"])


async def test_work_ends_when_a_program_beside_it_does(run: Run) -> None:
    process = await run.start(napping(run))
    asyncio.get_running_loop().call_later(0.1, process.kill)
    with pytest.raises(Ended, match="napper ended"):
        await run.beside(asyncio.sleep(600))
    await run.stop()


async def test_what_is_given_up_for_lost_ends_no_work(run: Run) -> None:
    process = await run.start(napping(run))
    await run.lose(process)
    await run.beside(asyncio.sleep(0.1))
    assert run.processes == []


async def test_a_program_that_died_explains_why_the_work_failed(run: Run) -> None:
    process = await run.start(napping(run))

    async def work() -> None:
        process.kill()
        raise psycopg.OperationalError("connection lost")

    with pytest.raises(Ended, match="napper ended"):
        await run.beside(work())
    await run.stop()


async def test_work_that_fails_by_itself_says_so_itself(run: Run) -> None:
    async def work() -> None:
        raise psycopg.OperationalError("connection lost")

    await run.start(napping(run))
    with pytest.raises(psycopg.OperationalError, match="connection lost"):
        await run.beside(work())
    await run.stop()


async def test_what_comes_to_an_end_has_to_end_well(run: Run) -> None:
    await run.perform(run.program("good", [sys.executable, "-c", ""]))
    with pytest.raises(Ended, match="bad ended"):
        await run.perform(run.program("bad", [sys.executable, "-c", "raise SystemExit(3)"]))


def test_a_temporary_run_leaves_no_folder_behind() -> None:
    with runs.temporary("tests") as run:
        (run.folder / "something").touch()
    assert not run.folder.exists()


def test_a_run_that_crashed_is_cleared_away_and_one_that_goes_on_is_not() -> None:
    crashed, alive = places.RUNS / "tests-crashed", places.RUNS / "tests-alive"
    for folder in (crashed, alive):
        folder.mkdir(parents=True)
        (folder / "lock").touch()
    with locked(alive / "lock"):
        runs.sweep(places.RUNS)
        assert (crashed.exists(), alive.exists()) == (False, True)
    places.remove(alive)


def test_a_busy_port_is_named_with_who_holds_it(tmp_path: Path, listening: int) -> None:
    run = Run(tmp_path, tmp_path, lasts=True, usual_ports=True)
    with pytest.raises(Unfit, match=rf"port {listening} is taken by python.*--free-ports"):
        run.ports([listening])
