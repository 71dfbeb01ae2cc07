import asyncio
from datetime import time

import pytest

from functions.conversation import conclude, topics
from functions.conversation.model import Action
from functions.rotas import service as rotas
from functions.rotas.model import Colleague, Plan, Shift
from shared.db.pool import Database
from shared.value import Spoken
from tests.fakes import TurnedClock
from tests.functions.campaigns.conftest import Desk as CampaignDesk
from tests.functions.conversation.conftest import reply
from tests.functions.conversation.reception import PHONE, ROTA, TITLE, Desk
from tests.functions.conversation.test_promising import words
from tests.functions.signing import ROOT


@pytest.fixture
def desk(db: Database, clock: TurnedClock) -> Desk:
    return Desk(db, clock)


async def test_81_known_is_told_of_a_ticket_and_nothing_of_it_before_they_say_who_they_are(
    desk: Desk,
) -> None:
    await desk.knows()
    await desk.has_ticket()
    call = await desk.rings()
    opening = words(await call.picks_up())
    assert "There is an open ticket from this number. Am I speaking with Ana Roe?" in opening
    assert TITLE not in opening
    assert words(await call.says(1, "yes")).endswith(f"INC0010001, {TITLE}. Is it about that?")


async def test_81_what_is_about_the_open_ticket_is_added_to_it(desk: Desk) -> None:
    await desk.knows()
    await desk.has_ticket()
    call = await desk.rings()
    await call.picks_up()
    await call.says(1, "yes, speaking")
    await call.says(2, "yes it is")
    await desk.tells(call, 3, "it blinks faster now")
    assert await desk.rows("select title from ticket") == [(TITLE,)]
    assert ("it blinks faster now",) in await desk.rows("select text from ticket_entry")


@pytest.mark.parametrize("answer", ["no", "no, this is his sister"])
async def test_81_somebody_else_is_told_nothing_of_the_ticket(desk: Desk, answer: str) -> None:
    await desk.knows()
    await desk.has_ticket()
    call = await desk.rings()
    await call.picks_up()
    said = words(await call.says(1, answer))
    await desk.tells(call, 2)
    assert (said, TITLE in said) == ("How can I help?", False)
    assert len(await desk.rows("select id from ticket")) == 2


async def test_81_no_model_knows_of_the_ticket_before_they_said_who_they_are(desk: Desk) -> None:
    await desk.knows()
    await desk.has_ticket()
    call = await desk.rings()
    await call.picks_up()
    await desk.tells(call, 1)
    assert TITLE not in str(call.model.asked)


async def test_81_several_tickets_are_listed(desk: Desk) -> None:
    await desk.knows(language=Spoken.ES)
    for title in ("Uno", "Dos", "Tres", "Cuatro"):
        await desk.has_ticket(title)
    call = await desk.rings()
    assert "Hay incidencias abiertas de este número. ¿Hablo con Ana Roe?" in words(
        await call.picks_up()
    )
    told = words(await call.says(1, "sí"))
    assert "INC0010004, Cuatro; INC0010003, Tres; INC0010002, Dos." in told


async def test_81_a_stranger_becomes_a_contact_and_their_words_a_ticket(desk: Desk) -> None:
    call = await desk.rings()
    assert words(await call.picks_up()).endswith("How can I help?")
    await desk.tells(call, 1)
    rows = await desk.rows("select c.phone from ticket t join contact c on c.id = t.contact_id")
    assert rows == [(PHONE,)]


async def test_81_a_stranger_from_a_spanish_speaking_country_is_greeted_in_spanish(
    desk: Desk,
) -> None:
    call = await desk.rings("+34910000000")
    assert "¿En qué puedo ayudarle?" in words(await call.picks_up())


