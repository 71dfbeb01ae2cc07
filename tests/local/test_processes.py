import asyncio
import json
import signal
import sys
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from scripts.local.processes import Ended, Process, Program, end_leftovers

FOREVER = "import time; print('up', flush=True); time.sleep(600)"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return a_program(tmp_path, FOREVER)


def a_program(folder: Path, code: str) -> Program:
    log, pid_file = folder / "logs/napper.log", folder / "napper.pid"
    return Program("napper", [sys.executable, "-c", code], log=log, pid_file=pid_file)


async def test_a_stopped_program_is_gone_with_its_pid_file(program: Program) -> None:
    process = await Process.start(program)
    await process.stop()
    assert not psutil.pid_exists(process.pid)
    assert not program.pid_file.exists()


async def test_what_a_program_has_started_is_stopped_with_it(tmp_path: Path) -> None:
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {FOREVER!r}])"
    process = await Process.start(a_program(tmp_path, code))
    await process.ready(lambda: said_something(process))
    (child,) = psutil.Process(process.pid).children()
    await process.stop()
    psutil.wait_procs([child], timeout=10)
    assert not child.is_running()


async def test_one_that_ignores_being_told_to_stop_is_killed(tmp_path: Path) -> None:
    stubborn = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {FOREVER}"
    process = await Process.start(a_program(tmp_path, stubborn))
    await process.ready(lambda: said_something(process))
    await process.stop(patience=0.2)
    assert not psutil.pid_exists(process.pid)


async def test_one_that_ends_is_named_with_its_log_and_its_last_words(tmp_path: Path) -> None:
    process = await Process.start(a_program(tmp_path, "import sys; sys.exit('no such thing')"))
    with pytest.raises(Ended, match=r'napper ended \(exit code 1\).*napper\.log.*"no such thing"'):
        await process.fails()


async def test_one_that_ends_before_it_answers_is_not_waited_for(tmp_path: Path) -> None:
    process = await Process.start(a_program(tmp_path, "import os; os.kill(os.getpid(), 9)"))
    with pytest.raises(Ended, match="killed by SIGKILL"):
        await process.ready(never)


async def test_one_that_never_answers_is_given_up_on(program: Program) -> None:
    process = await Process.start(program)
    with pytest.raises(Ended, match="napper does not answer after 0 s"):
        await process.ready(never, within=0.1)
    await process.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
async def test_nothing_outlives_a_parent_that_was_killed(tmp_path: Path) -> None:
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", STARTS, tmp_path)
    while not has_text(tmp_path / "napper.pid"):  # noqa: ASYNC110 - written by another process
        await asyncio.sleep(0.02)
    child = psutil.Process(json.loads((tmp_path / "napper.pid").read_text())["pid"])
    parent.kill()
    await parent.wait()
    psutil.wait_procs([child], timeout=10)
    assert not child.is_running()


STARTS = """
import asyncio, sys
from pathlib import Path
from scripts.local.processes import Process
from tests.local.test_processes import FOREVER, a_program

async def start():
    await (await Process.start(a_program(Path(sys.argv[1]), FOREVER))).fails()

asyncio.run(start())
"""


async def test_what_a_crash_left_behind_is_found_and_ended(program: Program) -> None:
    process = await Process.start(program)
    found = await asyncio.to_thread(end_leftovers, program.pid_file.parent)
    assert found == ["napper"]
    assert not psutil.pid_exists(process.pid)


async def test_a_stranger_with_the_same_number_is_left_alone(program: Program) -> None:
    process = await Process.start(replace(program, stop_signal=signal.SIGKILL))
    who = json.loads(program.pid_file.read_text())
    program.pid_file.write_text(json.dumps({**who, "started": who["started"] - 3600}))
    assert end_leftovers(program.pid_file.parent) == []
    assert psutil.pid_exists(process.pid)
    await process.stop()


async def never() -> bool:
    return False


async def said_something(process: Process) -> bool:
    assert process.program.log
    return has_text(process.program.log)


def has_text(file: Path) -> bool:
    return file.exists() and bool(file.read_text())
