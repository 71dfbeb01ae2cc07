import asyncio
from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from functions.allowances import service as allowances
from functions.conversation import handover
from functions.conversation.model import Outcome, Topic
from functions.transfers import service as transfers
from functions.transfers.model import State
from shared.value import Spoken
from tests.functions.calls.conftest import PHONE
from tests.functions.conversation.conftest import Caller
from tests.functions.conversation.waiting import WORDS, Waiting, rung
from tests.functions.transfers.staff import ANA, BEN, go_away, on_call


def words(document: Element) -> str:
    return "".join(document.itertext())


@pytest.fixture
async def caller(inbound: Caller) -> Waiting:
    await inbound.picks_up()
    return Waiting(inbound)


@pytest.fixture
async def member(called: Caller) -> Waiting:
    await called.picks_up()
    return Waiting(called)


async def rings(caller: Waiting) -> None:
    """Ana is on call, and her telephone rings for somebody who asked for a person."""
    await on_call(caller.db, caller.call.clock, "Ana")
    await caller.asks()
    await caller.waits()


async def test_who_asks_for_a_person_is_told_so_and_led_to_one(caller: Waiting) -> None:
    await on_call(caller.db, caller.call.clock, "Ana")
    document = await caller.asks()
    assert words(document).startswith(WORDS)
    assert f"/twilio/transfers/{caller.call.call_id}/1?t=" in document.findtext("Redirect", "")


async def test_the_first_on_call_is_rung_and_the_caller_hears_it_ring(caller: Waiting) -> None:
    await on_call(caller.db, caller.call.clock, "Ana", "Ben")
    await caller.asks()
    dial = (await caller.waits()).find("Dial")
    assert dial is not None
    assert (dial.get("answerOnBridge"), dial.get("timeout")) == ("true", "10")
    assert (dial.findtext("Number"), dial.get("callerId")) == (ANA, "+12025550199")


async def test_a_repeated_request_gets_the_same_document_and_rings_nobody_else(
    caller: Waiting,
) -> None:
    await on_call(caller.db, caller.call.clock, "Ana", "Ben")
    await caller.asks()
    first = [words(await caller.waits()), words(await caller.waits())]
    second = [words(await caller.result(bridged=False)) for _ in range(2)]
    assert await caller.call.one("select count(*) from transfer_ring") == (2,)
    assert (first[0], second[0]) == (first[1], second[1])


async def test_who_picks_up_hears_who_waits_and_why_and_is_asked_for_a_key(
    caller: Waiting,
) -> None:
    await rings(caller)
    document = await caller.picks_up()
    said = document.findtext("Gather/Say", "")
    assert (
        said == "Acme Parcels. A caller is on the line. Wants a refund. Press one to take the call."
    )
    assert [each.tag for each in document] == ["Gather", "Hangup"]


async def test_two_requests_at_once_ring_one_telephone(caller: Waiting) -> None:
    await on_call(caller.db, caller.call.clock, "Ana", "Ben")
    await caller.asks()
    both = await asyncio.gather(caller.waits(), caller.waits())
    assert [rung(each) for each in both] == [ANA, ANA]
    assert await caller.call.one("select count(*) from transfer_ring") == (1,)


@pytest.mark.parametrize(
    ("language", "speaks", "told"),
    [
        (Spoken.EN, Spoken.EN, "Acme. Robin is on the line. A refund. Press 1 to take the call."),
        (
            Spoken.ES,
            Spoken.EN,
            "Acme. Robin está al teléfono. A refund. Habla inglés. Pulse 1 para atender.",
        ),
        (
            Spoken.EN,
            Spoken.ES,
            "Acme. Robin is on the line. A refund. They speak Spanish. Press 1 to take the call.",
        ),
    ],
)
def test_a_colleague_is_told_in_their_language_and_which_one_is_spoken(
    language: Spoken, speaks: Spoken, told: str
) -> None:
    about = {"organisation": "Acme", "language": speaks, "name": "Robin", "purpose": None}
    topic = Topic.model_validate({**about, "questions": (), "closing": "", "voicemail": ""})
    assert (
        handover.whisper(topic, "A refund. And much more that nobody needs now.", language) == told
    )


