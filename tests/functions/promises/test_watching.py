import asyncio

import pytest

from functions.calls.model import CallStatus
from functions.permission import service as permission
from functions.promises import watching
from functions.promises.model import PromiseState
from functions.tickets import service as tickets
from functions.tickets.model import Edit, State
from functions.tickets.service import Act
from tests.functions.campaigns.conftest import Desk as CampaignDesk
from tests.functions.promises.conftest import PHONE, ROTA, Owing

DUE, SOON = "2027-03-02T15:00:00-05:00", "2027-03-02T14:51:00-05:00"
IN_GRACE, AFTER = "2027-03-02T15:14:00-05:00", "2027-03-02T15:15:00-05:00"


async def test_who_is_on_call_is_told_before_its_time_on_the_ticket(owing: Owing) -> None:
    await owing.on_call()
    ticket = await owing.ticket()
    promise = await owing.promised(DUE, ticket_id=ticket.id)
    await owing.until(SOON)
    assert (await tickets.ticket(owing.db, ticket.id)).assignee == "Ana"
    notes = [each["text"] for each in await owing.rows("select text from ticket_entry") if each]
    assert "Call them at 2027-03-02 15:00 (America/New_York): it is promised." in notes
    assert (await owing.now(promise)).assignee == "Ana"


async def test_a_ticket_stays_with_whom_it_belongs_to(owing: Owing) -> None:
    await owing.on_call()
    ticket = await owing.ticket(assignee="Eva")
    await owing.promised(DUE, ticket_id=ticket.id)
    await owing.until(SOON)
    assert (await tickets.ticket(owing.db, ticket.id)).assignee == "Eva"


@pytest.mark.parametrize("closed", [True, False])
async def test_without_an_open_ticket_there_is_a_new_one(owing: Owing, *, closed: bool) -> None:
    ticket = await owing.ticket()
    if closed:
        gone = Edit(state=State.CANCELED)
        await tickets.edit(owing.db, owing.clock, ticket.id, gone, Act(actor="Eva"))
    promise = await owing.promised(DUE, ticket_id=ticket.id if closed else None, words="at three")
    await owing.until(SOON)
    (new,) = await owing.rows("select id, title, description from ticket where title like 'A %'")
    assert (await owing.now(promise)).ticket_id == new["id"]
    assert (new["title"], new["description"]) == ("A promised call", "at three")


async def test_nobody_is_told_twice(owing: Owing) -> None:
    await owing.promised(DUE)
    await owing.until(SOON)
    await asyncio.gather(*(watching.sweep(owing.db, owing.clock, ROTA) for _ in range(3)))
    assert len(await owing.rows("select id from ticket")) == 1


async def test_a_telephone_that_rings_in_time_keeps_the_promise(owing: Owing) -> None:
    promise = await owing.promised(DUE)
    await owing.until(DUE)
    await owing.rung()
    await owing.until(IN_GRACE)
    kept = await owing.now(promise)
    assert (kept.state, kept.reason) == (PromiseState.KEPT, "their telephone rang")
    assert kept.kept_by is not None


@pytest.mark.parametrize("status", [CallStatus.QUEUED, CallStatus.CANCELED, CallStatus.FAILED])
async def test_a_call_that_rings_nowhere_keeps_nothing(owing: Owing, status: CallStatus) -> None:
    promise = await owing.promised(DUE)
    await owing.until(DUE)
    await owing.rung(status)
    await owing.until(IN_GRACE)
    assert (await owing.now(promise)).state is PromiseState.OPEN


async def test_a_call_before_its_time_keeps_nothing(owing: Owing) -> None:
    promise = await owing.promised(DUE)
    await owing.until(SOON)
    await owing.rung()
    await owing.until(AFTER)
    assert (await owing.now(promise)).state is PromiseState.BROKEN


async def test_a_broken_promise_is_reported_once_and_written_on_its_ticket(owing: Owing) -> None:
    promise = await owing.promised(DUE, ticket_id=(await owing.ticket()).id)
    await owing.until(IN_GRACE)
    assert await owing.alerts() == []
    await owing.until(AFTER)
    await asyncio.gather(*(watching.sweep(owing.db, owing.clock, ROTA) for _ in range(3)))
    (alert,) = [each["body"] for each in await owing.alerts()]
    assert (alert["source"], alert["what"]) == ("promises", "promise_broken")
    assert alert["subject_id"] == str(promise.id)
    last = (await owing.rows("select text from ticket_entry order by position desc"))[0]
    assert last["text"].endswith("is broken: nobody called in time.")


async def test_a_report_names_nobody(owing: Owing) -> None:
    await owing.promised(DUE)
    await owing.until(AFTER)
    assert PHONE not in str(await owing.alerts())


@pytest.mark.parametrize("at", [SOON, AFTER])
async def test_who_wants_no_calls_any_more_is_owed_none(owing: Owing, at: str) -> None:
    promise = await owing.promised(DUE)
    async with owing.db.transaction() as conn:
        await permission.opt_out(conn, PHONE, "text", "STOP", owing.clock.now())
    await owing.until(at)
    found = await owing.now(promise)
    assert (found.state, found.told_at) == (PromiseState.WITHDRAWN, None)
    assert await owing.alerts() == []


async def test_who_is_still_to_be_rung_by_a_campaign_is_nobodys_task(owing: Owing) -> None:
    desk = CampaignDesk(owing.db, owing.clock)
    member = await desk.member(await desk.running(PHONE))
    promise = await owing.promised(DUE, member_id=member.id)
    await owing.until(DUE)
    assert (await owing.now(promise)).told_at is None


async def test_when_its_campaign_is_paused_it_becomes_somebodys_task(owing: Owing) -> None:
    desk = CampaignDesk(owing.db, owing.clock)
    campaign = await desk.running(PHONE)
    promise = await owing.promised(DUE, member_id=(await desk.member(campaign)).id)
    await desk.pause(campaign)
    await owing.until(SOON)
    assert (await owing.now(promise)).ticket_id is not None
