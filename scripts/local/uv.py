"""Finds uv, which installs Python packages."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from scripts.local.places import LOCAL

OLDEST = (0, 8)  # reads dependency groups, and knows --target and --python-platform
FROM_WHEEL = LOCAL / "uv" / "bin" / "uv"


def found() -> Path | None:
    """The first uv that runs and is new enough: on the search path, at home, in pyenv, ours."""
    return next((uv for uv in _candidates() if uv.exists() and _version(uv) >= OLDEST), None)


def _candidates() -> Iterator[Path]:
    if on_path := shutil.which("uv"):
        yield Path(on_path)
    home = Path("~").expanduser()
    yield from (home / ".local/bin/uv", home / ".cargo/bin/uv", FROM_WHEEL)
    pyenv = Path(os.environ.get("PYENV_ROOT", home / ".pyenv"))  # noqa: TID251 - set-up looks around
    yield from sorted(pyenv.glob("versions/*/bin/uv"), reverse=True)


def _version(uv: Path) -> tuple[int, int]:
    """Its version, (0, 0) where it does not run, as a shim of pyenv's may not."""
    try:
        said = subprocess.run([uv, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return 0, 0
    version = re.match(r"uv (\d+)\.(\d+)", said.stdout)
    return (int(version[1]), int(version[2])) if version else (0, 0)
