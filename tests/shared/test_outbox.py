import asyncio
import json
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from shared import outbox
from shared.db.pool import Database
from shared.errors import NotFound, Rejected, Unavailable
from shared.messages import EmbedDocuments, Message, Synthesize, TicketChanged
from shared.outbox import BATCH, LEASE, PATIENCE, Relay
from shared.ports import Queue
from tests.fake_stores import FakeQueue
from tests.fakes import NOON, TurnedClock

AWAY = Unavailable("The queues are away", vendor="fake")
TOO_LARGE = Rejected("It does not fit", vendor="fake", code="MessageTooLarge")


@dataclass
class SlowQueue:
    """Takes a message at once, and answers once it may."""

    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    taken: asyncio.Event = field(default_factory=asyncio.Event)
    sent: list[str] = field(default_factory=list)

    async def send(self, queue: str, body: str) -> None:
        self.sent.append(body)
        self.taken.set()
        await self.may_answer.wait()


@dataclass
class PickyQueue(FakeQueue):
    """Refuses what goes to one of its queues, for good."""

    refused: str = Synthesize.queue

    async def send(self, queue: str, body: str) -> None:
        if queue == self.refused:
            raise TOO_LARGE
        await super().send(queue, body)


_: tuple[Queue, Queue] = (SlowQueue(), PickyQueue())


@pytest.fixture
def queue() -> FakeQueue:
    return FakeQueue()


@pytest.fixture
def relay(queue: FakeQueue, clock: TurnedClock) -> Relay:
    return Relay(queue, clock)


def nudges(count: int) -> list[EmbedDocuments]:
    return [EmbedDocuments.new(NOON) for _ in range(count)]


async def put(db: Database, *messages: Message) -> None:
    async with db.transaction() as conn:
        await outbox.put(conn, *messages)


async def put_and_fail(db: Database, relay: Relay) -> None:
    async with db.transaction() as conn:
        await outbox.put(conn, *nudges(1))
        await relay.sweep(db)
        raise NotFound("No such thing")


async def waiting(db: Database) -> int:
    async with db.transaction() as conn:
        return await outbox.waiting(conn)


async def nudged(relay: Relay) -> None:
    """Wait for what the relay does behind its caller's back."""
    assert relay._running
    await relay._running


def ids(queue: FakeQueue) -> list[str]:
    return [json.loads(body)["message_id"] for _, body in queue.sent]


async def test_nothing_leaves_before_the_commit(
    db: Database, relay: Relay, queue: FakeQueue
) -> None:
    async with db.transaction() as conn:
        await outbox.put(conn, *nudges(1))
        assert await relay.sweep(db) == 0
    assert await relay.sweep(db) == 1
    assert len(queue.sent) == 1


async def test_nothing_leaves_after_a_rollback(
    db: Database, relay: Relay, queue: FakeQueue
) -> None:
    with pytest.raises(NotFound):
        await put_and_fail(db, relay)
    assert await relay.sweep(db) == 0
    assert queue.sent == []


async def test_a_message_leaves_for_its_queue_as_it_was_put(
    db: Database, relay: Relay, queue: FakeQueue
) -> None:
    message = Synthesize.new(NOON, language="es", texts=('¿Qué tal, "Ana"?', "\\ \t 📞"))
    await put(db, message)
    await relay.sweep(db)
    (sent,) = queue.sent
    assert sent[0] == "synthesize"
    assert Synthesize.model_validate_json(sent[1]) == message


async def test_the_commit_itself_makes_it_leave(
    db: Database, relay: Relay, queue: FakeQueue
) -> None:
    db.after_commit(lambda: relay.nudge(db))
    await put(db, *nudges(1))
    await nudged(relay)
    assert (len(queue.sent), await waiting(db)) == (1, 0)


def a_change(number: int = 1, text: str = "") -> TicketChanged:
    told = {"number": "INC0010001", "title": "", "text": text, "language": "en"}
    about = {"message_id": UUID(int=number), "ticket_id": UUID(int=number)}
    return TicketChanged.model_validate({"resolved": False, "version": 1, **about, **told})


async def test_patient_messages_of_many_commits_leave_together(
    db: Database, relay: Relay, queue: FakeQueue, clock: TurnedClock
) -> None:
    db.after_commit(lambda: relay.nudge(db), lambda: relay.nudge_later(db))
    for number in range(3):
        await put(db, a_change(number))
    before = len(queue.sent)
    await clock.advance(PATIENCE)
    await nudged(relay)
    assert (before, len(queue.sent), (await relay.activity(thorough=False)).sent) == (0, 1, 1)
    assert TicketChanged.read(queue.sent[0][1]) == tuple(map(a_change, range(3)))


async def test_what_left_together_and_comes_again_is_sent_one_by_one(queue: FakeQueue) -> None:
    body = f"[{a_change(2).model_dump_json()}, {a_change(3).model_dump_json()}]".encode()
    first = await outbox.unpacked(queue, TicketChanged, body, 1)
    again = await outbox.unpacked(queue, TicketChanged, body, 2)
    assert (first, again) == ((a_change(2), a_change(3)), ())
    assert [TicketChanged.read(sent) for _, sent in queue.sent] == [(each,) for each in first]


