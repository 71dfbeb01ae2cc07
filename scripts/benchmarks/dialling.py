"""What dialling costs, how fast it goes and whether it stays right when everything goes wrong.

Without options: speed without caps, pauses, and lists of three sizes, on the wall's clock. With
`--contacts` alone: one size. With `--faults` or `--kill`: a soak on virtual time, which passes only
where nobody was rung twice, at the wrong hour, against their will or too fast, and everybody has an
outcome.
"""

import argparse
import asyncio
import secrets
from typing import Any

from scripts.benchmarks.dialling_plan import Plan, drawn
from scripts.benchmarks.dialling_sizes import SIZES, sized
from scripts.benchmarks.dialling_soak import ZERO, soak
from scripts.benchmarks.dialling_speed import speed

CONTACTS = 10_000


def options(page: argparse.ArgumentParser) -> None:
    """What can be asked for."""
    page.add_argument("--contacts", type=int, metavar="N", help="how many people are on the list")
    about = "soak: the share of everything that fails, comes late, twice or in the wrong order"
    page.add_argument("--faults", type=float, default=0, metavar="SHARE", help=about)
    about = "soak: how often the host is killed with SIGKILL"
    page.add_argument("--kill", type=int, default=0, metavar="TIMES", help=about)
    about = "soak: what its plan is drawn from (default: a new one, which is printed)"
    page.add_argument("--seed", type=int, help=about)


def run(asked: argparse.Namespace) -> dict[str, Any]:
    """Figures; of a soak, what the telephone network noticed."""
    if asked.faults or asked.kill:
        return asyncio.run(soak(_plan(asked)))
    if asked.contacts:
        return asyncio.run(sized(asked.contacts))
    found = asyncio.run(speed())
    for size in SIZES:
        found |= {f"{name}_{size}": value for name, value in asyncio.run(sized(size)).items()}
    return found


def passed(found: dict[str, Any]) -> bool:
    """Whether nothing is wrong that must never be."""
    return not any(found.get(name) for name in ZERO)


def _plan(asked: argparse.Namespace) -> Plan:
    seed = secrets.randbelow(10**6) if asked.seed is None else asked.seed
    contacts = asked.contacts or CONTACTS
    return drawn(seed, contacts=contacts, faults=asked.faults, kills=asked.kill)
