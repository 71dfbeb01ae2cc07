"""The door to the evaluation.

    scripts/evaluate [--json] [--junit FILE] [--scenarios FOLDER] [--relay] [NAME...]
    scripts/evaluate --live ...

Everybody is called side by side, in both languages, on virtual time, with rules instead of a model:
the same code has the same results. With --live a real model converses and another judges, on the
wall's clock. Exit code 0 only where all passed; without keys a live evaluation is skipped, says so,
and has failed nothing.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.evaluation import report
from scripts.evaluation.live import LACKING, Live
from scripts.evaluation.scenario import OURS, Case, cases_of, scenarios_in
from scripts.evaluation.seen import Result, failed
from scripts.evaluation.stage import perform, stage
from scripts.local import environment
from scripts.local.person import Failed
from scripts.local.processes import Ended
from scripts.local.progress import said, step
from scripts.local.runs import Unfit
from shared.adapters.virtual import Mode
from shared.errors import Invalid


async def evaluated(cases: Sequence[Case], *, relay: bool = False) -> list[Result]:
    """By rules, on virtual time."""
    async with stage(cases, relay=relay) as it:
        with step(f"{len(cases)} calls"):
            seen = await perform(it, cases, clock=Mode.AUTO_ADVANCE)
    return [Result(case=case, seen=each) for case, each in zip(cases, seen, strict=True)]


async def evaluated_live(cases: Sequence[Case], live: Live, *, relay: bool = False) -> list[Result]:
    """By a real model, and judged."""
    own = {"settings": live.settings, "credentials": live.credentials}
    async with stage(cases, clock=Mode.REAL, relay=relay, **own) as it:
        with step(f"{len(cases)} calls"):
            seen = await perform(it, cases, clock=Mode.REAL)
    judge = live.judge()
    judged = [
        await judge.judge(case, each) if each.talk else None
        for case, each in zip(cases, seen, strict=True)
    ]
    together = zip(cases, seen, judged, strict=True)
    return [Result(case=case, seen=each, judgement=word) for case, each, word in together]


def main() -> int:
    """Evaluate, and tell."""
    asked = _asked()
    live = Live.of(environment.given()) if asked.live else None
    if asked.live and live is None:
        return _skip(asked)
    try:
        cases = cases_of(scenarios_in(asked.scenarios), asked.names)
        results = asyncio.run(
            evaluated_live(cases, live, relay=asked.relay)
            if live
            else evaluated(cases, relay=asked.relay)
        )
    except (Invalid, Failed, Unfit, Ended) as problem:
        said(f"\n{problem}")
        return 1
    print(f"\n{report.table(results)}\n")
    if asked.junit:
        report.junit(results).write(asked.junit, encoding="unicode", xml_declaration=True)
    if asked.json:
        print(json.dumps(report.as_json(results), ensure_ascii=False))
    return 1 if failed(results) else 0


def _skip(asked: argparse.Namespace) -> int:
    print(LACKING)
    if asked.junit:
        report.skipped(LACKING).write(asked.junit, encoding="unicode", xml_declaration=True)
    if asked.json:
        print(json.dumps({"skipped": LACKING}))
    return 0


def _asked() -> argparse.Namespace:
    page = argparse.ArgumentParser(
        prog="scripts/evaluate",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    page.add_argument("names", nargs="*", metavar="NAME", help="scenarios (default: all)")
    page.add_argument("--json", action="store_true", help="end in one JSON object")
    page.add_argument("--junit", type=Path, metavar="FILE", help="write results as JUnit, too")
    page.add_argument("--live", action="store_true", help="with a real model, and a judge")
    about = "over ConversationRelay's sockets instead of webhooks"
    page.add_argument("--relay", action="store_true", help=about)
    about = "scenarios of your own instead of ours"
    page.add_argument("--scenarios", type=Path, metavar="FOLDER", default=OURS, help=about)
    return page.parse_args()


if __name__ == "__main__":
    sys.exit(main())
