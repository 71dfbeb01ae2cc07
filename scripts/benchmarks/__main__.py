"""The door to the benchmarks: each module beside this one measures one thing.

    scripts/bench NAME [--json] [OPTIONS]

A module has `run() -> dict[str, float | str]`; one that can be told more has `options(page)`, which
adds its own, and `run(asked)`. With --json the last line is one JSON object.
"""

import argparse
import importlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from scripts.local.progress import step


def names() -> list[str]:
    """What can be measured."""
    files = Path(__file__).parent.glob("*.py")
    return sorted(
        file.stem for file in files if file.stem not in {"__init__", "__main__", "bare", "receiver"}
    )


def asked_for(arguments: Sequence[str]) -> tuple[argparse.Namespace, ModuleType]:
    """What shall be measured, and the module that does. Only that one is loaded."""
    page = argparse.ArgumentParser(prog="scripts/bench", description="Measures one thing.")
    page.add_argument("name", choices=names())
    page.add_argument("--json", action="store_true", help="end in one JSON object")
    named, _ = page.parse_known_args([each for each in arguments if each not in {"-h", "--help"}])
    module = importlib.import_module(f"scripts.benchmarks.{named.name}")
    if hasattr(module, "options"):
        module.options(page)
    return page.parse_args(arguments), module


def main() -> int:
    """Measure, and print what came of it."""
    asked, module = asked_for(sys.argv[1:])
    with step(f"Benchmark {asked.name}"):
        told = [asked] if hasattr(module, "options") else []
        found: dict[str, float | str] = module.run(*told)
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
