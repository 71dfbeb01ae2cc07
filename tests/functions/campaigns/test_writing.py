from uuid import UUID

import pytest
from psycopg.types.json import Jsonb

from functions.campaigns import lookup, writing
from functions.campaigns.model import Campaign, CampaignState, Edit, LogEntry, ScriptVersion
from functions.campaigns.service import Why
from functions.campaigns.words import Script
from functions.people import membership as people
from shared.errors import Conflict, Forbidden, Stale
from shared.messages import Synthesized
from tests.functions.campaigns.conftest import WORDS, Desk

ONE, TWO = "+12025550100", "+13125550100"
OTHER = Script.model_validate({"en": {**WORDS, "purpose": "I am calling about your invoice."}})
ORDERS = {"en": {**WORDS, "closing": "Your order {order_number} comes on {day}."}}


async def edit(desk: Desk, campaign: Campaign, actor: str = "editor", **change: object) -> Campaign:
    told, seen = Edit.model_validate(change), campaign.version
    return await writing.edit(desk.db, desk.clock, campaign.id, told, actor=actor, seen=seen)


async def propose(desk: Desk, campaign: Campaign, script: Script = OTHER) -> ScriptVersion:
    return await writing.propose(
        desk.db, desk.clock, campaign.id, script, actor="author", reason="clearer"
    )


async def approve(desk: Desk, campaign: Campaign, words: ScriptVersion, actor: str) -> Campaign:
    why = Why(actor=actor, reason="reads well")
    return await writing.approve_words(desk.db, desk.clock, campaign.id, words.version, why)


async def list_with(desk: Desk, phone: str, variables: dict[str, str]) -> UUID:
    listed = await desk.list_of(phone)
    async with desk.db.transaction() as conn:
        (member,) = await people.members(conn, listed, None, 1)
        await conn.execute("delete from list_member where list_id = %s", (listed,))
        await people.add_members(conn, listed, {member.id: variables})
    return listed


async def test_its_author_cannot_approve_a_campaign(desk: Desk) -> None:
    campaign = await desk.draft(ONE)
    with pytest.raises(Forbidden):
        await desk.approve(campaign, "author")


async def test_whoever_edited_a_draft_cannot_approve_it(desk: Desk) -> None:
    campaign = await edit(desk, await desk.draft(ONE), name="Invoices")
    with pytest.raises(Forbidden, match="authors"):
        await desk.approve(campaign, "editor")


async def test_an_edit_changes_what_it_names_and_is_logged(desk: Desk) -> None:
    draft = await desk.draft(ONE, live_cap=7)
    edited = await edit(desk, draft, name="Invoices", rules={"per_second": 3})
    assert (edited.name, edited.rules.live_cap, edited.rules.per_second) == ("Invoices", 7, 3)
    changed = {each.field for each in (await desk.log(draft))[-1].changes}
    assert changed == {"name", "per_second"}


async def test_an_edit_made_from_an_older_version_is_refused(desk: Desk) -> None:
    draft = await desk.draft(ONE)
    await edit(desk, draft, name="Invoices")
    with pytest.raises(Stale) as stale:
        await edit(desk, draft, name="Orders again")
    assert [each["fields"] for each in stale.value.extra["missed"]] == [["name"]]
    assert stale.value.extra["changed"] == [
        {"field": "name", "then": draft.name, "now": "Invoices"}
    ]


async def test_what_is_approved_is_edited_no_more(desk: Desk) -> None:
    campaign = await desk.approve(await desk.draft(ONE))
    with pytest.raises(Conflict, match="approved as it is"):
        await edit(desk, campaign, name="Invoices")


async def test_a_script_that_can_be_said_to_nobody_is_not_approved(desk: Desk) -> None:
    campaign = await desk.draft(ONE, TWO, script=ORDERS)
    with pytest.raises(Conflict) as refused:
        await desk.approve(campaign)
    assert refused.value.extra["missing"] == {"day": 2, "order_number": 2}
    assert (await desk.now(campaign)).state is CampaignState.DRAFT


