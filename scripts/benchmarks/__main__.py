"""The door to the benchmarks: each module beside this one measures one thing.

    scripts/bench NAME [--json]

A module has `run() -> dict[str, float | str]`. With --json the last line is one JSON object.
"""

import argparse
import importlib
import json
import sys
from pathlib import Path

from scripts.local.progress import step


def names() -> list[str]:
    """What can be measured."""
    files = Path(__file__).parent.glob("*.py")
    return sorted(
        file.stem for file in files if file.stem not in {"__init__", "__main__", "bare", "receiver"}
    )


def main() -> int:
    """Measure, and print what came of it."""
    page = argparse.ArgumentParser(prog="scripts/bench", description="Measures one thing.")
    page.add_argument("name", choices=names())
    page.add_argument("--json", action="store_true", help="end in one JSON object")
    asked = page.parse_args()
    with step(f"Benchmark {asked.name}"):
        module = importlib.import_module(f"scripts.benchmarks.{asked.name}")
        found: dict[str, float | str] = module.run()
    if asked.json:
        print(json.dumps(found))
        return 0
    width = max(map(len, found))
    for name, value in found.items():
        shown = value if isinstance(value, str) else f"{value:>12,.3f}"
        print(f"  {name:<{width}}  {shown}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
