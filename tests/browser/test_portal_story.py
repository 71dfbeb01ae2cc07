"""What requesters do on their own page, and how the desk's answers reach them."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.look import REQUESTER
from tests.browser.stage import Stage

TROUBLE = "An invoice was charged twice"
pytestmark = pytest.mark.timeout(300)


async def test_a_requester_asks_after_all_and_the_desk_answers(stage: Stage) -> None:
    asks = await stage.visit("#/tickets/new", person=REQUESTER)
    await _asked(asks.page)
    address = "#" + asks.page.url.split("#")[1]
    await _said(asks.page, "It is the one of March.")
    desk = await stage.visit(address, person="demo agent")
    await expect(desk.page.locator(".journal")).to_contain_text("the one of March")
    await _answered(desk.page, "We send the money back.")
    await expect(asks.page.locator(".talk .them")).to_contain_text("the money back")
    assert (asks.complaints, desk.complaints) == ([], [])


async def test_what_is_solved_already_is_never_asked(stage: Stage) -> None:
    seen = await stage.visit("#/search?q=invoice%20charged", person=REQUESTER)
    await seen.page.get_by_text("Refund an invoice").click()
    await seen.page.get_by_role("button", name="This solved it").click()
    await expect(seen.page.locator(".said")).to_contain_text("Nothing was sent")


async def test_a_requester_says_whether_it_is_solved(stage: Stage) -> None:
    seen = await stage.visit("#/tickets/{wish_solved}", person=REQUESTER)
    await seen.page.get_by_role("button", name="No, it still happens").click()
    await seen.page.get_by_label("What is still wrong?").fill("Only the left door opens.")
    await seen.page.get_by_role("dialog").get_by_role("button", name="Send").click()
    await expect(seen.page.locator(".wish-facts")).to_contain_text("In progress")
    await expect(seen.page.locator(".talk .us").last).to_contain_text("Only the left door")


async def test_requesters_see_no_screen_of_the_desk_and_agents_none_of_theirs(stage: Stage) -> None:
    asks = await stage.visit("#/admin", person=REQUESTER)
    await expect(asks.page.get_by_role("heading", name="There is no such page")).to_be_visible()
    desk = await stage.visit("#/", person="demo agent")
    loaded = "performance.getEntriesByType('resource').map((each) => each.name)"
    assert not [name for name in await desk.page.evaluate(loaded) if "portal-" in name]
    assert await desk.page.locator("body.portal").count() == 0


async def _asked(page: Page) -> None:
    """A suggestion is seen, does not help, and the ticket is opened."""
    await page.get_by_label("What is it about?").fill(TROUBLE)
    await page.get_by_text("Refund an invoice").click()
    await page.get_by_role("button", name="It did not help").click()
    await page.get_by_role("button", name="Send to the desk").click()
    await expect(page.get_by_role("heading", name=TROUBLE)).to_be_visible()


async def _said(page: Page, text: str) -> None:
    await page.get_by_label("Your answer").fill(text)
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator(".talk .us").last).to_contain_text(text)


async def _answered(page: Page, text: str) -> None:
    """Whoever leaves the ticket sends at once what else could be taken back for ten seconds."""
    await page.get_by_text("Comment to the requester").click()
    await page.get_by_label("Text", exact=True).fill(text)
    await page.get_by_role("button", name="Send to the requester").click()
    await page.get_by_role("link", name="Tickets").first.click()