async def test_what_left_alone_is_done_however_often_it_comes(queue: FakeQueue) -> None:
    body = a_change().model_dump_json().encode()
    assert await outbox.unpacked(queue, TicketChanged, body, 4) == (a_change(),)


async def test_more_than_a_message_holds_leaves_in_several(
    db: Database, relay: Relay, queue: FakeQueue
) -> None:
    long = [a_change(number, "\u00e9" * 5_000) for number in range(5)]
    await put(db, *long)
    await relay.sweep(db)
    assert [len(TicketChanged.read(body)) for _, body in queue.sent] == [3, 2]


async def test_a_refused_parcel_stays_whole(
    db: Database, clock: TurnedClock, queue: FakeQueue
) -> None:
    relay = Relay(PickyQueue(refused=TicketChanged.queue), clock)
    await put(db, a_change(1), a_change(2), *nudges(1))
    assert (await relay.sweep(db), await waiting(db)) == (1, 2)


async def test_a_message_that_cannot_wait_takes_the_patient_along(
    db: Database, relay: Relay, queue: FakeQueue
) -> None:
    db.after_commit(lambda: relay.nudge(db), lambda: relay.nudge_later(db))
    await put(db, a_change())
    await put(db, *nudges(1))
    await nudged(relay)
    assert len(queue.sent) == 2


async def test_a_nudge_during_a_sweep_is_not_lost(db: Database, clock: TurnedClock) -> None:
    queue = SlowQueue()
    relay = Relay(queue, clock)
    db.after_commit(lambda: relay.nudge(db))
    await put(db, *nudges(1))
    await queue.taken.wait()
    await put(db, *nudges(1))
    queue.may_answer.set()
    await nudged(relay)
    assert (len(queue.sent), await waiting(db)) == (2, 0)


async def test_while_the_queue_is_away_messages_stay(
    db: Database, relay: Relay, queue: FakeQueue
) -> None:
    queue.failure = AWAY
    await put(db, *nudges(3))
    with pytest.raises(Unavailable):
        await relay.sweep(db)
    assert (queue.sent, await waiting(db)) == ([], 3)


async def test_once_the_queue_is_back_they_leave(
    db: Database, relay: Relay, queue: FakeQueue
) -> None:
    queue.failure = AWAY
    await put(db, *nudges(3))
    await asyncio.gather(relay.sweep(db), return_exceptions=True)
    queue.failure = None
    assert await relay.sweep(db) == 3
    assert (len(queue.sent), await waiting(db)) == (3, 0)


async def test_a_nudge_survives_that_the_queue_is_away(
    db: Database, relay: Relay, queue: FakeQueue
) -> None:
    db.after_commit(lambda: relay.nudge(db))
    queue.failure = AWAY
    await put(db, *nudges(1))
    await nudged(relay)
    queue.failure = None
    await put(db, *nudges(1))
    await nudged(relay)
    assert (len(queue.sent), await waiting(db)) == (2, 0)


async def test_a_crash_between_sending_and_forgetting_sends_again(
    db: Database, relay: Relay, queue: FakeQueue, clock: TurnedClock
) -> None:
    slow = SlowQueue()
    await put(db, *nudges(1))
    crashing = asyncio.create_task(Relay(slow, clock).sweep(db))
    await slow.taken.wait()
    crashing.cancel()
    await asyncio.gather(crashing, return_exceptions=True)
    assert await relay.sweep(db) == 0
    await clock.advance(LEASE.total_seconds())
    assert await relay.sweep(db) == 1
    assert [body for _, body in queue.sent] == slow.sent


async def test_two_relays_at_once_send_each_message_once(
    db: Database, queue: FakeQueue, clock: TurnedClock
) -> None:
    messages = nudges(3 * BATCH + 1)
    await put(db, *messages)
    counts = await asyncio.gather(*(Relay(queue, clock).sweep(db) for _ in range(2)))
    assert sum(counts) == len(messages)
    assert sorted(ids(queue)) == sorted(str(each.message_id) for each in messages)


async def test_messages_leave_in_the_order_they_were_put(
    db: Database, relay: Relay, queue: FakeQueue
) -> None:
    messages = nudges(2 * BATCH)[::-1]
    for each in messages:
        await put(db, each)
    await relay.sweep(db)
    assert ids(queue) == [str(each.message_id) for each in messages]


async def test_what_the_queue_refuses_for_good_holds_nothing_else_up(
    db: Database, clock: TurnedClock, caplog: pytest.LogCaptureFixture
) -> None:
    queue = PickyQueue()
    refused = [Synthesize.new(NOON, language="en", texts=("Ana",)) for _ in range(BATCH)]
    await put(db, *refused, *nudges(5))
    assert await Relay(queue, clock).sweep(db) == 5
    assert await waiting(db) == BATCH
    assert str(refused[0].message_id) in caplog.text
    assert "Ana" not in caplog.text
