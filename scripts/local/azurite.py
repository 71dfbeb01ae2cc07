"""Azure Storage (blobs, queues, tables) as Azurite speaks it, from npm.

The account's key is made by chance at set-up; the key Azurite is known for stays unused.
"""

import asyncio
import base64
from collections.abc import Sequence
from dataclasses import replace

from scripts.local import nodejs, places, secret
from scripts.local.ports import HOST
from scripts.local.runs import Run
from scripts.local.service import Service

ACCOUNT = "devstoreaccount1"
SPARE = tuple(f"devstoreaccount{number}" for number in range(2, 18))
"""Further accounts with the same key, each empty, for hosts that work apart from each other."""
PROGRAM = places.ROOT / "scripts/local/node/node_modules/azurite/dist/src/azurite.js"
# Today's SDKs ask for an API version that Azurite 3.35.0 has not heard of.
OPTIONS = ("--silent", "--disableTelemetry", "--skipApiVersionCheck")


async def start(run: Run, ports: Sequence[int]) -> dict[str, str]:
    """Start the three services, on what an earlier run stored where that lasts."""
    key = base64.b64encode(secret.kept(run.folder / "azurite.password").encode()).decode()
    stored = run.folder / "azurite"
    stored.mkdir(parents=True, exist_ok=True)
    memory = ["--location", stored] if run.lasts else ["--inMemoryPersistence"]
    listening = [
        part
        for service, port in zip(("blob", "queue", "table"), ports, strict=True)
        for part in (f"--{service}Host", HOST, f"--{service}Port", str(port))
    ]
    command = [nodejs.node(), PROGRAM, *OPTIONS, *memory, *listening]
    accounts = ";".join(f"{account}:{key}" for account in (ACCOUNT, *SPARE))
    environment = {"AZURITE_ACCOUNTS": accounts}
    program = replace(run.program("azurite", command), folder=stored, environment=environment)
    process = await run.start(program)
    await process.ready(lambda: _answers(ports))
    return {"Storage": connection_string(key, ports)}


def connection_string(key: str, ports: Sequence[int]) -> str:
    """What the Azure SDKs need to reach the account."""
    services = zip(("Blob", "Queue", "Table"), ports, strict=True)
    ends = ";".join(f"{name}Endpoint=http://{HOST}:{port}/{ACCOUNT}" for name, port in services)
    return f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={key};{ends};"


async def _answers(ports: Sequence[int]) -> bool:
    try:
        for port in ports:
            _, writer = await asyncio.open_connection(HOST, port)
            writer.close()
            await writer.wait_closed()
    except OSError:
        return False
    return True


def _missing() -> str | None:
    return None if PROGRAM.exists() else "Azurite is not installed: run scripts/setup"


AZURITE = Service("azurite", "Azurite", "Storage", (10000, 10001, 10002), start, _missing)
