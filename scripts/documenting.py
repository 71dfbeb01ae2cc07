"""Builds the documentation as a site, strictly: a link that leads nowhere fails it.

Exit code 75 where the tool cannot be fetched; the last line says why.
"""

import subprocess
import sys

from scripts.local import uv
from scripts.local.places import ROOT
from scripts.weaknesses import NOBODY

TOOL = ("--with", "mkdocs-material==9.8.1", "mkdocs")
HOW = ("build", "--strict", "--quiet", "-f", "scripts/mkdocs.yml")
BUILT = "strict mode"


def main() -> int:
    """Build into .local/site."""
    found = uv.found()
    if found is None:
        print("there is no uv to run mkdocs with")
        return NOBODY
    command = [str(found), "tool", "run", "--quiet", *TOOL, *HOW]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode and BUILT not in done.stderr:
        print("mkdocs-material could not be fetched")
        return NOBODY
    print(done.stderr)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
