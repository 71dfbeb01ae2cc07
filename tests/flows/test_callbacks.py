"""Scenarios 16 to 29: whatever order callbacks come in, however often, and from whomever."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.flows.forged import Webhook, post, token_of, told
from tests.flows.operating import Operator
from tests.flows.world import World, soon

pytestmark = pytest.mark.timeout(240)

COOPERATIVE, BUSY, MACHINE = "00", "01", "04"
DUPLICATED, REVERSED, NO_END, EARLY, LATE = "40", "41", "42", "43", "44"
BURST = 500
TAKEN, AWAY = 204, 503
SILENCE = timedelta(minutes=21)
"""After which the network is asked about a call whose end nobody tells."""
ABSENCE = FRESHNESS = 305
"""Seconds for which a missing secret is not asked for again, and a known one is trusted."""
TURNS = "select call_id, n, said, answer from turn order by call_id, n"


@pytest.fixture
async def ringing(world: World) -> AsyncIterator[Webhook]:
    """A phone rings: what the network has told of it last."""
    campaign = await world.start(COOPERATIVE)
    await world.passes(1)
    yield (await told(world))[-1]
    await world.cancel(campaign)


async def calls(world: World) -> list[dict[str, Any]]:
    """What is known of the calls of this story."""
    sids = [each["call"] for each in await world.events("created")]
    return await world.rows("select * from call where sid = any(%s) order by id", sids)


async def spent(world: World, campaign: dict[str, Any]) -> int:
    return int(
        (await world.author.get(f"/api/v1/campaigns/{campaign['id']}/report"))["spent_micro"]
    )


async def test_16_a_call_that_rings_before_its_creation_is_answered_is_known(
    world: World,
) -> None:
    (member,) = await world.campaign(EARLY)
    heard = [e for e in await world.events("webhook") if e["detail"]["where"] == "webhook.status"]
    rang = [e["number"] for e in heard if e["detail"]["fields"]["CallStatus"] == "ringing"]
    created = [e["number"] for e in await world.events("rest") if e["detail"]["status"] == 201]
    assert rang[0] < created[0]
    assert (member["outcome"], member["attempts"]) == ("completed", 1)
    assert len(await world.placed()) == 1


async def test_17_callbacks_in_reverse_end_in_the_same_call(world: World) -> None:
    (member,) = await world.campaign(REVERSED)
    completed, *_ = await told(world)
    call = await world.call_of(member)
    assert completed.fields["CallStatus"] == "completed"
    assert call["status"] == "completed"
    assert call["seconds"] == int(completed.fields["CallDuration"])


async def test_18_callbacks_five_times_are_one_transition_and_one_bill(world: World) -> None:
    campaign = await world.start(DUPLICATED)
    (member,) = await world.ended(campaign)
    call = await world.call_of(member)
    kept = await world.rows("select sequence from call_event where sid = %s", call["sid"])
    assert len(await told(world)) == 5 * len(kept)
    assert await spent(world, campaign) == -(-call["seconds"] // 60) * 14_000
    assert (member["outcome"], member["attempts"]) == ("completed", 1)


async def test_19_an_end_nobody_tells_is_asked_for_and_frees_the_line(world: World) -> None:
    campaign = await world.start(NO_END, COOPERATIVE, live_cap=1)
    await world.passes(120)
    await world.skips(SILENCE)
    members = await world.ended(campaign)
    assert [each["outcome"] for each in members] == ["completed", "completed"]
    assert len(await world.placed()) == 2
    assert await world.findings() == {}


async def test_20_callbacks_that_come_after_the_call_was_closed_change_nothing(
    world: World,
) -> None:
    campaign = await world.start(LATE)
    await world.passes(60)
    await world.skips(SILENCE)
    (member,) = await world.ended(campaign)
    before = await world.call_of(member), await spent(world, campaign)
    assert await told(world) == []
    await world.skips(timedelta(minutes=15))
    await world.passes(10)
    assert len(await told(world)) == 4
    assert (await world.call_of(member), await spent(world, campaign)) == before


async def test_21_a_call_we_know_nothing_of_leaves_no_trace(world: World) -> None:
    await world.campaign(COOPERATIVE)
    ours, before = (await told(world))[-1], await calls(world)
    strange = ours.but(CallSid=f"CA{uuid4().hex}", SequenceNumber="7")
    inbound = strange.at(f"{world.system.at.host}/twilio/calls/inbound/status")
    token = token_of(world)
    assert await post(world, strange, strange.signed_by(token)) == 204
    assert await post(world, inbound, inbound.signed_by(token)) == 404
    assert await calls(world) == before


def secure(webhook: Webhook) -> Webhook:
    return webhook.at(webhook.url.replace("http:", "https:"))


def slashed(webhook: Webhook) -> Webhook:
    return webhook.at(webhook.url.replace("?", "/?"))


def elsewhere(webhook: Webhook) -> Webhook:
    return webhook.at(webhook.url.replace("/status", "/machine"))


def shorter(webhook: Webhook) -> Webhook:
    return webhook.without("CallSid")


def blankless(webhook: Webhook) -> Webhook:
    return webhook.without("FromCity")


def other(webhook: Webhook) -> Webhook:
    return webhook.but(CallStatus="busy")


@pytest.mark.parametrize("signed", [secure, slashed, elsewhere, shorter, blankless, other])
async def test_22_a_signature_for_something_else_is_refused(
    world: World, ringing: Webhook, signed: Callable[[Webhook], Webhook]
) -> None:
    end, before = ringing.but(CallStatus="completed", SequenceNumber="9"), await calls(world)
    assert await post(world, end, signed(end).signed_by(token_of(world))) == 403
    assert await calls(world) == before


@pytest.mark.parametrize("signature", [None, "", "bm90IHNpZ25lZA=="])
async def test_22_without_a_signature_of_twilios_nothing_is_taken(
    world: World, ringing: Webhook, signature: str | None
) -> None:
    end, before = ringing.but(CallStatus="completed", SequenceNumber="9"), await calls(world)
    assert await post(world, end, signature) == 403
    assert await post(world, end, end.signed_by("a token of somebody else")) == 403
    assert await calls(world) == before


async def test_23_a_webhook_replayed_hours_later_changes_nothing(world: World) -> None:
    campaign = await world.start(COOPERATIVE)
    before = await world.ended(campaign), await calls(world), await world.rows(TURNS)
    costs = await spent(world, campaign)
    await world.skips(timedelta(hours=3))
    again = [*await told(world), *await told(world, "webhook.voice")]
    answers = {await post(world, each, each.signed_by(token_of(world))) for each in again}
    await world.passes(60)
    assert answers == {200, 204}
    assert (await world.members(campaign), await calls(world), await world.rows(TURNS)) == before
    assert await spent(world, campaign) == costs


@pytest.mark.parametrize("name", ["Ávila + Ñuñoa & Söhne=50%", "", "  ", "山田 太郎"])
async def test_24_a_worker_known_by_another_name_takes_whatever_fields_there_are(
    world: World, second: str, ringing: Webhook, name: str
) -> None:
    told_of = ringing.but(CallStatus="in-progress", SequenceNumber="9", FromCity=name)
    there = told_of.url.replace(world.system.at.host, second)
    signature = told_of.signed_by(token_of(world))
    assert await post(world, told_of, signature, to=there, host="internal.example") == 204
    sid = ringing.fields["CallSid"]
    (call,) = await world.rows("select status from call where sid = %s", sid)
    assert call["status"] == "in-progress"


@pytest.fixture
async def operator(world: World) -> AsyncIterator[Operator]:
    """Whoever may change secrets, at Twilio and in the vault; at the end they are as they were."""
    async with Operator.of(world) as operator:
        yield operator
        await operator.restore()


async def test_25_while_the_token_is_changed_every_webhook_is_taken(
    world: World, operator: Operator
) -> None:
    campaign = await world.start(*[COOPERATIVE] * 14, live_cap=1, per_second=0.02)
    new = await operator.make_token()
    await operator.keep("twilio-auth-token-secondary", operator.token)
    await world.passes(ABSENCE)
    await operator.keep("twilio-auth-token", new)
    await world.passes(FRESHNESS)
    await operator.promote_token()
    members = await world.ended(campaign)
    assert {each["outcome"] for each in members} == {"completed"}
    assert {each["detail"]["status"] for each in await world.events("webhook")} == {200, 204}
    assert await world.findings() == {}


async def taken(world: World, webhook: Webhook, signature: str) -> bool:
    return await post(world, webhook, signature) == TAKEN


async def test_26_while_the_database_is_away_twilio_is_told_to_come_again(
    world: World, ringing: Webhook
) -> None:
    end = ringing.but(CallStatus="busy", SequenceNumber="9", CallDuration="0")
    signature, sid = end.signed_by(token_of(world)), ringing.fields["CallSid"]
    async with world.parts.database_away():
        assert await post(world, end, signature) == AWAY
    await soon(lambda: taken(world, end, signature))
    (call,) = await world.rows("select status from call where sid = %s", sid)
    assert call["status"] == "busy"


@pytest.mark.soak
async def test_26_an_end_told_while_the_database_is_away_is_not_lost(world: World) -> None:
    campaign = await world.start(BUSY, max_attempts=1)
    await soon(lambda: told(world))
    async with world.parts.database_away():
        passing = asyncio.create_task(world.passes(20))
        await soon(lambda: world.events("notification"))
    await passing
    (member,) = await world.ended(campaign)
    assert (member["outcome"], member["attempts"]) == ("busy", 1)
    assert len(await world.placed()) == 1


async def test_27_a_burst_of_callbacks_is_taken_whole(world: World) -> None:
    people = [COOPERATIVE] * 10
    await world.campaign(*people)
    ends = [each for each in await told(world) if each.fields["CallStatus"] == "completed"]
    before = await world.rows("select count(*) from call_event")
    burst = [
        end.but(SequenceNumber=str(n)) for n in range(10, 10 + BURST // len(ends)) for end in ends
    ]
    token = token_of(world)
    answers = await asyncio.gather(*(post(world, each, each.signed_by(token)) for each in burst))
    after = await world.rows("select count(*) from call_event")
    assert set(answers) == {204}
    assert after[0]["count"] - before[0]["count"] == BURST == len(burst)


async def test_29_a_machine_told_of_after_the_end_changes_nothing(world: World) -> None:
    (member,) = await world.campaign(COOPERATIVE)
    (ours, *_), before = await told(world, "webhook.amd"), await world.call_of(member)
    late = ours.but(AnsweredBy="machine_end_beep")
    for _ in range(2):
        assert await post(world, late, late.signed_by(token_of(world))) == 204
    await world.passes(180)
    assert await world.events("redirected") == []
    after = await world.call_of(member)
    assert (after["status"], after["seconds"]) == (before["status"], before["seconds"])


async def test_29_a_machine_told_of_twice_is_sent_to_the_message_once(world: World) -> None:
    await world.fault("webhook.amd", "duplicate", value=1)
    (member,) = await world.campaign(MACHINE, max_attempts=1)
    assert len(await told(world, "webhook.amd")) == 2
    assert len(await world.events("redirected")) == 1
    assert member["outcome"] == "voicemail"
