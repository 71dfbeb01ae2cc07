"""What a turn of a telephone conversation costs us, while many people talk at once.

So many lines are busy all the time, on the wall's clock: as soon as a call ends the next begins,
and on each the person speaks about every 4 s. The simulated vendors answer at once, so that the
time of a turn's webhook, as the telephone network measures it, is ours: signature, database,
prompt, the vendors' SDKs, audio from the cache, TwiML, the host around it. What the simulated
vendors compute is theirs: the simulators time each request to them (`vendor` in the timeline), and
what that comes to for a turn is taken off.

A first run says every sentence once, on virtual time. What is measured is the second: its text is
the same, so it must have nothing synthesized.

`--drill` has the language model, the voices and Redis fail in turn meanwhile; the exit code is 0
only where no call ended with the network's "application error".
"""

import argparse
import asyncio
from typing import Any

from scripts.benchmarks.voice_drill import drill
from scripts.benchmarks.voice_talk import talk

CALLS, MINUTES = 50, 5.0


def options(page: argparse.ArgumentParser) -> None:
    """What can be asked for."""
    page.add_argument("--calls", type=int, default=CALLS, metavar="N", help="how many at once")
    about = "for how long (default: 5; with --drill as long as that takes)"
    page.add_argument("--minutes", type=float, default=MINUTES, metavar="M", help=about)
    about = "let the language model, the voices and Redis fail in turn meanwhile"
    page.add_argument("--drill", action="store_true", help=about)


def run(asked: argparse.Namespace) -> dict[str, Any]:
    """Figures; of a drill, what became of the calls."""
    if asked.drill:
        return asyncio.run(drill(asked.calls))
    return asyncio.run(talk(asked.calls, seconds=60 * asked.minutes))


def passed(found: dict[str, Any]) -> bool:
    """Whether nobody was told that an application error has occurred."""
    return not found["application_errors"]
