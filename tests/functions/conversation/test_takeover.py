"""One of ours takes a live call over, or ends it."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4
from xml.etree.ElementTree import Element, fromstring

import pytest

from functions.access.model import Principal, Role
from functions.calls import stepping_in
from functions.calls.stepping_in import TakenOver
from functions.conversation import conclude, service, takeover, transfer
from functions.conversation.transfer import Leg
from functions.permission import service as permission
from functions.transfers import service as transfers
from shared.db.pool import Database
from shared.errors import Conflict, Invalid
from shared.messages import TakeOver
from shared.value import Spoken
from tests.fake_vendors import FakeTelephony
from tests.functions.calls.conftest import LINE, PHONE
from tests.functions.conversation.conftest import OPENING, Caller
from tests.functions.transfers.staff import ANA, on_call

COMING = "A colleague of mine is coming to the telephone. One moment, please."
QUESTION = "How can I help?"


def one_of_ours(name: str) -> Principal:
    return Principal(id=name, name=name, roles=frozenset({Role.SUPERVISOR}))


@dataclass
class Live:
    """A call somebody of ours looks at."""

    call: Caller
    network: FakeTelephony = field(default_factory=FakeTelephony)

    @property
    def db(self) -> Database:
        return self.call.db

    async def asks(self, person: str = "Ana", phone: str | None = ANA) -> TakenOver:
        return await stepping_in.take_over(
            self.db,
            self.call.clock,
            self.call.call_id,
            by=one_of_ours(person),
            phone=phone,
            spoken=Spoken.EN,
        )

    async def is_led(self, asked: TakenOver) -> None:
        """The worker does what was asked."""
        now = self.call.clock.now()
        message = TakeOver.new(now, call_id=self.call.call_id, takeover_id=asked.id)
        await takeover.lead(self.db, self.call.clock, self.network, LINE, message)

    async def arrives(self, takeover_id: UUID) -> Element:
        """The network asks what the caller hears there."""
        document = await takeover.begin(self.db, self.call.desk, self.call.call_id, takeover_id)
        return fromstring(document)

    async def taken(self) -> Element:
        """Somebody has asked, and the caller is led to them."""
        asked = await self.asks()
        await self.is_led(asked)
        return await self.arrives(asked.id)

    async def result(self, *, bridged: bool, n: int = 1) -> Element:
        leg = Leg(self.call.call_id, n, 1)
        document = await transfer.result(self.db, self.call.desk, leg, bridged=bridged, gone=False)
        return fromstring(document)

    async def ends(self, person: str = "Eve", reason: str = "") -> str:
        done = await stepping_in.end(
            self.db,
            self.call.clock,
            self.call.call_id,
            by=one_of_ours(person),
            reason=reason,
        )
        return done.actor

    async def count(self, what: str) -> int:
        return int((await self.call.one(f"select count(*) from {what}"))[0])


def words(document: Element) -> str:
    return "".join(document.itertext())


@pytest.fixture
async def live(inbound: Caller) -> Live:
    """Somebody has rung us and hears the first words."""
    await inbound.picks_up()
    return Live(inbound)


@pytest.fixture
async def ringing(called: Caller) -> Live:
    """Somebody is rung by a campaign, and has not answered."""
    return Live(called)


async def test_who_takes_over_is_rung_and_the_caller_is_told_that_they_come(live: Live) -> None:
    document = await live.taken()
    dial = document.find("Dial")
    assert dial is not None
    assert (words(document)[: len(COMING)], dial.findtext("Number")) == (COMING, ANA)
    assert dial.get("timeout") == "20"
    assert [url.partition("/takeover/")[1] for _, url in live.network.redirected] == ["/takeover/"]


async def test_a_repeated_request_rings_once_and_says_the_same(live: Live) -> None:
    asked = await live.asks()
    first = [words(await live.arrives(asked.id)) for _ in range(2)]
    assert first[0] == first[1]
    assert (await live.count("transfer_ring"), await live.count("turn")) == (1, 2)


async def test_the_same_message_twice_leads_the_caller_once(live: Live) -> None:
    asked = await live.asks()
    await live.is_led(asked)
    await live.arrives(asked.id)
    await live.is_led(asked)
    assert len(live.network.redirected) == 1


async def test_who_asks_twice_is_rung_once_and_another_is_told_who_has_it(live: Live) -> None:
    first, again = await live.asks(), await live.asks()
    assert first.id == again.id
    with pytest.raises(Conflict, match="Ana is taking this call over"):
        await live.asks("Ben", "+16175550172")


async def test_nobody_takes_over_whom_somebody_else_talks_with(live: Live) -> None:
    await live.taken()
    await transfer.accept(live.db, live.call.clock, Leg(live.call.call_id, 1, 1), "1")
    await live.call.clock.advance(60)
    with pytest.raises(Conflict, match="Ana is taking this call over"):
        await live.asks("Ben", "+16175550172")


async def test_where_they_do_not_come_the_bot_asks_again_and_goes_on(live: Live) -> None:
    await live.taken()
    document = await live.result(bridged=False)
    gather = document.find("Gather")
    assert gather is not None
    assert words(document).endswith(f"Let us go on. {QUESTION}")
    assert "/turns/3?" in gather.get("action", "")


async def test_what_is_said_meanwhile_is_no_part_of_the_dialogue(live: Live) -> None:
    await live.taken()
    await live.result(bridged=False)
    await live.call.clock.advance(OPENING)
    heard = words(await live.call.says(3))
    assert heard == f"Sorry, I did not hear you. {QUESTION}"
    sources = await live.call.one("select array_agg(source order by n) from turn")
    assert sources == (["script", "takeover", "takeover", "script"],)


async def test_once_both_have_talked_it_ends_as_handed_over(live: Live) -> None:
    await live.taken()
    await transfer.accept(live.db, live.call.clock, Leg(live.call.call_id, 1, 1), "1")
    document = await live.result(bridged=True)
    assert words(document) == "Thank you for your call. Goodbye."
    assert (await live.call.concluded())[0] == "transferred"


async def test_a_takeover_nobody_asked_for_leaves_no_caller_waiting(live: Live) -> None:
    await live.taken()
    await live.result(bridged=False)
    async with live.db.transaction() as conn:
        ((moved, rings),) = await transfers.recent(conn, after=None, limit=2)
    assert (moved.begun_by, moved.abandoned, [each.person for each in rings]) == (
        "Ana",
        False,
        ["Ana"],
    )
    assert await live.count("promise") == 0


async def test_the_telephone_is_kept_for_the_next_time(live: Live) -> None:
    await live.asks()
    await live.call.clock.advance(60)
    await live.asks(phone=None)
    assert await live.call.one("select array_agg(phone) from takeover") == ([ANA, ANA],)


async def test_who_is_in_a_rota_need_give_no_number(live: Live) -> None:
    await on_call(live.db, live.call.clock)
    await live.asks("ana", phone=None)
    assert await live.call.one("select phone from takeover") == (ANA,)


async def test_without_a_number_to_ring_they_are_told_what_to_give(live: Live) -> None:
    with pytest.raises(Invalid, match="nobody has said where you are rung"):
        await live.asks(phone=None)


@pytest.mark.parametrize("number", [PHONE, "+12025550199"])
async def test_nobody_in_the_call_is_rung_for_it(live: Live, number: str) -> None:
    with pytest.raises(Invalid, match="in the call already"):
        await live.asks(phone=number)


async def test_a_number_that_must_not_be_called_is_no_telephone_of_ours(live: Live) -> None:
    now = live.call.clock.now()
    async with live.db.transaction() as conn:
        await permission.opt_out(conn, ANA, "call", "said so", now)
    with pytest.raises(Invalid, match="do-not-call"):
        await live.asks()


async def test_who_has_not_answered_cannot_be_taken_over(ringing: Live) -> None:
    with pytest.raises(Conflict, match="Nobody has answered"):
        await ringing.asks()


async def test_a_call_that_ends_meanwhile_leads_nobody_anywhere(live: Live) -> None:
    asked = await live.asks()
    await live.call.hangs_up()
    await live.is_led(asked)
    assert live.network.redirected == []
    assert await live.call.one("select dropped from takeover") == ("ended",)


async def test_who_leaves_on_the_way_rings_nobody(live: Live) -> None:
    asked = await live.asks()
    await live.call.hangs_up()
    assert [each.tag for each in await live.arrives(asked.id)] == ["Hangup"]
    assert await live.count("transfer_ring") == 0


async def test_an_engaged_telephone_leaves_the_caller_with_the_bot(live: Live) -> None:
    asked = await live.asks()
    other = (uuid4(), live.call.clock.now())
    async with live.db.transaction() as conn:
        await conn.execute(
            """
            with other as (
              insert into transfer (id, call_id, n, rota, language, state, wanted_at)
              values (%s, gen_random_uuid(), 1, 'Support', 'en', 'waiting', %s)
              returning id, wanted_at
            )
            insert into transfer_ring (transfer_id, place, person, phone, language, ring_seconds,
              asked_at) select id, 1, 'Ana', %s, 'en', 20, wanted_at from other
            """,
            (*other, ANA),
        )
    assert (await live.arrives(asked.id)).find("Gather") is not None


async def test_who_ends_a_call_twice_has_ended_it_once(live: Live) -> None:
    first, second = await live.ends("Eve"), await live.ends("Max")
    assert (first, second) == ("Eve", "Eve")
    assert await live.count("outbox where queue = 'end-call'") == 1
    assert await live.count("audit_entry where action = 'call.ended'") == 1


async def test_a_call_still_live_after_a_while_is_ended_anew(live: Live) -> None:
    await live.ends()
    await live.call.clock.advance(16)
    await live.ends()
    assert await live.count("outbox where queue = 'end-call'") == 2


async def test_a_call_that_has_ended_says_so(live: Live) -> None:
    await live.call.hangs_up()
    with pytest.raises(Conflict, match="ended already"):
        await live.ends()
    with pytest.raises(Conflict, match="ended already"):
        await live.asks()


async def test_a_live_call_ends_with_a_sentence_and_the_transcript_names_who_ended_it(
    live: Live,
) -> None:
    await live.ends("Eve")
    document = fromstring(await service.say_goodbye(live.db, live.call.desk, live.call.call_id))
    await service.say_goodbye(live.db, live.call.desk, live.call.call_id)
    assert (words(document)[:26], document[-1].tag) == ("I am sorry, I have to stop", "Hangup")
    told = await live.call.one(
        "select array_agg(content ->> 'by') from transcript_entry where content ? 'by'"
    )
    assert told == (["Eve"],)


async def test_what_came_to_nothing_before_it_was_ended_was_stopped(live: Live) -> None:
    await live.ends()
    assert (await live.call.concluded())[0] == "stopped"


async def test_a_call_that_was_stopped_is_not_made_again(ringing: Live) -> None:
    await ringing.call.picks_up()
    await ringing.ends()
    await ringing.call.hangs_up()
    await conclude.conclude(ringing.db, ringing.call.clock, ringing.call.call_id)
    row = await ringing.call.one("select state, outcome from campaign_member")
    assert row == ("done", "stopped")
