"""Builds the documentation as a site, strictly: a link that leads nowhere fails it.

The reference (scripts/reference) is made from the code first, on no server and with no vendor.
Exit code 75 where the tool cannot be fetched; the last line says why.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from scripts.local import uv
from scripts.local.places import ROOT
from scripts.weaknesses import NOBODY

TOOL = ("tool", "run", "--quiet", "--with", "mkdocs-material==9.8.1", "mkdocs")
# Not --quiet: what is not said is not counted, and would break nothing.
HOW = ("build", "--strict", "-f", "scripts/mkdocs.yml")
CALM = {"NO_MKDOCS_2_WARNING": "1"}
EXAMPLE = ROOT / "local.settings.example.json"


def main() -> int:
    """Build into .local/site."""
    found = uv.found()
    if found is None:
        print("there is no uv to run mkdocs with")
        return NOBODY
    if _said([found, *TOOL, "--version"]).returncode:
        print("mkdocs-material could not be fetched")
        return NOBODY
    # The app is loaded with the settings of the example: it connects to nothing.
    settings = json.loads(EXAMPLE.read_text())["Values"]
    described = _said([sys.executable, "-m", "scripts.reference"], settings)
    if described.returncode:
        print(described.stdout)
        return described.returncode
    built = _said([found, *TOOL, *HOW], CALM)
    print(built.stdout)
    return built.returncode


def _said(
    command: Sequence[str | Path], settings: Mapping[str, str] = CALM
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **settings}  # noqa: TID251 - uv finds its way by it
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


if __name__ == "__main__":
    sys.exit(main())
