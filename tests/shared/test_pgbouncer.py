"""What we do to PostgreSQL works through a transaction-mode pooler, as Azure and Supabase have one.

Needs PgBouncer (Debian: `apt install pgbouncer`); without it the tests are skipped, and say so.
"""

import asyncio
import json
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from functions.tickets import lookup, talk
from functions.tickets import service as tickets
from functions.tickets.model import Draft, Ticket, Wanted
from functions.webhooks import service as webhooks
from functions.webhooks.model import Event
from functions.webhooks.model import Wanted as WantedHook
from scripts.local import postgres_files
from scripts.local.places import ROOT
from shared.db.pool import Database
from shared.messages import parts_of
from shared.outbox import Relay
from tests.fake_stores import FakeQueue
from tests.fake_vendors import FakeReceivers
from tests.fakes import TurnedClock
from tests.functions.campaigns.conftest import Desk as CampaignDesk
from tests.functions.conftest import empty
from tests.functions.signing import ROOT as ADMIN

PGBOUNCER = shutil.which("pgbouncer", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
needs_it = pytest.mark.skipif(PGBOUNCER is None, reason="PgBouncer is not installed")
DRAFT = Draft(title="It jams", requester_name="Eva")
HOOK = WantedHook(name="CRM", url="https://hooks.example/", events=(Event.TICKET_OPENED,))
SERVERS = 3  # fewer than clients, so that whoever comes again gets another
CONFIGURATION = """
[databases]
{name} = host={host} port={port} user={user} password={password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {at}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = {servers}
max_client_conn = 100
"""
OUTLIVES = re.compile(
    r"pg_(try_)?advisory_lock|\bset\s+(session|time zone|search_path)\b|\blisten\s+\w+\s*\"|"
    r"\bcreate\s+temp|\bwith\s+hold\b|^\s*prepare\s+\w+\s+as\b",
    re.IGNORECASE | re.MULTILINE,
)


@pytest.fixture(scope="module")
def pooled_url(database_url: str) -> Iterator[str]:
    """The same database through PgBouncer in transaction mode."""
    told, at, owner = urlsplit(database_url), free_port(), postgres_files.owner()
    with tempfile.TemporaryDirectory(prefix="pgbouncer-") as made:
        folder, about = Path(made), {"user": told.username, "password": told.password}
        place = {"host": told.hostname, "port": told.port, "name": told.path.lstrip("/"), "at": at}
        filled = CONFIGURATION.format(**about, **place, folder=folder, servers=SERVERS)
        (folder / "users.txt").write_text(f'"{told.username}" "{told.password}"\n')
        (folder / "pgbouncer.ini").write_text(filled)
        for path in (folder, *folder.iterdir()):
            owner.receive(path)
        process = subprocess.Popen(
            [str(PGBOUNCER), "-q", str(folder / "pgbouncer.ini")],
            user=owner.user,
            group=owner.group,
            stderr=subprocess.DEVNULL,
        )
        yield database_url.replace(f":{told.port}/", f":{at}/")
        process.terminate()
        process.wait(10)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
async def pooled(pooled_url: str, database_url: str) -> AsyncIterator[Database]:
    """Ten connections of ours to the pooler's three."""
    direct, database = Database(database_url, connections=1), Database(pooled_url, connections=10)
    await empty(direct)
    await direct.close()
    yield database
    await database.close()


@needs_it
async def test_a_client_gets_another_server_each_time(pooled: Database, pooled_url: str) -> None:
    """Else nothing here would prove anything."""
    async with pooled.transaction():  # PgBouncer answers by now
        pass
    one = await psycopg.AsyncConnection.connect(pooled_url, prepare_threshold=None)
    other = await psycopg.AsyncConnection.connect(pooled_url, prepare_threshold=None)
    async with one, other:
        before = await server(one)
        await one.commit()
        await server(other)  # and keeps it, for its transaction is open
        assert await server(one) != before


async def server(conn: psycopg.AsyncConnection) -> int:
    cursor = await conn.execute("select pg_backend_pid()")
    row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


async def worked(db: Database, clock: TurnedClock) -> Ticket:
    """Somebody's ticket, from opening it to closing it."""
    ticket = await tickets.open_ticket(db, clock, DRAFT, "Ana")
    await talk.comment(db, clock, ticket.id, "On our way", "Ana")
    return await tickets.ticket(db, ticket.id)


@needs_it
async def test_many_work_at_once_through_few_servers(pooled: Database, clock: TurnedClock) -> None:
    done = await asyncio.gather(*(worked(pooled, clock) for _ in range(30)))
    assert len({each.number for each in done}) == 30
    assert len(await lookup.tickets(pooled, Wanted(limit=50))) == 30


@needs_it
async def test_what_lies_in_the_outbox_leaves_once(pooled: Database, clock: TurnedClock) -> None:
    queue = FakeQueue()
    await asyncio.gather(*(worked(pooled, clock) for _ in range(10)))
    await asyncio.gather(*(Relay(queue, clock).sweep(pooled) for _ in range(4)))
    sent = [
        (name, str(each["message_id"]))
        for name, body in queue.sent
        for each in parts_of(json.loads(body))
    ]
    assert len(sent) == len(set(sent)) == 40


@needs_it
async def test_claims_hold_between_workers(pooled: Database, clock: TurnedClock) -> None:
    there = FakeReceivers()
    hook, _ = await webhooks.add(pooled, clock, HOOK, ADMIN, private=False)
    await asyncio.gather(*(worked(pooled, clock) for _ in range(10)))
    await asyncio.gather(*(webhooks.deliver(pooled, there, clock, hook.id) for _ in range(4)))
    assert len({told["webhook-id"] for _, _, told in there.posted}) == len(there.posted) == 10


@needs_it
async def test_a_campaign_plans_each_call_once(pooled: Database, clock: TurnedClock) -> None:
    desk = CampaignDesk(pooled, clock)
    campaign = await desk.running("+12125550147", "+12125550148", "+12125550149")
    await asyncio.gather(*(desk.look(campaign) for _ in range(4)))
    async with pooled.transaction() as conn:
        cursor = await conn.execute("select count(*), count(distinct member_id) from attempt")
        assert await cursor.fetchone() == (3, 3)


def test_no_statement_outlives_its_transaction() -> None:
    files = [*(ROOT / "functions").rglob("*.py"), *(ROOT / "shared").rglob("*.py")]
    found = [str(path) for path in files if OUTLIVES.search(path.read_text())]
    assert found == [str(ROOT / "shared/db/migrate.py")]  # which has a connection of its own


def test_it_would_be_found_if_one_did() -> None:
    bad = "select pg_advisory_lock(1); set session x = 1; create temp table x ()"
    assert len(OUTLIVES.findall(bad)) == 3
    assert not OUTLIVES.search("select pg_advisory_xact_lock(1); set local x = 1")
