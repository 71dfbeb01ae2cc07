"""A host process with the durable functions alone, which a test may kill."""

import asyncio
import shutil
import signal
import socket
import sys
from asyncio.subprocess import Process
from pathlib import Path

import httpx
import pytest

from tests.local.host.durable_client import PATIENCE, Durable

APP = Path(__file__).parent / "app"
ROOT = Path(__file__).parents[3]
ENTRY = """
import azure.durable_functions as df
import azure.functions as func
from durable_functions import durable

app = df.DFApp(http_auth_level=func.AuthLevel.ANONYMOUS)
app.register_functions(durable)
"""
HOST_JSON = '{"version": "2.0", "extensions": {"http": {"routePrefix": ""}}}'


class DurableHost:
    """Starts on the same port and store as often as it is asked to."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, _free_port()
        shutil.copy(APP / "durable_functions.py", folder)
        (folder / "function_app.py").write_text(ENTRY)
        (folder / "host.json").write_text(HOST_JSON)
        self.http = httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=PATIENCE)
        self._process: Process | None = None

    async def start(self) -> Durable:
        """Return once it answers. Raises RuntimeError where it ends instead."""
        arguments = ["--app", str(self.folder), "--port", str(self.port)]
        with (self.folder / "host.log").open("a") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "scripts.local.host",
                *arguments,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        await self._answers(self._process)
        return Durable(self.http)

    async def kill(self) -> None:
        """End it as a power cut would."""
        await self._end(signal.SIGKILL)

    async def close(self) -> None:
        await self._end(signal.SIGTERM)
        await self.http.aclose()

    async def _end(self, how: signal.Signals) -> None:
        if self._process is None or self._process.returncode is not None:
            return
        self._process.send_signal(how)
        await self._process.wait()

    async def _answers(self, process: Process) -> None:
        async with asyncio.timeout(PATIENCE):
            while True:
                if process.returncode is not None:
                    raise RuntimeError((self.folder / "host.log").read_text())
                try:
                    await self.http.get("/admin/host/status")
                except httpx.TransportError:
                    await asyncio.sleep(0.05)
                else:
                    return


def _free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port


@pytest.fixture(scope="session")
async def durable(client: httpx.AsyncClient) -> Durable:
    """The host under test: the one named by --host, or the suite's own."""
    return Durable(client)
