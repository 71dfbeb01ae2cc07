"""One trace from the request to the vendor, over a real queue, told over the wire by real OTLP."""

import base64
from collections.abc import AsyncIterator, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from azure.storage.queue.aio import QueueClient
from opentelemetry import trace

from functions.knowledge import triggers as knowledge
from functions.tickets import api as tickets
from shared import telemetry
from shared.adapters.listener import providers
from shared.adapters.observed import observed
from shared.adapters.storage import Account, StorageQueue
from shared.db.pool import Database
from shared.errors import Unavailable
from shared.groups.vendors import Telemetry
from shared.outbox import Relay
from tests.collector import Collector, collecting
from tests.fake_stores import FakeVectors
from tests.fake_vendors import FakeEmbeddings
from tests.fakes import TurnedClock
from tests.functions.signing import client

AWAY = "http://127.0.0.1:9"
PHONE, WORDS = "+12025550143", "My printer at ana@example.com is on fire"


def listener(url: str) -> tuple[Any, Any]:
    told = Telemetry.model_validate({"otlp_url": url})
    settings: Any = SimpleNamespace(
        telemetry=told, insights=None, app_role="all", identity_client_id=None
    )
    return providers(settings)


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    """Somebody who listens. `tell` has been called once all is there."""
    with collecting(Collector()) as found:
        tracers, meters = listener(found.url)
        monkeypatch.setattr(trace, "_TRACER_PROVIDER", tracers)
        monkeypatch.setattr(telemetry, "_tracer", tracers.get_tracer(telemetry.SCOPE))
        yield found
        tracers.shutdown()
        meters.shutdown()


def tell() -> None:
    provider: Any = trace.get_tracer_provider()
    provider.force_flush()


@pytest.fixture
async def queue(storage: str) -> AsyncIterator[StorageQueue]:
    ours = StorageQueue(Account(connection_string=storage))
    yield ours
    await ours.close()


async def received(storage: str, name: str) -> Any:
    """The message as the Functions host hands it on."""
    async with QueueClient.from_connection_string(storage, name) as lying:
        message = await lying.receive_message()
        assert message
        await lying.delete_message(message)
    body = base64.b64decode(message.content)
    return SimpleNamespace(get_body=lambda: body, dequeue_count=1)


async def run(wired: SimpleNamespace, storage: str, name: str, function: Any) -> None:
    await wired.relay.sweep(wired.db)
    traced = telemetry.traced(function._function.get_user_function(), name)
    await traced(message=await received(storage, name))


async def story(
    db: Database,
    clock: TurnedClock,
    queue: StorageQueue,
    storage: str,
    monkeypatch: pytest.MonkeyPatch,
) -> dict[str, Any]:
    """A ticket is opened, learnt and embedded; returns the ticket."""
    embeddings = observed(FakeEmbeddings(), "openai")
    wired = SimpleNamespace(
        db=db,
        clock=clock,
        queue=queue,
        relay=Relay(queue, clock),
        embeddings=embeddings,
        vectors=observed(FakeVectors(), "redis"),
    )

    async def deps() -> SimpleNamespace:
        return wired

    monkeypatch.setattr(knowledge, "deps", deps)
    async with client(tickets.router, db=db, clock=clock) as desk:
        draft = {"title": WORDS, "requester_name": "Ana", "requester_phone": PHONE}
        opened: dict[str, Any] = (
            await desk.post("/api/v1/tickets?q=" + PHONE[1:], json=draft)
        ).json()
    await run(wired, storage, "ticket-changed", knowledge.on_ticket_changed)
    await run(wired, storage, "embed-documents", knowledge.on_embed)
    tell()
    return opened


async def test_one_trace_leads_from_the_request_over_outbox_and_queues_to_the_vendor(
    db: Database,
    clock: TurnedClock,
    queue: StorageQueue,
    storage: str,
    monkeypatch: pytest.MonkeyPatch,
    collector: Collector,
) -> None:
    ticket = await story(db, clock, queue, storage, monkeypatch)
    (request,) = collector.named("POST /api/v1/tickets")
    ours = [span for span in collector.spans if span.trace == request.trace]
    way = ["send ticket-changed", "process ticket-changed", "send embed-documents"]
    assert {*way, "process embed-documents", "openai embed"} <= {span.name for span in ours}
    (read,) = collector.named("process ticket-changed")
    (asked,) = collector.named("openai embed")
    (embed,) = collector.named("process embed-documents")
    assert (read.parent, asked.parent) == (request.id, embed.id)
    number = read.attributes["centralita.ticket_number"].string_value
    assert number == ticket["number"]
    assert request.attributes["centralita.ticket_number"].string_value == number


async def test_neither_phone_numbers_nor_words_leave_us(
    db: Database,
    clock: TurnedClock,
    queue: StorageQueue,
    storage: str,
    monkeypatch: pytest.MonkeyPatch,
    collector: Collector,
) -> None:
    await story(db, clock, queue, storage, monkeypatch)
    assert collector.spans
    assert all(set(span.attributes) <= telemetry.ATTRIBUTES for span in collector.spans)
    found = [word for word in (PHONE[1:], "printer", "ana@") if word.encode() in collector.raw]
    assert found == []


async def test_a_vendors_failure_is_told_by_its_kind_alone(collector: Collector) -> None:
    embeddings = observed(FakeEmbeddings(failure=Unavailable(WORDS, vendor="fake")), "openai")
    with pytest.raises(Unavailable):
        await embeddings.embed([WORDS], deadline=1)
    tell()
    (asked,) = collector.named("openai embed")
    assert asked.attributes["error.type"].string_value == "Unavailable"
    assert b"printer" not in collector.raw


def test_a_collector_that_is_away_holds_nobody_up() -> None:
    tracers, meters = listener(AWAY)
    for _ in range(5000):  # more than are kept for it
        with tracers.get_tracer("test").start_as_current_span("a"):
            pass
    tracers.shutdown()
    meters.shutdown()


def test_figures_arrive_under_the_names_of_the_catalogue() -> None:
    with collecting(Collector()) as collector:
        tracers, meters = listener(collector.url)
        meters.get_meter("test").create_gauge("queue.depth").set(7, {"queue": "dial"})
        meters.shutdown()
        tracers.shutdown()
    assert collector.figures["queue.depth"] == [7]