@pytest.mark.parametrize("shown", ["+266696687", "anonymous", "Restricted", "+86282452253"])
async def test_81_who_hides_their_number_is_asked_for_one_and_is_nobodys_contact(
    desk: Desk, shown: str
) -> None:
    call = await desk.rings(shown)
    assert "Your number does not show" in words(await call.picks_up())
    await desk.tells(call, 1, "my router is broken, call me at 212 555 0147")
    (found,) = await desk.rows("select requester_phone, contact_id from ticket")
    assert found == ("+12125550147", None)
    assert await desk.rows("select 1 from contact") == []


async def test_81_who_hides_their_number_is_promised_no_call(desk: Desk) -> None:
    call = await desk.rings("anonymous")
    await call.picks_up()
    call.model.answers = [reply("I will.", Action.SCHEDULE)]
    assert "a colleague will see to it" in words(await call.says(1, "call me tomorrow at three"))
    assert await desk.rows("select 1 from promise") == []


async def test_81_out_of_hours_they_are_told_when_somebody_is_back(desk: Desk) -> None:
    shift = Shift(person="Eva", starts=time(9), ends=time(17))
    eva = Colleague(name="Eva", phone="+12125550100")
    plan = Plan(name=ROTA, zone="America/New_York", people=(eva,), shifts=(shift,))
    await rotas.write(desk.db, desk.clock, plan, by=ROOT)
    call = await desk.rings()
    assert "My colleagues are back today at 9 AM." in words(await call.picks_up())


async def test_82_who_rings_back_a_campaign_hears_its_purpose_and_settles_its_member(
    desk: Desk,
) -> None:
    campaigns = CampaignDesk(desk.db, desk.clock)
    campaign = await campaigns.running(PHONE, max_attempts=3)
    await campaigns.look(campaign)
    await campaigns.settle(await campaigns.member(campaign), "no_answer", seconds=None)
    call = await desk.rings()
    assert "We tried to reach you, and this is why." in words(await call.picks_up())
    call.model.answers = [reply("Thank you. Goodbye.", Action.END, outcome="completed")]
    await call.says(1, "yes, and Tuesday is fine")
    await desk.ends(call)
    member = await campaigns.member(campaign)
    assert (member.state, member.outcome, member.attempts) == ("done", "completed", 1)


async def test_82_what_the_campaign_says_of_who_rings_back_is_their_own(desk: Desk) -> None:
    campaigns = CampaignDesk(desk.db, desk.clock)
    campaign = await campaigns.running(PHONE, max_attempts=3)
    await campaigns.look(campaign)
    await campaigns.settle(await campaigns.member(campaign), "no_answer", seconds=None)
    call = await desk.rings()
    async with desk.db.transaction() as conn:
        phone, own = await topics.own_words(conn, call.call_id)
    assert (phone, (await campaigns.member(campaign)).name in own) == (PHONE, True)


async def test_82_while_they_talk_to_us_the_campaign_does_not_ring_them(desk: Desk) -> None:
    campaigns = CampaignDesk(desk.db, desk.clock)
    campaign = await campaigns.running(PHONE, max_attempts=3)
    await campaigns.look(campaign)
    await campaigns.settle(await campaigns.member(campaign), "busy", seconds=None)
    await desk.clock.advance(19 * 60)
    await desk.rings()
    await desk.clock.advance(5 * 60)
    await campaigns.look(campaign)
    assert (await campaigns.member(campaign)).state == "waiting"


async def test_82_a_call_back_that_says_nothing_leaves_the_campaigns_turn(desk: Desk) -> None:
    campaigns = CampaignDesk(desk.db, desk.clock)
    campaign = await campaigns.running(PHONE, max_attempts=3)
    await campaigns.look(campaign)
    await campaigns.settle(await campaigns.member(campaign), "busy", seconds=None)
    call = await desk.rings()
    await call.picks_up()
    await desk.ends(call)
    member = await campaigns.member(campaign)
    assert (member.state, member.outcome) == ("waiting", "busy")


