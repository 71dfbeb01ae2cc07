"""The door to the fault drills.

    scripts/drill [--json] [--seconds N] [--ease N] [NAME...]
    scripts/drill --list | --kept

People work at the desk and talk on the telephone; for 30 seconds one thing we rely on is stopped,
slow, mute, cut or lying. What they were told is written down on their side (.local/drills) and
compared with the database afterwards. Exit code 0 only where nothing was lost and all healed.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.drills.attempts import ATTEMPTS
from scripts.drills.performing import Manner, Numbers, Result, perform
from scripts.drills.stage import stage
from scripts.drills.troubles import SERVICES, VENDORS, WORKERS
from scripts.local import places
from scripts.local.processes import Ended
from scripts.local.progress import said
from scripts.local.runs import Unfit

DRILLS = {**SERVICES, **VENDORS, **WORKERS, **ATTEMPTS}
SECONDS = 30.0
FOLDER = places.LOCAL / "drills"
TITLES = (
    *("drill", "scenarios", "what went wrong", "requests", "errors", "slow", "worst"),
    *("calls", "callers who heard an error", "compared", "lost", "healthy after"),
)


async def drilled(names: Sequence[str], seconds: float, ease: float = 1.0) -> list[Result]:
    """Each of them, one after the other, on one stage."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    results, numbers, manner = [], Numbers.new(), Manner(seconds, ease, FOLDER)
    async with stage() as it:
        for name in names:
            drill = DRILLS[name]
            result = await perform(it, name, drill, numbers, manner)
            said(f"    lost {result.lost_what or 'nothing'}, well after {_after(result)}")
            _file(name).write_text(result.model_dump_json())
            results.append(result)
    return results


def _file(name: str) -> Path:
    return FOLDER / f"{name}.json"


def _kept(name: str) -> Result:
    return Result.model_validate_json(_file(name).read_text())


def table(results: Sequence[Result]) -> str:
    """For people, as Markdown."""
    lines = [_row(TITLES), _row(["---"] * len(TITLES))]
    for each in results:
        lost = ", ".join(f"{many} {kind}" for kind, many in each.lost_what.items()) or "nothing"
        figures = (each.requests, each.errors_seen, each.slow, f"{each.worst_s:.1f} s")
        calls = (each.calls, each.callers_who_heard_an_error, each.compared)
        about = (f"`{each.name}`", " ".join(map(str, each.numbers)), each.what)
        lines.append(_row([*about, *figures, *calls, lost, _after(each)]))
    return "\n".join(lines)


def _row(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _after(result: Result) -> str:
    return f"{result.seconds_to_healthy:.1f} s" if result.seconds_to_healthy >= 0 else "never"


def main() -> int:
    """Drill, and tell."""
    asked = _asked()
    if asked.kept:
        print(table([_kept(name) for name in DRILLS if _file(name).exists()]))
        return 0
    if asked.list:
        print("\n".join(f"{name:<20}{drill.what}" for name, drill in DRILLS.items()))
        return 0
    try:
        results = asyncio.run(drilled(asked.names or list(DRILLS), asked.seconds, asked.ease))
    except (Unfit, Ended) as problem:
        said(f"\n{problem}")
        return 1
    print(table(results))
    if asked.json:
        print(json.dumps([each.model_dump(mode="json") for each in results]))
    return int(not all(each.passed for each in results))


def _asked() -> argparse.Namespace:
    page = argparse.ArgumentParser(
        prog="scripts/drill", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    page.add_argument("names", nargs="*", choices=[*DRILLS, []], metavar="NAME")
    page.add_argument("--list", action="store_true", help="name the drills")
    page.add_argument("--kept", action="store_true", help="show what came of earlier drills")
    page.add_argument("--json", action="store_true", help="end in one JSON list")
    page.add_argument("--seconds", type=float, default=SECONDS, help="how long it goes wrong")
    page.add_argument(
        "--ease", type=float, default=1.0, help="so much less is done, so much later is well yet"
    )
    return page.parse_args()


if __name__ == "__main__":
    sys.exit(main())
