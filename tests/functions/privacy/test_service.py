from functions.conversation.conclude import conclude
from functions.people import service as people
from functions.permission.model import Refusal
from functions.privacy.model import ErasureState
from tests.functions.campaigns.conftest import Desk as CampaignDesk
from tests.functions.privacy.conftest import FILE, NAME, PHONE, Life


async def test_no_table_holds_a_word_of_the_erased(life: Life) -> None:
    _, member = await life.campaign()
    call = await life.answers(member)
    await life.promised(call)
    await life.ends(call)
    await life.texts("Where is it?")
    await life.rows("delete from outbox returning id")  # published
    before = {table for table, _ in await life.traces()}
    done = await life.carry_on(await life.erased())
    assert {"contact", "contact_import_row", "campaign_member", "attempt", "call", "turn"} <= before
    assert (await life.traces(), done.state) == (set(), ErasureState.DONE)
    assert life.transcripts.kept == {}
    assert done.counts == {
        "contacts": 1,
        "consents": 1,
        "rows": 1,
        "members": 1,
        "attempts": 1,
        "calls": 1,
        "conversations": 1,
        "texts": 1,
        "tickets": 2,
        "attachments": 0,
        "accounts": 0,
        "suggestions": 0,
        "feedback": 0,
        "promises": 1,
        "transcripts": 1,
        "audio": 0,
        "recordings": 0,
        "mails": 0,
        "held_mails": 0,
        "exports": 0,
    }


async def test_who_somebody_was_before_a_file_changed_them_is_forgotten_too(life: Life) -> None:
    await life.imported(FILE.replace(NAME, "Their old name"))
    await life.imported()
    await life.erased()
    assert await life.rows("select was from contact_import_row where was is not null") == []


async def test_who_wrote_in_the_portal_is_forgotten_in_the_journal(life: Life) -> None:
    await life.asks_in_the_portal()
    await life.rows("delete from outbox returning id")
    assert {"ticket", "ticket_entry", "notification"} <= {table for table, _ in await life.traces()}
    await life.carry_on(await life.erased())
    assert await life.traces() == set()


async def test_what_an_agent_of_that_ticket_did_keeps_their_name(life: Life) -> None:
    await life.asks_in_the_portal()
    await life.answered("Found.", by="Ana")
    await life.erased()
    actors = await life.rows("select distinct actor from ticket_entry order by actor")
    assert actors == [("Ana",), ("erased",)]


async def test_an_erased_number_is_never_called_again(life: Life) -> None:
    await life.carry_on(await life.erased())
    assert await life.refusal() is Refusal.DO_NOT_CALL
    await life.rows("delete from contact_import_row returning 1")
    await life.rows("delete from contact_import returning 1")
    await life.imported()
    assert await life.refusal() is Refusal.DO_NOT_CALL
    (row,) = await life.rows("select reasons from contact_import_row")
    assert "do_not_call" in {each["code"] for each in row[0]}


async def test_what_was_planned_is_withdrawn_and_counted(life: Life) -> None:
    campaign, member = await life.campaign()
    await life.erased()
    assert await life.rows("select state, reason from attempt") == [("refused", "erased")]
    assert member.last_attempt
    await conclude(life.db, life.clock, member.last_attempt)
    (after,) = await CampaignDesk(life.db, life.clock).members(campaign)
    assert (after.name, after.state, after.outcome) == ("erased", "done", "refused")


async def test_whoever_waits_for_a_call_is_done(life: Life) -> None:
    campaign, member = await life.campaign()
    desk = CampaignDesk(life.db, life.clock)
    await life.rows("update attempt set state = 'over' returning id")
    await desk.settle(member, "busy")
    await life.erased()
    (after,) = await desk.members(campaign)
    assert (after.phone, after.state, after.outcome) == (f"erased:{after.id}", "done", "erased")


async def test_what_a_campaign_cost_stays(life: Life) -> None:
    _, member = await life.campaign()
    await life.ends(await life.answers(member))
    before = await life.rows("select spent_micro, reserved_micro from allowance")
    await life.carry_on(await life.erased())
    assert await life.rows("select spent_micro, reserved_micro from allowance") == before


async def test_a_second_request_finds_the_first(life: Life) -> None:
    _, member = await life.campaign()
    await life.answers(member)
    first = await life.erased()
    assert (await life.erased()).id == first.id


async def test_an_erasure_that_runs_twice_counts_once(life: Life) -> None:
    _, member = await life.campaign()
    await life.ends(await life.answers(member))
    erasure = await life.erased()
    first = await life.carry_on(erasure)
    assert await life.carry_on(erasure) == first


async def test_a_ticket_stays_without_its_requester(life: Life) -> None:
    await life.texts("Where is it?")
    await life.carry_on(await life.erased())
    kept = await life.rows("select title, requester_name, requester_phone, contact_id from ticket")
    assert kept == [("Where is it?", "erased", None, None)]


async def test_an_erased_contact_is_nobodys_any_more(life: Life) -> None:
    await life.carry_on(await life.erased())
    async with life.db.transaction() as conn:
        listed = await people.contact_page(conn, after=None, limit=9)
        known = await people.contact_by_phone(conn, PHONE)
    assert (listed, known) == ([], None)
