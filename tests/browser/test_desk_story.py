"""What agents do with one ticket: from its opening to its solution, and two of them at once."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.stage import Stage
from tests.flows.world import soon

SCANNER = "The scanner on floor {} eats the paper"
ROLLERS = {"code": "solution_provided", "notes": "Clean the rollers with a dry cloth."}
pytestmark = pytest.mark.timeout(300)


async def test_an_agent_opens_sorts_and_solves_a_ticket_as_one_like_it_was(stage: Stage) -> None:
    await _solved_before(stage)
    seen = await stage.visit("#/tickets/new", person="demo agent")
    await _opened(seen.page, SCANNER.format("three"))
    await _sorted(seen.page)
    await seen.page.get_by_role("button", name="Use this resolution").first.click()
    dialog = seen.page.get_by_role("dialog")
    await expect(dialog.get_by_label("Resolution notes")).to_have_value(ROLLERS["notes"])
    await dialog.get_by_role("button", name="Resolve").click()
    await expect(_pill(seen.page, "State")).to_contain_text("Resolved")
    assert seen.complaints == []


@pytest.mark.parametrize(
    ("choice", "stands"),
    [
        ("Keep all of mine", ("Mine", "My words")),
        ("Take all of theirs", ("Theirs", "Their words")),
        ("Save what is chosen", ("Theirs", "My words")),
    ],
)
async def test_two_who_write_at_once_settle_it_field_by_field(
    stage: Stage, choice: str, stands: tuple[str, str]
) -> None:
    ticket, mine = await _both_written(stage)
    conflict = mine.get_by_role("dialog", name="Somebody was faster")
    await conflict.locator("[name=title][value=theirs]").check()
    await conflict.get_by_role("button", name=choice).click()
    await expect(mine.get_by_text("Saved.")).to_be_visible()
    now = await stage.world.author.get(ticket)
    assert (now["title"], now["description"]) == stands


async def _solved_before(stage: Stage) -> None:
    """A ticket like the one to come, solved, and known to search."""
    author = stage.world.author
    draft = {"title": SCANNER.format("two"), "requester_name": "Front desk"}
    ticket = await author.post("/api/v1/tickets", draft)
    path = f"/api/v1/tickets/{ticket['id']}"
    await author.post(f"{path}/resolution", ROLLERS, headers={"if-match": '"1"'})

    async def is_known() -> bool:
        found = await author.get("/api/v1/search", q=draft["title"])
        return any(each["id"] == ticket["id"] and each["resolved"] for each in found["items"])

    await soon(is_known)


async def _opened(page: Page, title: str) -> None:
    await page.get_by_label("Short description").fill(title)
    await page.get_by_label("Requester").fill("Front desk")
    await page.get_by_role("button", name="Open the ticket").click()
    await expect(page.get_by_role("heading", name=title)).to_be_visible()


async def _sorted(page: Page) -> None:
    """As is suggested; what it is suggested from is another's solution."""
    accept = page.get_by_role("button", name="Accept", exact=True)
    await accept.click()
    await expect(accept).to_have_count(0)


def _pill(page: Page, name: str) -> Locator:
    return page.locator(".pill").filter(has_text=re.compile(f"^{name}"))


async def _both_written(stage: Stage) -> tuple[str, Page]:
    """One ticket of which two people change the same two fields; the other one has saved."""
    author = stage.world.author
    draft = {"title": "It was", "description": "So it was", "requester_name": "Front desk"}
    ticket = await author.post("/api/v1/tickets", draft)
    path = f"/api/v1/tickets/{ticket['id']}"
    mine = await stage.visit(f"#/tickets/{ticket['id']}", person="demo agent")
    form = mine.page.get_by_role("form", name="Details")
    await form.locator("[name=title]").fill("Mine")
    await form.locator("[name=description]").fill("My words")
    edit = {"title": "Theirs", "description": "Their words"}
    await author.patch(path, edit, headers={"if-match": '"1"'})
    await form.get_by_role("button", name="Save", exact=True).click()
    return path, mine.page