async def test_82_who_rings_before_the_promised_call_is_owed_none(desk: Desk) -> None:
    campaigns = CampaignDesk(desk.db, desk.clock)
    campaign = await campaigns.running(PHONE)
    await campaigns.look(campaign)
    member = await campaigns.member(campaign)
    await campaigns.settle(member, "busy", seconds=None)
    await desk.owes(member.id)
    call = await desk.rings()
    await call.picks_up()
    call.model.answers = [reply("Thank you. Goodbye.", Action.END, outcome="completed")]
    await call.says(1, "yes, and Tuesday is fine")
    await desk.ends(call)
    (found,) = await desk.rows("select state, reason from promise")
    assert found == ("withdrawn", "they reached us")


@pytest.mark.parametrize("outcome", ["completed", "declined"])
async def test_82_whose_answer_stands_rings_for_something_else(desk: Desk, outcome: str) -> None:
    campaigns = CampaignDesk(desk.db, desk.clock)
    campaign = await campaigns.running(PHONE)
    await campaigns.look(campaign)
    await campaigns.settle(await campaigns.member(campaign), outcome)
    call = await desk.rings()
    assert words(await call.picks_up()).endswith("How can I help?")


async def test_83_two_calls_at_once_come_to_one_ticket(desk: Desk) -> None:
    first, second = await desk.rings(), await desk.rings()
    await first.picks_up()
    assert "You have another call with us already" in words(await second.picks_up())
    await asyncio.gather(desk.tells(first, 1), desk.tells(second, 1))
    assert len(await desk.rows("select id from ticket")) == 1
    assert len(await desk.rows("select text from ticket_entry")) == 1


async def test_83_who_was_cut_off_and_rings_again_goes_on_with_the_same_ticket(
    desk: Desk,
) -> None:
    first = await desk.rings()
    await first.picks_up()
    await desk.tells(first, 1)
    await desk.ends(first)
    await desk.clock.advance(120)
    second = await desk.rings()
    assert "I think we were cut off." in words(await second.picks_up())
    await desk.tells(second, 1, "as I was saying, it blinks")
    assert len(await desk.rows("select id from ticket")) == 1


async def test_83_who_rings_later_begins_anew(desk: Desk) -> None:
    first = await desk.rings()
    await first.picks_up()
    await desk.tells(first, 1)
    await desk.ends(first)
    await desk.clock.advance(11 * 60)
    second = await desk.rings()
    assert "cut off" not in words(await second.picks_up())


async def test_83_two_who_hide_their_numbers_are_not_one_person(desk: Desk) -> None:
    first, second = await desk.rings("anonymous"), await desk.rings("anonymous")
    for call in (first, second):
        await call.picks_up()
        await desk.tells(call, 1)
    assert len(await desk.rows("select id from ticket")) == 2


async def test_a_call_that_ends_before_a_word_is_a_ticket_and_a_promise(desk: Desk) -> None:
    call = await desk.rings()
    await call.picks_up()
    await desk.ends(call)
    await conclude.conclude(desk.db, desk.clock, call.call_id, ROTA)
    assert await desk.rows("select title from ticket") == [("Missed call",)]
    assert await desk.rows("select state, cause from promise") == [("open", "missed")]


async def test_who_reaches_us_after_all_needs_no_call_for_the_one_we_missed(desk: Desk) -> None:
    await desk.ends(await desk.rings())
    again = await desk.rings()
    await again.picks_up()
    await desk.tells(again, 1)
    await desk.ends(again)
    assert await desk.rows("select state from promise") == [("withdrawn",)]
    assert len(await desk.rows("select id from ticket")) == 1


async def test_a_number_missed_twice_is_owed_one_call(desk: Desk) -> None:
    for _ in range(2):
        await desk.ends(await desk.rings())
    assert len(await desk.rows("select id from promise")) == 1
    assert len(await desk.rows("select id from ticket")) == 1


async def test_nobody_is_owed_a_call_whose_number_does_not_show(desk: Desk) -> None:
    await desk.ends(await desk.rings("anonymous"))
    assert await desk.rows("select id from ticket") == []
    assert await desk.rows("select id from promise") == []
