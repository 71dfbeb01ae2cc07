"""What is suggested for tickets that somebody does not see."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from httpx import AsyncClient, Response

from functions.access import service as access
from functions.access.model import Founding, Visibility
from functions.assist import api
from functions.assist.model import Kind
from functions.tickets.model import Ticket
from shared.memory import Memory
from tests.functions.assist.conftest import EVA, Desk, triage, words
from tests.functions.signing import client, signed_in

BEN = signed_in("agent", "group_billing", name="Ben")
SUPERVISOR = signed_in("supervisor", name="Eva")


@dataclass
class Page:
    """Ben, whose group sees its own tickets alone; an invoice, which is theirs, and a router."""

    desk: Desk
    browser: AsyncClient
    invoice: Ticket
    router: Ticket

    async def decides(self, ticket: Ticket, verdict: str) -> Response:
        found = (await self.desk.suggested(ticket))[0]
        address, tag = f"/api/v1/suggestions/{found.id}/decision", {"if-match": '"1"'}
        return await self.browser.post(address, json={"decision": verdict}, headers=tag)

    async def waiting(self, **headers: str) -> list[str]:
        address = "/api/v1/assist/human-queue?limit=1"
        told = (await self.browser.get(address, headers=headers)).json()
        return [each["ticket_id"] for each in told["items"]]


@pytest.fixture
async def page(desk: Desk) -> AsyncIterator[Page]:
    founding = Founding(key="billing", name="Billing", visibility=Visibility.OWN)
    await access.found(desk.db, desk.clock, founding, EVA)
    opened = []
    for title, group in (("The router is dead", "network"), ("An invoice is wrong", "billing")):
        desk.model.answers = [triage(confidence=0.1)]
        opened.append(await desk.opens(title, group=group))
        await desk.first(opened[-1])
        await desk.waits(1)
    routers = (api.suggestions, api.decisions, api.router)
    ports = {"db": desk.db, "clock": desk.clock, "memory": Memory(desk.clock)}
    async with client(*routers, **ports) as browser:
        browser.headers.update(BEN)
        yield Page(desk, browser, opened[1], opened[0])


@pytest.mark.parametrize("verdict", ["accepted", "edited", "rejected"])
async def test_nobody_decides_on_a_ticket_out_of_sight(page: Page, verdict: str) -> None:
    answer = await page.decides(page.router, verdict)
    assert (answer.status_code, "no such suggestion" in answer.json()["detail"]) == (404, True)
    assert [each.state for each in await page.desk.suggested(page.router)] == ["offered"]


async def test_what_is_suggested_for_a_ticket_in_sight_is_decided_on(page: Page) -> None:
    assert (await page.decides(page.invoice, "rejected")).json()["decided_by"] == "Ben"


async def test_the_human_queue_goes_past_what_is_out_of_sight(page: Page) -> None:
    assert await page.waiting(**BEN) == [str(page.invoice.id)]
    assert await page.waiting(**SUPERVISOR) == [str(page.router.id)]


async def test_a_suggestion_names_no_source_that_is_out_of_sight(page: Page) -> None:
    router = await page.desk.solved("The router is dead", group="network")
    invoice = await page.desk.solved("The invoice is dead", group="billing")
    other = await page.desk.opens("The invoice and the router are dead", group="billing")
    page.desk.model.answers = [triage(), words("Look.", router.number, invoice.number)]
    suggested = await page.desk.asks(other, Kind.RESOLUTION)
    answer = await page.browser.get(f"/api/v1/tickets/{other.id}/suggestions")
    told = next(each for each in answer.json()["items"] if each["kind"] == "resolution")
    assert {each.number for each in suggested.sources} == {router.number, invoice.number}
    assert [each["number"] for each in told["sources"]] == [invoice.number]