@pytest.mark.parametrize("key", ["", "2", "9"])
async def test_without_the_key_nobody_is_connected(caller: Waiting, key: str) -> None:
    await rings(caller)
    assert [each.tag for each in await caller.presses(key)] == ["Hangup"]
    assert (await caller.stands()).state is State.WAITING


async def test_who_takes_it_has_the_ticket_and_the_call_was_handed_over(caller: Waiting) -> None:
    await rings(caller)
    assert list(await caller.presses("1")) == []
    assert await caller.outcome() is Outcome.TRANSFERRED
    assert await caller.call.one("select assignee from ticket") == ("Ana",)


async def test_who_dies_between_the_call_and_its_ticket_has_neither_until_the_key_comes_again(
    caller: Waiting,
) -> None:
    await rings(caller)
    async with caller.db.transaction() as conn:
        await conn.execute("select from ticket for update")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(caller.presses("1"), 0.5)  # whoever pressed it dies
    assert (await caller.stands()).state is State.WAITING
    await caller.presses("1")
    assert await caller.call.one("select assignee from ticket") == ("Ana",)


async def test_who_takes_a_call_about_a_ticket_that_is_over_talks_all_the_same(
    caller: Waiting,
) -> None:
    await rings(caller)
    async with caller.db.transaction() as conn:
        await conn.execute("update ticket set state = 'canceled'")
    assert list(await caller.presses("1")) == []
    assert await caller.call.one("select assignee from ticket") == (None,)


@pytest.mark.parametrize("bridged", [True, None])
async def test_once_both_have_talked_the_caller_is_thanked_and_it_ends(
    caller: Waiting, bridged: bool | None
) -> None:
    await on_call(caller.db, caller.call.clock, "Ana", "Ben")
    await caller.asks()
    await caller.waits()
    await caller.presses("1")
    document = await caller.result(bridged=bridged)
    assert words(document) == "Thank you for your call. Goodbye."
    assert (await caller.stands()).state is State.DONE


async def test_an_engaged_line_leads_to_the_next_and_no_answer_to_a_promise(
    caller: Waiting,
) -> None:
    await on_call(caller.db, caller.call.clock, "Ana", "Ben")
    await caller.asks()
    await caller.waits()
    second = await caller.result(bridged=False)
    await caller.call.clock.advance(18)
    last = await caller.result(2, bridged=False)
    assert (rung(second), second.findtext("Play", "")[:27]) == (BEN, "I am trying another colleag")
    assert words(last).endswith("a colleague will call you today at 8 AM. Goodbye.")
    assert (await caller.stands()).state is State.NOBODY_CAME
    assert await caller.call.one("select cause, state from promise") == ("nobody_came", "open")


async def test_where_nobody_is_on_call_the_caller_is_told_at_once_and_promised_a_call(
    caller: Waiting,
) -> None:
    await on_call(caller.db, caller.call.clock)
    document = await caller.asks()
    assert "none of my colleagues is available right now" in words(document)
    assert document.find("Hangup") is not None
    assert (await caller.stands()).state is State.NOBODY_THERE
    assert await caller.outcome() is Outcome.TRANSFER_REQUESTED
    assert "Promised: a call" in await caller.journal()


async def test_who_is_away_or_on_another_call_is_not_rung(caller: Waiting) -> None:
    await on_call(caller.db, caller.call.clock, "Ana", "Ben")
    await go_away(caller.db, caller.call.clock, "ana")
    await caller.asks()
    assert rung(await caller.waits()) == BEN
    async with caller.db.transaction() as conn:
        assert await transfers.there(conn, "Support", caller.call.clock.now()) == []


async def test_the_ticket_holds_what_was_said_before_anybody_picks_up(caller: Waiting) -> None:
    await rings(caller)
    await caller.waits()
    told = await caller.journal()
    assert told.count("A person was wanted.") == 1
    assert f"> I want my money back\n{WORDS}" in told
    row = await caller.call.one("select requester_phone, channel, language from ticket")
    assert row == (PHONE, "phone", "en")


