"""Runs the whole system on this machine, for as long as somebody wants it or for one main job.

scripts/dev           until Ctrl-C, on the usual ports; data are kept
scripts/dev --once    the main job, on ports and data of its own; exit code 0 if all of it worked
"""

import argparse
import asyncio
import sys
import time

from scripts.local import runs
from scripts.local.interrupts import until_told
from scripts.local.processes import Ended
from scripts.local.progress import said
from scripts.local.runs import Unfit
from scripts.local.system import System
from shared.adapters.virtual import Mode


async def stay(*, free_ports: bool) -> int:
    """Have the system until somebody ends it, or one of its parts ends by itself."""
    began = time.monotonic()
    with runs.lasting(usual_ports=not free_ports) as run:
        try:
            system = System(run, watch=True)
            await run.beside(system.come_up())
            said(_welcome(system, time.monotonic() - began))
            await run.fails()
        finally:
            await run.stop()
    return 0


async def once(*, as_json: bool) -> int:
    """Run the main job against a system of its own. Raises `Ended` where something went wrong."""
    with runs.temporary("once") as run:
        try:
            system = System(run, watch=False, clock=Mode.MANUAL)
            await run.beside(system.come_up())
            await run.beside(
                system.do("main job", "scripts.local.once", *(["--json"] if as_json else []))
            )
        finally:
            await run.stop()
    return 0


def _welcome(system: System, seconds: float) -> str:
    places = {
        "Web page and API": system.at.host,
        "Be the callee": system.at.simulators,
        "PostgreSQL": system.settings["DATABASE__URL"],
        "Logs": str(system.run.logs),
    }
    lines = [f"  {name:<18} {place}" for name, place in places.items()]
    return "\n".join([f"\nCentralita is up after {seconds:.1f} s. Ctrl-C ends it.\n", *lines, ""])


def main() -> int:
    """Exit code 0, 1 where something failed, and 130 after Ctrl-C."""
    page = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    page.add_argument("--once", action="store_true", help="run the main job, and end")
    page.add_argument("--json", action="store_true", help="with --once: end in one JSON object")
    page.add_argument("--free-ports", action="store_true", help="leave the usual ports alone")
    asked = page.parse_args()
    work = once(as_json=asked.json) if asked.once else stay(free_ports=asked.free_ports)
    try:
        return asyncio.run(until_told(work))
    except (Unfit, Ended, ValueError) as problem:
        said(f"\n{problem}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
