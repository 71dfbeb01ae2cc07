from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from httpx import AsyncClient

from functions.ops import api, poison
from functions.ops.model import shown
from shared.db.pool import Database
from shared.errors import Conflict, NotFound, Unavailable
from shared.messages import Dial, TicketChanged
from shared.ports import Lying
from shared.value import new_id
from tests.fake_stores import FakeQueues
from tests.fakes import NOON, TurnedClock
from tests.functions.signing import client, signed_in

ATTEMPT = new_id(NOON)
DIAL = Dial.new(NOON, attempt_ids=(ATTEMPT,))


def lying(body: str = DIAL.model_dump_json()) -> Lying:
    return Lying(id=new_id(NOON), receipt="r", body=body, inserted_at=NOON, dequeue_count=1)


@pytest.fixture
def queues() -> FakeQueues:
    return FakeQueues()


@pytest.fixture
async def failed(db: Database, clock: TurnedClock, queues: FakeQueues) -> UUID:
    """A dial that failed five times, and was collected."""
    message = lying()
    queues.failed["dial"] = [message]
    await poison.watch(db, clock, queues)
    return message.id


@pytest.fixture
async def admin(db: Database, clock: TurnedClock) -> AsyncIterator[AsyncClient]:
    async with client(api.router, db=db, clock=clock) as admin:
        admin.headers.update(signed_in("admin", name="Ana"))
        yield admin


async def outbox(db: Database) -> list[tuple[str, str]]:
    async with db.transaction() as conn:
        found = await conn.execute("select queue, id::text from outbox order by position")
        return await found.fetchall()


async def test_what_failed_for_good_is_collected_and_leaves_its_queue(
    admin: AsyncClient, failed: UUID, queues: FakeQueues
) -> None:
    (seen,) = (await admin.get("/api/v1/ops/queues/dial/poison")).json()["items"]
    assert (seen["id"], seen["kind"]) == (str(failed), "Dial")
    assert seen["body"]["attempt_ids"] == [str(ATTEMPT)]
    assert queues.failed["dial"] == []


async def test_what_is_requeued_goes_once(admin: AsyncClient, failed: UUID, db: Database) -> None:
    path = f"/api/v1/ops/queues/dial/poison/{failed}/requeue"
    answers = [(await admin.post(path)).status_code for _ in range(2)]
    assert answers == [202, 202]
    assert await outbox(db) == [("dial", str(DIAL.message_id))]
    assert (await admin.get("/api/v1/ops/queues/dial/poison")).json()["items"] == []


async def test_a_message_that_could_not_be_removed_is_collected_once_and_requeued_once(
    db: Database, clock: TurnedClock, queues: FakeQueues
) -> None:
    message, queues.stuck = lying(), Unavailable("away", vendor="fake")
    queues.failed["dial"] = [message]
    with pytest.raises(Unavailable):
        await poison.watch(db, clock, queues)
    await poison.requeue(db, clock, "dial", message.id, actor="Ana")
    queues.stuck = None
    await poison.watch(db, clock, queues)
    async with db.transaction() as conn:
        assert await poison.lying(conn, "dial", after=None, limit=9) == []
    assert (len(await outbox(db)), queues.failed["dial"]) == (1, [])


async def test_what_is_deleted_is_not_done(admin: AsyncClient, failed: UUID, db: Database) -> None:
    path = f"/api/v1/ops/queues/dial/poison/{failed}"
    assert (await admin.delete(path)).status_code == 204
    again = await admin.post(f"{path}/requeue")
    assert (again.status_code, again.json()["decided"]) == (409, "deleted")
    assert await outbox(db) == []


async def test_who_decided_stays_and_the_words_do_not(
    db: Database, clock: TurnedClock, failed: UUID
) -> None:
    await poison.delete(db, clock, "dial", failed, actor="Ana")
    async with db.transaction() as conn:
        found = await conn.execute("select decided, decided_by, body from poison_message")
        assert await found.fetchall() == [("deleted", "Ana", None)]


async def test_what_nobody_can_read_stays_until_it_is_deleted(
    db: Database, clock: TurnedClock, queues: FakeQueues
) -> None:
    queues.failed["dial"] = [lying("no message at all")]
    (message,) = queues.failed["dial"]
    await poison.watch(db, clock, queues)
    with pytest.raises(Conflict, match="delete it"):
        await poison.requeue(db, clock, "dial", message.id, actor="Ana")
    async with db.transaction() as conn:
        assert len(await poison.lying(conn, "dial", after=None, limit=9)) == 1


async def test_a_queue_that_is_none_is_not_found(db: Database, clock: TurnedClock) -> None:
    with pytest.raises(NotFound, match="no such queue"):
        await poison.requeue(db, clock, "none", new_id(NOON), actor="Ana")


async def test_queues_are_told_with_their_depth_and_the_age_of_the_first(
    admin: AsyncClient, db: Database, clock: TurnedClock, queues: FakeQueues
) -> None:
    queues.waiting["dial"] = [NOON - timedelta(seconds=90), NOON]
    queues.failed["dial"] = [lying()]
    await poison.watch(db, clock, queues)
    found = (await admin.get("/api/v1/ops/queues")).json()["items"]
    (dial,) = [each for each in found if each["name"] == "dial"]
    assert (dial["depth"], dial["poison_depth"], dial["oldest_age_s"]) == (2, 1, 90)


def test_of_what_people_said_only_the_length_is_shown() -> None:
    changed = TicketChanged.new(
        NOON,
        ticket_id=ATTEMPT,
        number="INC0010001",
        title="Call me on +12025550100",
        text="ana@example.com",
        language="en",
        resolved=False,
        version=3,
    )
    body = shown(changed.model_dump_json())
    assert body
    told = {"number", "title", "text", "ticket_id", "version"}
    assert {name: value for name, value in body.items() if name in told} == {
        "number": "INC0010001",
        "title": "(23 characters)",
        "text": "(15 characters)",
        "ticket_id": str(ATTEMPT),
        "version": 3,
    }


async def test_what_failed_long_ago_is_forgotten_decided_or_not(
    db: Database, clock: TurnedClock, failed: UUID, queues: FakeQueues
) -> None:
    await poison.delete(db, clock, "dial", failed, actor="Ana")
    queues.failed["dial"] = [lying()]
    await poison.watch(db, clock, queues)
    async with db.transaction() as conn:
        young = await poison.retire(conn, NOON - timedelta(days=1), 9, dry_run=False)
        counted = await poison.retire(conn, NOON, 9, dry_run=True)
        gone = [await poison.retire(conn, NOON, 9, dry_run=False) for _ in range(2)]
        left = await poison.lying(conn, "dial", after=None, limit=9)
    assert (young, counted, gone, left) == (0, 2, [2, 0], [])
