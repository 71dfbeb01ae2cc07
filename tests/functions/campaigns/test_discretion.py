"""What is shown of the tickets people are rung about, to who does not see all tickets."""

import pytest

from functions.access.model import Sight
from functions.campaigns import discretion, writing
from functions.campaigns.model import Campaign, Member
from functions.tickets import service as tickets
from functions.tickets.model import Draft
from tests.functions.campaigns.conftest import WORDS, Desk

SIGHT = Sight(name="Ana", groups=frozenset({"billing"}))
PHONES = {"billing": "+12125550101", "network": "+12125550102"}
ABOUT_IT = {**WORDS, "purpose": "I am calling {name} about {ticket}, {title}."}


@pytest.fixture
async def campaign(desk: Desk) -> Campaign:
    """One that rings whoever asked for a ticket of Ana's group, and of another one."""
    for group, phone in PHONES.items():
        told = {"title": f"On {group}", "requester_name": group, "requester_phone": phone}
        async with desk.db.transaction() as conn:
            draft = Draft.model_validate({**told, "group": group})
            await tickets.open_on(conn, desk.clock.now(), draft, "agent")
    return await desk.write({"tickets": {}}, script={"en": ABOUT_IT})


async def shown(desk: Desk, campaign: Campaign, sight: Sight | None) -> dict[str, Member]:
    members = await desk.members(campaign)
    async with desk.db.transaction() as conn:
        return {each.name: each for each in await discretion.shown(conn, members, sight)}


async def test_members_are_shown_without_a_ticket_out_of_sight(
    desk: Desk, campaign: Campaign
) -> None:
    await desk.run(campaign)
    found = await shown(desk, campaign, SIGHT)
    assert found["billing"].variables["title"] == "On billing"
    assert found["billing"].variables["ticket"].startswith("INC")
    assert found["network"].variables == {"name": "network"}
    assert found["network"].phone == PHONES["network"]


async def test_who_sees_all_tickets_is_shown_all_of_them(desk: Desk, campaign: Campaign) -> None:
    await desk.run(campaign)
    found = await shown(desk, campaign, None)
    assert found["network"].variables["title"] == "On network"


async def test_a_number_that_is_no_ticket_of_ours_is_a_word_like_others(desk: Desk) -> None:
    told = [{"order": "INC9990001"}, {"order": "A-1"}]
    async with desk.db.transaction() as conn:
        assert await discretion.left_out(conn, told, SIGHT) == [set(), set()]


async def test_a_preview_leaves_out_what_is_said_of_a_ticket_out_of_sight(
    desk: Desk, campaign: Campaign
) -> None:
    preview = await writing.preview(desk.db, campaign.id, 5, sight=SIGHT)
    said = {each.name: each.words.purpose for each in preview.heard}
    assert said["network"] == "I am calling network about …, …."
    assert said["billing"].endswith(", On billing.")
    assert [each.missing for each in preview.heard] == [[], []]
