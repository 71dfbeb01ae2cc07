"""One PostgreSQL, one Redis and one Azurite, shared by all the processes of a test run.

Whoever needs a service first starts it. It goes on beside the run's first process, and ends when
that does.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import psutil
import pytest

from scripts.local import places
from scripts.local.locks import locked
from scripts.local.service import Service


@dataclass
class Embedded:
    """What a test run shares. `folder` is where its processes tell each other what they started."""

    folder: Path
    beside: int
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    @classmethod
    def of(cls, told: dict[str, Any] | None) -> Self:
        """A worker is told what it shares; the run's first process makes it up."""
        if told is not None:
            return cls(Path(told["services"]), told["beside"])
        return cls(Path(tempfile.mkdtemp(prefix="centralita-tests-")), os.getpid())

    def told(self) -> dict[str, Any]:
        return {"services": str(self.folder), "beside": self.beside}

    def settings(self, service: Service) -> dict[str, str]:
        """The settings that lead to the service, which is started if nobody has. May skip."""
        if reason := service.unsupported():
            pytest.skip(f"{service.title}: {reason}")
        file = self.folder / f"{service.name}.json"
        with locked(file.with_suffix(".lock")):
            if not file.exists():
                file.write_text(json.dumps(self._start(service)))
        settings: dict[str, str] = json.loads(file.read_text())["settings"]
        return settings

    def stop(self) -> None:
        """Stop what was started, and wait for its end."""
        pids = [json.loads(file.read_text())["pid"] for file in self.folder.glob("*.json")]
        keepers = [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)]
        for keeper in keepers:
            keeper.terminate()
        psutil.wait_procs(keepers, timeout=30)
        shutil.rmtree(self.folder)

    def _start(self, service: Service) -> dict[str, Any]:
        how = ["--temporary", "--beside", str(self.beside)]
        complaints = self.folder / f"{service.name}.err"
        with complaints.open("w") as errors:
            keeper = subprocess.Popen(
                [sys.executable, "-m", "scripts.local.services", service.name, *how],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=places.ROOT,
                text=True,
                start_new_session=True,
            )
        assert keeper.stdout
        self.started.append(keeper)  # as long as this process lives, so does its child's record
        with keeper.stdout:
            line = keeper.stdout.readline()
        if not line:
            pytest.fail(f"{service.title} does not start: {complaints.read_text()}")
        return {"pid": keeper.pid, "settings": json.loads(line)}
