"""The process: certificates, ports, health and its end."""

import asyncio
import signal
import ssl
import sys
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from scripts.local import places, ports
from scripts.local.simulators.authority import authority
from scripts.local.simulators.serve import BusyPort, serving


async def greet(request: Request) -> Response:
    return PlainTextResponse("hello")


APP = Starlette(routes=[Route("/", greet)])


async def start(folder: Path, *at: int) -> asyncio.subprocess.Process:
    command = ["-m", "scripts.local.simulators", "--folder", str(folder), "--ports", *map(str, at)]
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=places.ROOT, stdout=pipe, stderr=pipe
    )


async def first_line(process: asyncio.subprocess.Process) -> str:
    assert process.stdout
    return (await process.stdout.readline()).decode()


async def test_who_trusts_the_authority_trusts_the_server(tmp_path: Path) -> None:
    files = authority(tmp_path / "a folder" / "ca")
    trusted = ssl.create_default_context(cafile=files.ca)
    async with serving(APP, tls=files) as url, httpx.AsyncClient(verify=trusted) as client:
        assert (await client.get(url)).text == "hello"


async def test_who_does_not_trust_it_does_not_connect(tmp_path: Path) -> None:
    async with serving(APP, tls=authority(tmp_path)) as url, httpx.AsyncClient() as client:
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            await client.get(url)


def test_the_authority_is_made_once(tmp_path: Path) -> None:
    first = authority(tmp_path).ca.read_bytes()
    assert authority(tmp_path).ca.read_bytes() == first


def test_an_authority_that_is_half_there_is_made_anew(tmp_path: Path) -> None:
    authority(tmp_path).key.unlink()
    assert authority(tmp_path).key.exists()


def test_nobody_else_reads_the_key(tmp_path: Path) -> None:
    assert authority(tmp_path).key.stat().st_mode & 0o077 == 0


async def test_a_busy_port_is_named() -> None:
    async with serving(APP) as url:
        port = int(url.rpartition(":")[2])
        with pytest.raises(BusyPort, match=str(port)):
            await serving(APP, port=port).__aenter__()


async def test_all_simulators_answer_and_end_when_told(tmp_path: Path) -> None:
    at = ports.free(3)
    process = await start(tmp_path, *at)
    line = await first_line(process)
    async with httpx.AsyncClient() as client:
        health = await client.get(f"http://127.0.0.1:{at[0]}/__sim__/health")
        token = await client.get(f"http://127.0.0.1:{at[0]}/identity/msi/token")
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 128 + signal.SIGTERM
    assert (health.status_code, token.status_code) == (200, 401)
    assert f"https://127.0.0.1:{at[1]}" in line


async def test_a_process_that_finds_its_port_busy_says_who_has_it(tmp_path: Path) -> None:
    async with serving(APP) as url:
        taken = int(url.rpartition(":")[2])
        process = await start(tmp_path, *ports.free(2), taken)
        _, complaint = await process.communicate()
    assert process.returncode == 1
    assert f"port {taken} is taken by" in complaint.decode()
