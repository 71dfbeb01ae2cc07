import json
from uuid import UUID

import pytest

from functions.tickets import service as tickets
from functions.tickets import talk
from functions.tickets.model import Draft, Edit, Ticket
from functions.tickets.service import Act
from functions.webhooks import service
from functions.webhooks.model import Event, Secret, State, Wanted, Webhook, signature
from functions.webhooks.service import Change
from shared.db.pool import Database
from shared.errors import NotFound, Rejected, Stale, Unavailable
from tests.fake_vendors import FakeReceivers
from tests.fakes import TurnedClock
from tests.functions.signing import ROOT

URL = "https://hooks.example/centralita"
WANTED = Wanted(name="CRM", url=URL, events=(Event.TICKET_OPENED, Event.TICKET_CHANGED))
DRAFT = Draft(title="It jams", requester_name="Eva", requester_phone="+12125550147")
DAY = 24 * 60 * 60
Hook = tuple[Webhook, Secret]


@pytest.fixture
async def hook(db: Database, clock: TurnedClock) -> Hook:
    return await service.add(db, clock, WANTED, ROOT, private=False)


@pytest.fixture
async def ticket(db: Database, clock: TurnedClock, hook: Hook) -> Ticket:
    return await tickets.open_ticket(db, clock, DRAFT, "Ana")


async def urgent(db: Database, clock: TurnedClock, ticket: Ticket) -> None:
    act = Act(actor="Ana")
    await tickets.edit(db, clock, ticket.id, Edit(urgency=1), act)


async def deliver(db: Database, clock: TurnedClock, hook: Hook, there: FakeReceivers) -> None:
    await service.deliver(db, there, clock, hook[0].id)


def seen(version: int) -> Change:
    return Change(by=ROOT, seen=version)


async def queued(db: Database, queue: str) -> int:
    async with db.transaction() as conn:
        cursor = await conn.execute("select count(*) from outbox where queue = %s", (queue,))
        row = await cursor.fetchone()
        assert row is not None
        return int(row[0])


async def states(db: Database, hook: Hook) -> list[State]:
    found = await service.deliveries(db, hook[0].id, before=2**62, limit=50)
    return [each.state for each in found]


def heard(there: FakeReceivers) -> list[str]:
    return [json.loads(body)["type"] for _, body, _ in there.posted]


async def test_what_happens_to_a_ticket_is_told_in_order_and_without_the_person(
    db: Database, clock: TurnedClock, hook: Hook, ticket: Ticket
) -> None:
    there = FakeReceivers()
    await urgent(db, clock, ticket)
    await deliver(db, clock, hook, there)
    assert heard(there) == ["ticket.opened", "ticket.changed"]
    assert json.loads(there.posted[1][1])["data"]["changed"] == ["priority", "urgency"]
    assert not any("Eva" in body or "5550147" in body for _, body, _ in there.posted)


async def test_only_what_was_asked_for_is_told(
    db: Database, clock: TurnedClock, hook: Hook, ticket: Ticket
) -> None:
    await talk.comment(db, clock, ticket.id, "On our way", "Ana")
    assert await states(db, hook) == [State.WAITING]


async def test_a_receiver_can_tell_who_signed(
    db: Database, clock: TurnedClock, hook: Hook, ticket: Ticket
) -> None:
    there = FakeReceivers()
    await deliver(db, clock, hook, there)
    _, body, headers = there.posted[0]
    at, delivery_id = int(headers["webhook-timestamp"]), UUID(headers["webhook-id"])
    assert at == int(clock.now().timestamp())
    assert headers["webhook-signature"] == signature(hook[1].secret, delivery_id, at, body)


def test_a_signature_is_the_one_of_standard_webhooks() -> None:
    """The example of the specification's own libraries."""
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", '{"test": 2432232314}'
    made = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


async def test_for_a_day_both_secrets_sign(
    db: Database, clock: TurnedClock, hook: Hook, ticket: Ticket
) -> None:
    there = FakeReceivers()
    await service.rotate(db, clock, hook[0].id, ROOT)
    await deliver(db, clock, hook, there)
    await clock.advance(DAY)
    await service.test(db, clock, hook[0].id, "Root")
    await deliver(db, clock, hook, there)
    counted = [len(headers["webhook-signature"].split()) for _, _, headers in there.posted]
    assert counted == [2, 1]


async def test_a_message_delivered_twice_posts_once(
    db: Database, clock: TurnedClock, hook: Hook, ticket: Ticket
) -> None:
    there = FakeReceivers()
    await deliver(db, clock, hook, there)
    await deliver(db, clock, hook, there)
    assert (len(there.posted), await states(db, hook)) == (1, [State.DELIVERED])


