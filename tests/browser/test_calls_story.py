"""From a file of contacts to what came of calling them, as people do it on the page."""

import pytest
from playwright.async_api import Page

from tests.browser.look import PATIENCE, Visit
from tests.browser.stage import Stage
from tests.flows.caller import Caller

FILE = "phone;name;order\n+12125550104;Front desk;A-1\n12;Nobody;A-2\n"
WORDS = {
    "en.purpose": "I am calling about your order {order}.",
    "en.questions": "Am I speaking with {name}?\nWill somebody be there?",
    "en.closing": "Thank you, that is all. Goodbye.",
    "en.voicemail": "Please call us back. Goodbye.",
}
TAKES_IT = "45"  # a colleague who presses 1 at once
WELCOME, RINGS = 10, 25  # seconds: the first words; until the colleague has pressed the key
LENGTH = """(sound) => new Promise((done, fail) => {
  sound.addEventListener("error", () => fail(sound.error));
  sound.addEventListener("loadedmetadata", () => done(sound.duration));
  if (sound.readyState > 0) done(sound.duration);
})"""
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


async def test_a_live_call_is_taken_over_by_whoever_presses_the_button(stage: Stage) -> None:
    caller = Caller(stage.world, "+12125550188")
    await caller.rings()
    await stage.world.passes(WELCOME)
    seen = await stage.visit("#/calls", person="demo agent")
    live = seen.page.locator(".live li")
    await live.get_by_role("button", name="Take over").click()
    await _asked(seen.page, "Take over", phone=stage.world.number_of(TAKES_IT))
    await stage.world.passes(RINGS)
    await live.get_by_text("talks with demo agent").wait_for()
    await live.get_by_role("link").first.click()
    await seen.page.get_by_text("A colleague of mine is coming").wait_for()
    await caller.hangs_up()
    assert seen.complaints == []


async def test_a_voice_is_heard_before_it_is_chosen(stage: Stage) -> None:
    seen = await stage.visit("#/campaigns/new", person="demo author")
    await seen.page.locator("[name='en.voice']").select_option(label="Rowan (male)")
    beside = seen.page.locator(".words-voice[data-language=en]")
    await beside.get_by_role("button", name="Listen").click()
    await beside.get_by_text("This is how I sound").wait_for()
    assert await beside.locator("audio").evaluate(LENGTH) > 1
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


async def _asked(page: Page, act: str, **fields: str) -> None:
    dialog = page.get_by_role("dialog")
    for name, text in fields.items():
        await dialog.locator(f"[name={name}]").fill(text)
    await dialog.get_by_role("button", name=act, exact=True).click()


async def _done(page: Page, act: str, *, reason: str) -> None:
    await page.get_by_role("button", name=act, exact=True).click()
    await _asked(page, act, reason=reason)
