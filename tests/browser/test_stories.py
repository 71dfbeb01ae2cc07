"""What people do on the page, from one screen to the next."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.stage import Stage

pytestmark = pytest.mark.timeout(300)


async def choose(page: Page, menu: str, label: str, value: str) -> None:
    """Choose something in the preferences."""
    await page.locator("summary").filter(has_text=menu).click()
    await page.get_by_label(label).select_option(value)


async def test_another_language_is_spoken_at_once_and_still_after_a_reload(stage: Stage) -> None:
    seen = await stage.visit("#/admin")
    await choose(seen.page, "demo admin", "Language", "es")
    await expect(seen.page.get_by_role("heading", name="Administración")).to_be_visible()
    await seen.page.reload()
    await expect(seen.page.get_by_role("heading", name="Administración")).to_be_visible()
    assert await seen.page.locator("html").get_attribute("lang") == "es"


async def test_another_theme_is_there_at_once_and_before_the_next_paint(stage: Stage) -> None:
    seen = await stage.visit("#/admin")
    before = await seen.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    await choose(seen.page, "demo admin", "Theme", "dark")
    await seen.page.reload(wait_until="domcontentloaded")
    after = await seen.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (before, after) == ("rgb(245, 244, 248)", "rgb(19, 17, 25)")


async def test_what_was_typed_while_nobody_answers_is_kept_and_sent_later(stage: Stage) -> None:
    seen = await stage.visit("#/knowledge/new")
    await seen.page.get_by_label("Title").fill("The lift stands still")
    await seen.page.get_by_label("Text").fill("Ring the caretaker.")
    await seen.page.context.set_offline(offline=True)
    await seen.page.get_by_role("button", name="Write an article").click()
    await expect(seen.page.locator("main .complaint")).to_contain_text("still here")
    await seen.page.context.set_offline(offline=False)
    await seen.page.get_by_role("button", name="Write an article").click()
    await expect(seen.page.get_by_role("heading", name="The lift stands still")).to_be_visible()


async def test_a_rule_changed_by_two_people_at_once_is_saved_for_the_first(stage: Stage) -> None:
    first, second = await stage.visit("#/admin/teams"), await stage.visit("#/admin/teams")
    for each in (first, second):
        await each.page.get_by_role("button", name="Change: Service desk").click()
    await first.page.get_by_role("button", name="Save").click()
    await expect(first.page.get_by_role("dialog")).to_have_count(0)
    await second.page.get_by_role("button", name="Save").click()
    await expect(second.page.get_by_role("alert")).to_contain_text("Somebody changed this")


async def test_a_calendar_is_written_and_removed_by_keyboard_alone(stage: Stage) -> None:
    seen = await stage.visit("#/admin/calendars")
    await seen.page.get_by_role("button", name="Add", exact=True).press("Enter")
    await seen.page.get_by_role("textbox", name="Name").fill("Weekend")
    await seen.page.keyboard.press("Enter")
    remove = seen.page.get_by_role("button", name="Remove: Weekend")
    await remove.press("Enter")
    await seen.page.get_by_role("button", name="Remove", exact=True).press("Enter")
    await expect(remove).to_have_count(0)


async def test_an_import_that_is_open_leads_to_the_list_it_filled(stage: Stage) -> None:
    seen = await stage.visit("#/people")
    await seen.page.locator("a[href^='#/people/imports/']").first.click()
    await expect(seen.page.locator("main h1")).to_be_visible()
    await seen.settled()
    assert seen.complaints == []