async def test_who_hangs_up_while_they_wait_has_left_and_everybody_is_free(
    caller: Waiting,
) -> None:
    await rings(caller)
    await caller.call.clock.advance(5)
    await caller.hangs_up()
    left = await caller.stands()
    assert (left.state, left.abandoned) == (State.LEFT, True)
    assert await caller.outcome() is Outcome.TRANSFER_REQUESTED
    assert await caller.call.one("select count(*) from transfer_ring where over_at is null") == (0,)
    assert "hung up while they waited" in await caller.journal()


async def test_nobody_is_rung_for_a_caller_who_has_gone(caller: Waiting) -> None:
    await on_call(caller.db, caller.call.clock, "Ana", "Ben")
    await caller.asks()
    await caller.waits()
    document = await caller.result(bridged=False, gone=True)
    assert [each.tag for each in document] == ["Hangup"]
    assert [each.tag for each in await caller.presses("1")] == ["Hangup"]
    assert (await caller.stands()).state is State.LEFT


async def test_nobody_is_rung_for_a_call_that_is_over_by_then(caller: Waiting) -> None:
    """The network asks whom to ring, and is told of the end before we have answered."""
    await on_call(caller.db, caller.call.clock, "Ana")
    await caller.asks()
    await caller.hangs_up()
    assert [each.tag for each in await caller.waits()] == ["Hangup"]
    assert (await caller.stands()).state is State.LEFT
    async with caller.db.transaction() as conn:
        assert await transfers.there(conn, "Support", caller.call.clock.now())


async def test_who_leaves_as_they_are_taken_over_has_left(caller: Waiting) -> None:
    await rings(caller)
    await caller.presses("1")
    await caller.result(bridged=False, gone=True)
    assert (await caller.stands()).state is State.LEFT
    assert await caller.outcome() is Outcome.TRANSFER_REQUESTED


async def money(member: Waiting) -> dict[str, Any]:
    attempt = await member.call.one("select allowance_id from attempt")
    async with member.db.transaction() as conn:
        found = await allowances.get(conn, attempt[0])
    return found.model_dump(include={"live", "reserved_micro", "spent_micro"})


async def test_the_second_leg_takes_a_line_and_its_worst_case_and_is_paid_once(
    member: Waiting,
) -> None:
    await on_call(member.db, member.call.clock, "Ana")
    await member.asks()
    await member.waits()
    ringing = await money(member)
    await member.puts_down(61)
    await member.puts_down(61)
    assert ringing == {"live": 2, "reserved_micro": 280_000, "spent_micro": 0}
    assert await money(member) == {"live": 1, "reserved_micro": 140_000, "spent_micro": 28_000}


async def test_a_leg_whose_end_nobody_told_is_paid_with_the_end_of_the_call(
    member: Waiting,
) -> None:
    await on_call(member.db, member.call.clock, "Ana")
    await member.asks()
    await member.waits()
    await member.presses("1")
    await member.call.clock.advance(timedelta(minutes=2).total_seconds())
    await member.hangs_up()
    assert (await member.stands()).state is State.DONE
    assert await money(member) == {"live": 0, "reserved_micro": 0, "spent_micro": 14_000 + 28_000}


async def test_without_the_money_for_a_second_leg_nobody_is_rung(member: Waiting) -> None:
    await on_call(member.db, member.call.clock, "Ana")
    await member.call.one("update allowance set budget_micro = 140000 returning 1")
    await member.asks()
    document = await member.waits()
    assert rung(document) is None
    assert (await member.stands()).state is State.NOBODY_THERE


async def test_somebody_whom_another_caller_rings_is_not_rung(caller: Waiting) -> None:
    """They were there when it was asked, and were rung for another before they were claimed."""
    await rings(caller)
    async with caller.db.transaction() as conn:
        stands = await transfers.of_turn(conn, caller.call.call_id, 1)
        again = stands.model_copy(update={"id": stands.call_id, "n": 2})
        await conn.execute(
            "insert into transfer (id, call_id, n, rota, language, state, wanted_at)"
            " select %s, call_id, 2, rota, language, 'waiting', wanted_at from transfer",
            (again.id,),
        )
        now = caller.call.clock.now()
        assert await transfers.ring_next(conn, again, 0, now, lines=9) is None
