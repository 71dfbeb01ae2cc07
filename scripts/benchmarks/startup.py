"""What it costs to import and index `function_app.py`, which every cold start pays."""

import json
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.local import environment
from scripts.local.credentials import Credentials
from scripts.local.environment import Addresses
from scripts.local.places import ROOT
from scripts.local.system import PORTS

TIMES = 5
# In a process of its own: the seconds from the first import to the list of functions, and the
# largest resident set there was. Linux counts it in KiB, macOS in bytes.
MEASURED = """
import time
began = time.perf_counter()
import function_app
functions = function_app.app.get_functions()
seconds = time.perf_counter() - began
import json, resource, sys
assert functions, "function_app registers no function"
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
megabytes = peak / 2**20 if sys.platform == "darwin" else peak / 2**10
print(json.dumps({"seconds": seconds, "rss_mb": megabytes}))
"""


def run() -> dict[str, float]:
    """The median of five fresh processes, after one that warms the disk's cache."""
    settings = _settings()
    _measure(settings)
    found = [_measure(settings) for _ in range(TIMES)]
    return {name: statistics.median(one[name] for one in found) for name in found[0]}


def _settings() -> dict[str, str]:
    """Those of the local stack. It need not run: indexing connects to nothing."""
    nowhere = {"DATABASE__URL": "postgresql://nowhere/", "REDIS__URL": "redis://nowhere/"}
    with TemporaryDirectory() as folder:
        credentials = Credentials.kept(Path(folder))
        ours = environment.compose(Addresses.on(PORTS), Path(folder), credentials)
    return {**nowhere, "Storage": "nowhere", **ours, **environment.given()}


def _measure(settings: dict[str, str]) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", MEASURED],
        cwd=ROOT,
        env=settings,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured
