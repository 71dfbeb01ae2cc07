"""Runs every check of the project except the tests, two at a time, and shows how each went.

With --audit, or in CI, the registries are asked about every package, too.
"""

import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from scripts import weaknesses
from scripts.local import nodejs
from scripts.local.places import LOCAL, ROOT
from scripts.local.progress import said

FRONTEND, INFRA = ROOT / "frontend", ROOT / "infra"
CALLEE = ROOT / "scripts/local/simulators/page"
BICEP = ROOT.parent / "shared/tools/bicep"
LINT_IMPORTS = "from importlinter.cli import lint_imports_command as lint; lint()"

NOT_PRODUCT = r"^scripts|^tests|\.local|node_modules"
AUDIT = {"--audit", "CI"}
SYNTAX = 'for file; do sh -n "$file" || exit 1; done'


class Outcome(StrEnum):
    """How a check went."""

    PASSED = "passed"
    FAILED = "FAILED"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Check:
    """A command whose exit code is the answer. `skip` says why it cannot be asked here."""

    name: str
    command: Sequence[str | Path]
    skip: str = ""


@dataclass(frozen=True)
class Result:
    """What came of a check."""

    name: str
    outcome: Outcome
    seconds: float = 0
    said: str = ""


def checks() -> Iterator[Check]:
    """All of them, the slowest first."""
    yield _python("types", "mypy")
    yield _python("format", "ruff", "format", "--check", ".")
    yield _python("lint", "ruff", "check", ".")
    yield Check("layers", [sys.executable, "-c", LINT_IMPORTS])
    yield _python("product's packages", "deptry", ".", "--extend-exclude", NOT_PRODUCT)
    yield _python("all packages", "deptry", ".", "-rf", _all_packages(), "--ignore", "DEP002")
    yield _python("dead code", "vulture")
    yield Check("shell scripts", ["sh", "-c", SYNTAX, "sh", *_shell()])
    yield _python("secrets", "scripts.scanning")
    yield _python("documentation", "scripts.documenting")
    yield from _audits()
    yield from _pages()
    yield from _infrastructure()


def _audits() -> Iterator[Check]:
    """Known weaknesses of what we pin. Those of our own code are what ruff's S rules look for."""
    skip = "" if AUDIT & {*sys.argv, *os.environ} else "asked with --audit, and in CI"  # noqa: TID251 - CI tells so
    for registry in ("pip", "npm"):
        name = f"known weaknesses ({registry})"
        yield Check(name, [sys.executable, "-m", "scripts.weaknesses", registry], skip)


def _python(name: str, module: str, *arguments: str) -> Check:
    return Check(f"{name} ({module})", [sys.executable, "-m", module, *arguments])


def _all_packages() -> str:
    """A list of requirements with the groups in it, which deptry does not read by itself."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    file = LOCAL / "setup/groups.txt"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(package for group in groups.values() for package in group))
    return f"requirements.txt,{file.relative_to(ROOT)}"


def _shell() -> list[Path]:
    starts = (
        (path, path.open("rb").read(9)) for path in (ROOT / "scripts").iterdir() if path.is_file()
    )
    return [path for path, start in starts if start == b"#!/bin/sh"]


def _pages() -> Iterator[Check]:
    """The product's web page, and the one on which a person is the callee."""
    yield from _page("web page", FRONTEND, ROOT / "tests/frontend")
    yield from _page("callee page", CALLEE, ROOT / "tests/local/simulators/page")


def _page(name: str, folder: Path, tests: Path) -> Iterator[Check]:
    tools, node = FRONTEND / "node_modules/.bin", nodejs.node()
    yield Check(f"{name} types (tsc)", [node, tools / "tsc", "-p", folder / "jsconfig.json"])
    yield Check(f"{name} lint (biome)", [node, tools / "biome", "lint", folder / "js"])
    found = sorted(tests.rglob("*.test.js"))
    skip = "" if found else f"{tests.relative_to(ROOT)} has no test yet"
    yield Check(f"{name} tests (node)", [node, "--test", *found], skip)


def _infrastructure() -> Iterator[Check]:
    checker: list[str | Path] = [sys.executable, BICEP / "bicep_check.py"]
    checker += ["--types", BICEP / "types"]
    parameters = sorted((INFRA / "bicep").glob("*.parameters.json"))
    skip = "" if BICEP.exists() else "its checker is not beside this clone"
    yield Check("Bicep", [*checker, INFRA / "bicep/main.bicep", *parameters], skip)
    yield from _terraform()


def _terraform() -> Iterator[Check]:
    """What needs the providers is asked where they were fetched; `infra.yml` fetches them."""
    terraform = shutil.which("terraform") or ""
    folder = INFRA / "terraform"
    here = [terraform, f"-chdir={folder}"]
    missing = "" if terraform else "terraform is not installed"
    yield Check("Terraform format", [*here, "fmt", "-check", "-recursive"], missing)
    fetched = (folder / ".terraform/providers").exists()
    missing = missing or ("" if fetched else "no providers here: terraform init -backend=false")
    yield Check("Terraform types", [*here, "validate"], missing)
    yield Check("Terraform plans", [*here, "test"], missing)


def ask(check: Check) -> Result:
    """Run one check."""
    if check.skip:
        return Result(check.name, Outcome.SKIPPED, said=check.skip)
    began = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode == weaknesses.NOBODY:
        return Result(check.name, Outcome.SKIPPED, said=done.stdout.strip())
    outcome = Outcome.FAILED if done.returncode else Outcome.PASSED
    return Result(check.name, outcome, time.monotonic() - began, done.stdout.strip())


def main() -> int:
    """Exit code 0 when no check failed."""
    results = []
    with ThreadPoolExecutor(2) as two:
        for result in two.map(ask, checks()):
            results.append(result)
            said(f"  {result.name:<28} {result.outcome}")
    for result in results:
        if result.outcome is Outcome.FAILED:
            print(f"\n--- {result.name}\n{result.said}")
    print()
    for result in results:
        why = result.said if result.outcome is Outcome.SKIPPED else f"{result.seconds:.1f} s"
        print(f"{result.name:<28} {result.outcome:<8} {why}")
    return int(any(result.outcome is Outcome.FAILED for result in results))


if __name__ == "__main__":
    sys.exit(main())
