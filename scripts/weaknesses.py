"""Asks the registries for known weaknesses of the packages we pin: `pip` or `npm`.

Exit code 0: none known. 1: some are. 75: nobody could be asked; the last line says why.
"""

import json
import subprocess
import sys
from collections.abc import Sequence

from scripts.local import nodejs, uv
from scripts.local.places import ROOT

NOBODY = 75  # EX_TEMPFAIL, sysexits.h
TOOL = "pip-audit==2.9.0"
PINNED = ROOT / "scripts/constraints.txt"
PATIENCE = 300  # seconds
NOT_AUDITED = "could not be audited"


def pip() -> int:
    """Python's packages, by PyPI's advisories."""
    found = uv.found()
    if found is None:
        return _nobody("there is no uv to run pip-audit with")
    how = ["--no-deps", "--disable-pip", "--progress-spinner", "off", "-r", PINNED]
    done = _run([found, "tool", "run", "--quiet", TOOL, *how])
    if NOT_AUDITED in done.stdout + done.stderr:
        return _nobody("this package index knows no advisories")
    if done.returncode and "known vulnerabilit" not in done.stderr:
        return _nobody("pip-audit did not get an answer")
    print(done.stdout)
    return done.returncode


def npm() -> int:
    """JavaScript's packages, by the npm registry's advisories."""
    for folder in ("frontend", "scripts/local/node"):
        done = _run([*nodejs.npm(), "audit", "--json", "--prefix", ROOT / folder])
        told = json.loads(done.stdout or "{}")
        if "metadata" not in told:
            return _nobody(told.get("message", "npm could not ask its registry").split(" - ")[0])
        if done.returncode:
            print(f"{folder}: {json.dumps(told['metadata']['vulnerabilities'])}")
            return 1
    return 0


def _run(command: Sequence[object]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        list(map(str, command)),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def _nobody(why: str) -> int:
    print(why)
    return NOBODY


if __name__ == "__main__":
    sys.exit({"pip": pip, "npm": npm}[sys.argv[1]]())