async def test_what_does_not_arrive_is_tried_again_and_holds_back_what_came_later(
    db: Database, clock: TurnedClock, hook: Hook, ticket: Ticket
) -> None:
    there = FakeReceivers(away={URL})
    await deliver(db, clock, hook, there)
    await urgent(db, clock, ticket)
    await deliver(db, clock, hook, there)
    there.away.clear()
    await clock.advance(60)
    await deliver(db, clock, hook, there)
    assert heard(there) == ["ticket.opened", "ticket.opened", "ticket.changed"]
    assert there.posted[0][2]["webhook-id"] == there.posted[1][2]["webhook-id"]


async def test_the_log_tells_each_try(
    db: Database, clock: TurnedClock, hook: Hook, ticket: Ticket
) -> None:
    there = FakeReceivers(failure=Unavailable("No connection", vendor="webhook"))
    await deliver(db, clock, hook, there)
    there.failure, there.status = None, 302
    await clock.advance(60)
    await deliver(db, clock, hook, there)
    (told,) = await service.deliveries(db, hook[0].id, before=2**62, limit=5)
    assert [(each.status, each.problem) for each in told.tries] == [
        (None, "No connection"),
        (302, None),
    ]


async def test_after_a_day_it_is_given_up_with_one_alert(
    db: Database, clock: TurnedClock, hook: Hook, ticket: Ticket
) -> None:
    there = FakeReceivers(status=503)
    await tickets.open_ticket(db, clock, DRAFT, "Ana")
    for _ in range(12):
        await deliver(db, clock, hook, there)
        await clock.advance(8 * 60 * 60)
    assert await states(db, hook) == [State.FAILED, State.FAILED]
    assert (len(there.posted), await queued(db, "raise-alert")) == (18, 1)


@pytest.mark.parametrize(
    "there",
    [FakeReceivers(status=410), FakeReceivers(failure=Rejected("no", vendor="webhook"))],
)
async def test_what_nobody_wants_or_may_be_reached_is_given_up_at_once(
    db: Database, clock: TurnedClock, hook: Hook, ticket: Ticket, there: FakeReceivers
) -> None:
    await deliver(db, clock, hook, there)
    assert await states(db, hook) == [State.FAILED]


async def test_a_replay_says_the_same_under_another_id(
    db: Database, clock: TurnedClock, hook: Hook, ticket: Ticket
) -> None:
    there = FakeReceivers()
    await deliver(db, clock, hook, there)
    (first,) = await service.deliveries(db, hook[0].id, before=2**62, limit=5)
    again = await service.replay(db, clock, first.id)
    await deliver(db, clock, hook, there)
    assert (again.replay_of, there.posted[0][1]) == (first.id, there.posted[1][1])
    assert there.posted[0][2]["webhook-id"] != there.posted[1][2]["webhook-id"]


async def test_one_that_is_switched_off_is_told_nothing_until_it_is_on_again(
    db: Database, clock: TurnedClock, hook: Hook, ticket: Ticket
) -> None:
    there, off = FakeReceivers(), WANTED.model_copy(update={"enabled": False})
    await service.rewrite(db, clock, hook[0].id, off, seen(1), private=False)
    await urgent(db, clock, ticket)
    await deliver(db, clock, hook, there)
    assert (there.posted, await states(db, hook)) == ([], [State.WAITING])
    await service.rewrite(db, clock, hook[0].id, WANTED, seen(2), private=False)
    await deliver(db, clock, hook, there)
    assert heard(there) == ["ticket.opened"]


async def test_what_is_due_is_brought_up_again_and_what_is_old_forgotten(
    db: Database, clock: TurnedClock, hook: Hook, ticket: Ticket
) -> None:
    await deliver(db, clock, hook, FakeReceivers(status=500))
    before = await queued(db, "deliver-webhooks")
    await clock.advance(60)
    await service.sweep(db, clock)
    assert await queued(db, "deliver-webhooks") == before + 1
    await clock.advance(31 * DAY)
    await service.sweep(db, clock)
    assert await states(db, hook) == []


async def test_a_worker_that_dies_with_a_delivery_loses_it_after_a_minute(
    db: Database, clock: TurnedClock, hook: Hook, ticket: Ticket
) -> None:
    there = FakeReceivers(failure=ZeroDivisionError())  # type: ignore[arg-type]  # a crash
    with pytest.raises(ZeroDivisionError):
        await deliver(db, clock, hook, there)
    there.failure = None
    await deliver(db, clock, hook, there)
    assert len(there.posted) == 1
    await clock.advance(60)
    await deliver(db, clock, hook, there)
    assert await states(db, hook) == [State.DELIVERED]


async def test_a_webhook_takes_its_deliveries_along(
    db: Database, clock: TurnedClock, hook: Hook, ticket: Ticket
) -> None:
    with pytest.raises(Stale):
        await service.remove(db, clock, hook[0].id, seen(7))
    await service.remove(db, clock, hook[0].id, seen(1))
    with pytest.raises(NotFound):
        await states(db, hook)
