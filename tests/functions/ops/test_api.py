from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest
from httpx import AsyncClient

from functions.ops import api
from shared import outbox
from shared.db.pool import Database
from shared.errors import Unavailable
from shared.messages import EmbedDocuments
from tests.fake_stores import FakeCache, FakeQueues, FakeSecrets, FakeTranscripts
from tests.fakes import NOON
from tests.functions.signing import client, signed_in

AWAY = "postgresql://nobody@127.0.0.1:9/none"

WELL = dict.fromkeys(("database", "secrets", "redis", "transcripts", "queues"), "ok")


@pytest.fixture
def secrets() -> FakeSecrets:
    return FakeSecrets()


def wired(secrets: FakeSecrets, queues: FakeQueues | None = None) -> dict[str, object]:
    return {
        "secrets": secrets,
        "cache": FakeCache(),
        "transcripts": FakeTranscripts(),
        "queues": queues or FakeQueues(),
        "settings": SimpleNamespace(app_role="voice"),
    }


@pytest.fixture
async def operator(db: Database, secrets: FakeSecrets) -> AsyncIterator[AsyncClient]:
    async with client(api.health, api.router, db=db, **wired(secrets)) as operator:
        yield operator


async def test_we_live_as_long_as_we_answer() -> None:
    async with client(api.health) as balancer:
        balancer.headers.clear()
        assert (await balancer.get("/health/live")).json() == {"status": "ok"}


async def test_we_are_ready_with_the_database_and_the_secrets(operator: AsyncClient) -> None:
    operator.headers.clear()
    answer = await operator.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "checks": WELL})


async def test_without_what_only_helps_we_are_ready_and_say_so(
    db: Database, secrets: FakeSecrets
) -> None:
    queues = FakeQueues(failure=Unavailable("The queues are away", vendor="fake"))
    async with client(api.health, db=db, **wired(secrets, queues)) as balancer:
        answer = await balancer.get("/health/ready")
    checks = {**WELL, "queues": "The queues are away"}
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "checks": checks})


async def test_without_the_secrets_we_are_not_ready(
    operator: AsyncClient, secrets: FakeSecrets
) -> None:
    secrets.failure = Unavailable("The vault is away", vendor="fake")
    answer = await operator.get("/health/ready")
    checks = {**WELL, "secrets": "The vault is away"}
    assert (answer.status_code, answer.json()["checks"]) == (503, checks)


async def test_without_the_database_we_are_not_ready(secrets: FakeSecrets) -> None:
    away = Database(AWAY)
    async with client(api.health, db=away, **wired(secrets)) as balancer:
        answer = await balancer.get("/health/ready")
    await away.close()
    assert (answer.status_code, answer.json()["checks"]["secrets"]) == (503, "ok")
    assert answer.json()["checks"]["database"] == "no answer within 1 s"


async def test_an_admin_sees_what_waits_in_the_outbox(operator: AsyncClient, db: Database) -> None:
    async with db.transaction() as conn:
        await outbox.put(conn, *(EmbedDocuments.new(NOON) for _ in range(2)))
    answer = await operator.get("/api/v1/ops/outbox", headers=signed_in("admin"))
    assert answer.json() == {"waiting": 2}


async def test_a_supervisor_does_not(operator: AsyncClient) -> None:
    answer = await operator.get("/api/v1/ops/outbox", headers=signed_in("supervisor"))
    assert (answer.status_code, answer.json()["needs"]) == (403, "admin")
