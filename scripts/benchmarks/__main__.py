"""The door to the benchmarks: each module beside this one measures one thing.

    scripts/bench NAME [--json] [OPTIONS]

A module has `run()`, which gives figures by name, or groups of them; one that also has
`options(page)` adds arguments of its own and is run with those given, `run(asked)`. One that has
`passed(found)` says by it whether the exit code is 0. With --json the last line is one JSON object.
Modules with an underscore in their name are parts of others.
"""

import argparse
import importlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType

from scripts.local.progress import step

type Figure = float | str | dict[str, Figure]


def names() -> list[str]:
    """What can be measured."""
    files = Path(__file__).parent.glob("*.py")
    parts = {"bare", "receiver"}
    return sorted(file.stem for file in files if file.stem not in parts and "_" not in file.stem)


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
        found: dict[str, Figure] = module.run(*told)
    code = 0 if not hasattr(module, "passed") or module.passed(found) else 1
    if asked.json:
        print(json.dumps(found))
        return code
    lines = dict(_lines(found))
    width = max(map(len, lines))
    for name, value in lines.items():
        shown = value if isinstance(value, str) else f"{value:>12,.3f}"
        print(f"  {name:<{width}}  {shown}")
    return code


def _lines(found: Mapping[str, Figure]) -> Iterator[tuple[str, float | str]]:
    """Each figure on a line of its own, those of a group with its name before theirs."""
    for name, value in found.items():
        if isinstance(value, dict):
            yield from ((f"{name} {inner}", figure) for inner, figure in _lines(value))
        else:
            yield name, value


if __name__ == "__main__":
    sys.exit(main())
