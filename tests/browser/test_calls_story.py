"""From a file of contacts to what came of calling them, as people do it on the page."""

import pytest
from playwright.async_api import Page

from tests.browser.look import PATIENCE, Visit
from tests.browser.stage import Stage

FILE = "phone;name;order\n+12125550104;Front desk;A-1\n12;Nobody;A-2\n"
WORDS = {
    "en.purpose": "I am calling about your order {order}.",
    "en.questions": "Am I speaking with {name}?\nWill somebody be there?",
    "en.closing": "Thank you, that is all. Goodbye.",
    "en.voicemail": "Please call us back. Goodbye.",
}
pytestmark = pytest.mark.timeout(300)


async def test_a_file_becomes_a_list_and_tells_of_each_row(stage: Stage) -> None:
    seen = await _imported(stage, "Story of a file")
    report = seen.page.get_by_role("table", name="What became of each row")
    await report.get_by_text("Rejected").wait_for()
    await seen.page.get_by_role("button", name="Download what was rejected").wait_for()
    assert seen.complaints == []


async def test_what_nobody_has_is_told_while_words_are_written(stage: Stage) -> None:
    await _imported(stage, "Story of words")
    seen = await stage.visit("#/campaigns/new", person="demo author")
    await _chosen(seen.page, "Story of words")
    await seen.page.locator("[name='en.purpose']").fill("About {order}, on {day}.")
    await seen.page.get_by_text("says nothing of {day}").wait_for()
    await seen.page.locator(".heard").get_by_text("About A-1, on {day}.").wait_for()
    assert seen.complaints == []


async def test_a_campaign_is_written_approved_by_another_and_stopped(stage: Stage) -> None:
    await _imported(stage, "Story of a campaign")
    seen = await stage.visit("#/campaigns/new", person="demo author")
    await _written(seen.page, "Story of a campaign")
    await seen.page.get_by_text("another supervisor approves it").wait_for()
    address = "#" + seen.page.url.split("#")[1].removesuffix("/words")
    other = await stage.visit(address, person="demo approver")
    await _done(other.page, "Approve", reason="Read and found right")
    await other.page.get_by_text("Approved", exact=True).first.wait_for()
    await _done(other.page, "Cancel the campaign", reason="The shop is closed")
    await other.page.get_by_text("The shop is closed").wait_for()
    assert other.complaints == []


async def test_a_recorded_call_is_read_and_corrected(stage: Stage) -> None:
    seen = await stage.visit("#/calls/{call}", person="demo author")
    await seen.page.get_by_role("button", name="Correct: ").first.click()
    await seen.page.get_by_role("dialog").locator("textarea").fill("What was really said.")
    await seen.page.get_by_role("button", name="Write it down").click()
    await seen.page.locator(".correction").get_by_text("What was really said.").wait_for()
    assert seen.complaints == []


async def _imported(stage: Stage, name: str) -> Visit:
    seen = await stage.visit("#/people/import", person="demo author")
    text = FILE.replace("Front desk", name).encode()
    file = {"name": f"{name}.csv", "mimeType": "text/csv", "buffer": text}
    await seen.page.locator("[name=file]").set_input_files(file)  # type: ignore[arg-type]
    await seen.page.locator("[name=list]").fill(name)
    await seen.page.get_by_role("button", name="Look into the file").click()
    await seen.page.get_by_role("button", name="Import", exact=True).click()
    await seen.page.get_by_text("Done", exact=True).wait_for(timeout=2 * PATIENCE)
    return seen


async def _chosen(page: Page, name: str) -> None:
    await page.locator("[name=list_id]").select_option(label=f"{name}: 1 contact")


async def _written(page: Page, name: str) -> None:
    await _chosen(page, name)
    await page.locator("[name=name]").fill(name)
    for field, words in WORDS.items():
        await page.locator(f"[name='{field}']").fill(words)
    await page.get_by_role("button", name="Save as a draft").click()


async def _done(page: Page, act: str, *, reason: str) -> None:
    await page.get_by_role("button", name=act, exact=True).click()
    dialog = page.get_by_role("dialog")
    await dialog.locator("[name=reason]").fill(reason)
    await dialog.get_by_role("button", name=act, exact=True).click()
