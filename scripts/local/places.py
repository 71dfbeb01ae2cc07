"""Where the local stack keeps what it writes: under `.local/` in the clone.

One exception: PostgreSQL refuses to run as root, so root hands it to an unprivileged user. Where
that user cannot enter the clone (one below a private home, say), PostgreSQL's own files lie in
`/var/tmp/centralita-…`, a folder named after the clone's path.
"""

import hashlib
import os
import shutil
import stat
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
LOGS = LOCAL / "logs"
RUNS = LOCAL / "runs"
OUTSIDE = Path("/var/tmp")  # noqa: S108 - what we make there is checked to be ours


def reachable(path: Path) -> bool:
    """Whether anybody may enter each folder on the way to `path`, and the path itself."""
    ways = [path, *path.parents]
    return all(way.stat().st_mode & stat.S_IXOTH for way in ways if way.exists())


def outside(path: Path) -> Path:
    """The place that stands for `path` where the clone is closed to others. Raises OSError."""
    top = _top()
    top.mkdir(mode=0o711, exist_ok=True)
    if top.is_symlink() or top.stat().st_uid != os.geteuid():
        raise PermissionError(f"{top} belongs to somebody else: remove it and run this again")
    return top / path.relative_to(LOCAL)


def remove(path: Path) -> None:
    """Remove a folder of ours, with what stands for it outside the clone."""
    shutil.rmtree(path, ignore_errors=True)
    if os.geteuid() == 0:
        shutil.rmtree(_top() / path.relative_to(LOCAL), ignore_errors=True)


def _top() -> Path:
    clone = hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:12]
    return OUTSIDE / f"centralita-{clone}"
