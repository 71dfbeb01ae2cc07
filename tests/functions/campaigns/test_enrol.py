import asyncio
from typing import Any

import pytest

from functions.campaigns import enrol
from functions.tickets import service as tickets
from functions.tickets.model import Draft
from tests.functions.campaigns.conftest import WORDS, Desk

ONE, TWO = "+12025550100", "+13125550100"


async def ticket(desk: Desk, phone: str | None = ONE, **facts: Any) -> str:
    about = {"title": "Late parcel", "requester_name": "Front Desk", "requester_phone": phone}
    draft = Draft.model_validate({**about, **facts})
    return (await tickets.open_ticket(desk.db, desk.clock, draft, "agent")).number


async def test_enrolling_twice_adds_nobody(desk: Desk) -> None:
    campaign = await desk.running(ONE, TWO)
    await enrol.enrol(desk.db, desk.clock, campaign.id)
    assert (await desk.report(campaign)).contacts == 2


async def test_a_draft_reports_that_nothing_has_begun(desk: Desk) -> None:
    report = await desk.report(await desk.draft(ONE))
    assert (report.contacts, report.live, report.planned, report.spent_micro) == (0, 0, 0, 0)


async def test_who_lacks_a_word_of_the_script_is_not_rung_and_it_is_said_which(desk: Desk) -> None:
    await ticket(desk)
    words = {**WORDS, "closing": "{order_number} comes on {day}."}
    campaign = await desk.write({"tickets": {}}, script={"en": WORDS, "es": words})
    await ticket(desk, TWO, language="es")
    campaign = await desk.run(campaign)
    found = {each.phone: (each.outcome, each.note) for each in await desk.members(campaign)}
    assert found == {ONE: (None, None), TWO: ("missing_variables", "day, order_number")}


@pytest.mark.parametrize(("also_in", "state"), [("skip", "done"), ("keep", "waiting")])
async def test_whom_another_campaign_is_to_ring_is_skipped_or_kept(
    desk: Desk, also_in: str, state: str
) -> None:
    await desk.running(ONE)
    campaign = await desk.running(ONE, also_in=also_in)
    member = await desk.member(campaign)
    assert member.state == state
    assert member.outcome == ("duplicate" if also_in == "skip" else None)


async def test_two_campaigns_that_enrol_at_once_do_not_overlook_each_other(desk: Desk) -> None:
    both = [await desk.running(TWO), await desk.running(TWO, also_in="keep")]
    async with desk.db.transaction() as conn:
        await conn.execute("delete from campaign_member")
        await conn.execute("update campaign set also_in = 'skip'")
    await asyncio.gather(*(enrol.enrol(desk.db, desk.clock, each.id) for each in both))
    states = sorted([(await desk.member(each)).state for each in both])
    assert states == ["done", "waiting"]


async def test_who_was_rung_to_the_end_elsewhere_is_rung(desk: Desk) -> None:
    first = await desk.running(ONE)
    await desk.look(first)
    await desk.settle(await desk.member(first), "completed")
    assert (await desk.member(await desk.running(ONE))).state == "waiting"


async def test_who_opened_tickets_is_rung_once_about_the_newest(desk: Desk) -> None:
    await ticket(desk)
    newest = await ticket(desk, "+1 202 555 0100")
    campaign = await desk.run(await desk.write({"tickets": {"state": ["new"]}}))
    (member,) = await desk.members(campaign)
    assert member.variables == {"name": "Front Desk", "ticket": newest, "title": "Late parcel"}


async def test_who_cannot_be_reached_is_counted(desk: Desk) -> None:
    await ticket(desk)
    await ticket(desk, None)
    await ticket(desk, "ask at the desk")
    campaign = await desk.run(await desk.write({"tickets": {}}))
    report = await desk.report(campaign)
    assert (report.contacts, report.without_phone) == (1, 2)


async def test_only_tickets_of_that_kind_count(desk: Desk) -> None:
    await ticket(desk, ONE, assignee="One")
    await ticket(desk, TWO, assignee="Two")
    campaign = await desk.run(await desk.write({"tickets": {"assignee": "Two"}}))
    assert [each.phone for each in await desk.members(campaign)] == [TWO]


async def test_the_phone_of_the_contact_stands_in_for_that_of_the_ticket(desk: Desk) -> None:
    first = await desk.running(ONE, also_in="keep")
    contact = (await desk.member(first)).contact_id
    await ticket(desk, None, contact_id=contact)
    campaign = await desk.run(await desk.write({"tickets": {}}, also_in="keep"))
    assert [each.contact_id for each in await desk.members(campaign)] == [contact]