async def test_a_preview_fills_in_the_words_and_names_what_is_missing(desk: Desk) -> None:
    listed = await list_with(desk, ONE, {"Order number": "A-1", "Day": " "})
    campaign = await desk.write({"list_id": listed}, script=ORDERS)
    preview = await writing.preview(desk.db, campaign.id, 5, sight=None)
    (heard,) = preview.heard
    assert heard.words.closing == "Your order A-1 comes on  ."
    assert heard.missing == ["day"]
    assert (preview.all.people, preview.all.complete, preview.all.missing) == (1, 0, {"day": 1})


async def test_other_words_are_used_once_somebody_else_has_approved_them(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    words = await propose(desk, campaign)
    assert (await desk.now(campaign)).script_version == 1
    with pytest.raises(Forbidden):
        await approve(desk, campaign, words, "author")
    changed = await approve(desk, campaign, words, "another")
    assert (changed.script, changed.script_version) == (OTHER, 2)


async def test_a_call_planned_before_keeps_its_words(desk: Desk) -> None:
    campaign = await desk.running(ONE, TWO, per_second=1)
    await desk.look(campaign)
    await approve(desk, campaign, await propose(desk, campaign), "another")
    await desk.look(campaign)
    planned = {each.script_version: each.last_attempt for each in await desk.members(campaign)}
    async with desk.db.transaction() as conn:
        found = [await lookup.called(conn, planned[each] or campaign.id) for each in (1, 2)]
    assert [told[0].script for told in found if told] == [campaign.script, OTHER]


async def test_older_words_do_not_come_back(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    older, newer = await propose(desk, campaign), await propose(desk, campaign)
    await approve(desk, campaign, newer, "another")
    with pytest.raises(Conflict, match="older"):
        await approve(desk, campaign, older, "another")


async def test_whoever_lacks_a_word_of_the_new_script_is_not_rung_with_it(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    async with desk.db.transaction() as conn:
        words = await propose(desk, campaign, Script.model_validate(ORDERS))
        await conn.execute("update campaign set script = %s", (Jsonb(words.script.model_dump()),))
    await desk.look(campaign)
    member = await desk.member(campaign)
    assert (member.state, member.note) == ("done", "day, order_number")
    assert await desk.planned() == 0


async def test_new_words_that_can_be_said_to_nobody_are_not_approved(desk: Desk) -> None:
    campaign = await desk.running(ONE)
    words = await propose(desk, campaign, Script.model_validate(ORDERS))
    with pytest.raises(Conflict, match="Nobody"):
        await approve(desk, campaign, words, "another")


async def test_sentences_everybody_hears_are_spoken_in_advance(desk: Desk) -> None:
    campaign = await desk.approve(await desk.draft(ONE))
    wanted = await desk.one("select body from outbox where queue = 'have-spoken'")
    assert wanted["campaign_id"] == str(campaign.id)


async def heard_of(desk: Desk, *, there: int, left: int | None) -> tuple[LogEntry, int]:
    """The log after the sentences were spoken, and how many alerts were raised."""
    campaign = await desk.approve(await desk.draft(ONE))
    facts = {"language": "es", "asked": 14, "there": there, "characters": 900, "left": left}
    told = Synthesized.new(desk.clock.now(), campaign_id=campaign.id, **facts)
    await writing.note_audio(desk.db, desk.clock, told)
    async with desk.db.transaction() as conn:
        log = await lookup.log_of(conn, campaign.id)
    alerts = await desk.one("select count(*) from outbox where queue = 'raise-alert'")
    return log[-1], alerts


async def test_the_log_of_a_campaign_says_how_much_of_it_is_audio(desk: Desk) -> None:
    entry, alerts = await heard_of(desk, there=14, left=5000)
    assert (entry.cause, alerts) == ("audio_ready", 0)
    assert entry.reason == (
        "14 of 14 sentences (es) are audio; 900 characters were to be spoken, "
        "5000 were left of the month."
    )


@pytest.mark.parametrize(("there", "left", "alerts"), [(3, 100, 1), (13, None, 0)])
async def test_a_quota_that_will_not_do_is_heard_of_before_anybody_is_called(
    desk: Desk, there: int, left: int | None, alerts: int
) -> None:
    entry, raised = await heard_of(desk, there=there, left=left)
    assert (entry.cause, raised) == ("audio_short", alerts)
