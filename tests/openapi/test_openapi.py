import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from scripts.local.places import ROOT
from shared.db.pool import Database
from tests.functions.conftest import empty
from tests.functions.signing import signed_in

EXAMPLE = json.loads((ROOT / "local.settings.example.json").read_text())["Values"]
ADMIN = signed_in("admin", name="Root")
DESCRIPTION = "/api/v1/openapi.json"
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
EXAMPLES = 2  # for each of some two hundred operations


@pytest.fixture(scope="module")
async def database(database_url: str) -> AsyncIterator[str]:
    """An empty database that is emptied again: what is tried here is nobody else's."""
    db = Database(database_url, connections=1)
    await empty(db)
    yield database_url
    await empty(db)
    await db.close()


@pytest.fixture(scope="module")
def address(database: str) -> Iterator[str]:
    """Where all of the API is served, by a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.openapi.server", database],
        cwd=ROOT,
        env={**EXAMPLE, "APP_ROLE": "agent"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    yield process.stdout.readline().strip()
    process.stdin.close()
    process.wait(10)
    process.stdout.close()


def test_the_description_is_for_whoever_signed_in(address: str) -> None:
    nobody = httpx.get(f"{address}{DESCRIPTION}", timeout=60)
    told = httpx.get(f"{address}{DESCRIPTION}", headers=ADMIN, timeout=60).json()
    assert nobody.status_code == 401
    assert (told["openapi"][:3], "/api/v1/tickets/{ticket_id}" in told["paths"]) == ("3.1", True)


@pytest.mark.timeout(600)  # it takes half a minute, and far more where others are at work
def test_nothing_that_is_asked_is_our_fault_or_answered_as_nobody_was_told(
    address: str, tmp_path: Path
) -> None:
    told = tmp_path / "openapi.json"
    told.write_text(httpx.get(f"{address}{DESCRIPTION}", headers=ADMIN, timeout=60).text)
    asked = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", str(told), "--url", address),
            *("--header", f"x-ms-client-principal: {ADMIN['x-ms-client-principal']}"),
            *("--checks", ",".join(CHECKS), "--phases", "fuzzing", "--mode", "all"),
            *("--max-examples", str(EXAMPLES), "--generation-deterministic"),
            *("--no-shrink", "--no-color", "--warnings", "off"),
            *("--suppress-health-check", "all", "--request-timeout", "60"),
        ],
        cwd=tmp_path,  # where it leaves what it has found
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stdout[-20_000:] + asked.stderr[-2000:]
