from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient

from functions.articles import api as articles
from functions.articles import service as shelf
from functions.articles.model import Stale, Wanted
from functions.assist import api
from functions.assist.model import Kind
from functions.tickets import service as tickets
from functions.tickets.model import Ticket
from functions.tickets.service import Act
from tests.functions.articles.shelf import published
from tests.functions.assist.conftest import Desk, triage, words
from tests.functions.signing import client, signed_in

NOWHERE = "00000000-0000-0000-0000-000000000001"
ADMIN = signed_in("admin", name="Eva")


@pytest.fixture
async def page(desk: Desk) -> AsyncIterator[AsyncClient]:
    routers = (api.suggestions, api.drafts, api.decisions, api.router, articles.router)
    async with client(*routers, db=desk.db, clock=desk.clock) as page:
        yield page


async def triaged(desk: Desk, **told: Any) -> tuple[Ticket, str]:
    """A ticket, and where the decision on its triage is to be sent."""
    desk.model.answers = [triage(**told)]
    ticket = await desk.opens()
    return ticket, f"/api/v1/suggestions/{(await desk.first(ticket)).id}/decision"


async def drafted(desk: Desk, kind: Kind, text: str, *sources: str) -> tuple[Ticket, str]:
    desk.model.answers = [triage(), words(text, *sources)]
    ticket = await desk.opens()
    found = await desk.asks(ticket, kind)
    return ticket, f"/api/v1/suggestions/{found.id}/decision"


async def test_an_accepted_triage_edits_the_ticket(desk: Desk, page: AsyncClient) -> None:
    ticket, address = await triaged(desk)
    seen = {"if-match": f'"{ticket.version}"'}
    answer = await page.post(address, json={"decision": "accepted"}, headers=seen)
    after = await desk.now(ticket.id)
    assert (answer.json()["state"], answer.headers["etag"]) == ("accepted", f'"{after.version}"')
    assert (after.priority, after.group, after.fields) == (2, "workplace", {"category": "hardware"})
    assert answer.json()["decided_by"] == "Ana"


async def test_an_accepted_triage_needs_the_version_that_was_seen(
    desk: Desk, page: AsyncClient
) -> None:
    ticket, address = await triaged(desk)
    blind = await page.post(address, json={"decision": "accepted"})
    await desk.edits(ticket, assignee="Ben")
    seen = {"if-match": f'"{ticket.version}"'}
    late = await page.post(address, json={"decision": "accepted"}, headers=seen)
    assert (blind.status_code, late.status_code) == (428, 412)
    assert [each.state for each in await desk.suggested(ticket)] == ["offered"]


async def test_what_a_ticket_has_left_behind_is_not_accepted(desk: Desk, page: AsyncClient) -> None:
    ticket, address = await triaged(desk)
    after = await desk.edits(ticket, title="The screen is dead")
    seen = {"if-match": f'"{after.version}"'}
    answer = await page.post(address, json={"decision": "accepted"}, headers=seen)
    assert (answer.status_code, "asks for another" in answer.json()["detail"]) == (409, True)


async def test_a_suggestion_is_decided_on_once(desk: Desk, page: AsyncClient) -> None:
    _, address = await triaged(desk)
    first = await page.post(address, json={"decision": "rejected"})
    again = await page.post(address, json={"decision": "rejected"})
    assert (first.json()["state"], again.status_code) == ("rejected", 409)


async def test_how_much_of_a_reply_was_kept_is_remembered(desk: Desk, page: AsyncClient) -> None:
    _, address = await drafted(desk, Kind.REPLY, "Please restart the printer.")
    bare = await page.post(address, json={"decision": "edited"})
    told = {"decision": "edited", "text": "Please restart the old printer."}
    edited = (await page.post(address, json=told)).json()
    assert (bare.status_code, edited["state"]) == (422, "edited")
    assert (edited["decided_text"], edited["kept"]) == (told["text"], pytest.approx(8 / 9))


async def test_an_article_is_stale_once_what_was_answered_with_it_is_reopened(
    desk: Desk, page: AsyncClient
) -> None:
    article = await published(desk.db, desk.clock, "The printer is dead", "Hold the button.")
    await desk.indexed()
    ticket, address = await drafted(desk, Kind.RESOLUTION, "Held the button.", article.number)
    await page.post(address, json={"decision": "accepted"})
    await desk.waits()
    await desk.solved_again(ticket)
    found = await shelf.page(desk.db, desk.clock, Wanted(stale=True))
    assert [(each.number, each.stale) for each in found] == [(article.number, (Stale.REOPENED,))]


async def test_a_suggestion_can_be_asked_for(desk: Desk, page: AsyncClient) -> None:
    ticket = await desk.opens()
    address = f"/api/v1/tickets/{ticket.id}/suggestions"
    asked = await page.post(address, json={"kind": "reply"})
    desk.model.answers = [triage(), words("Which printer?")]
    await desk.follows(ticket)
    first = (await page.get(f"{address}?limit=1")).json()
    rest = (await page.get(f"{address}?limit=1&cursor={first['cursor']}")).json()
    assert (asked.status_code, rest["cursor"]) == (202, None)
    assert {each["items"][0]["kind"] for each in (first, rest)} == {"reply", "triage"}


async def test_the_human_queue_goes_from_the_oldest_on(desk: Desk, page: AsyncClient) -> None:
    opened = [(await triaged(desk, confidence=0.1))[0]]
    await desk.waits(1)
    opened.append((await triaged(desk, confidence=0.1))[0])
    first = (await page.get("/api/v1/assist/human-queue?limit=1")).json()
    rest = (await page.get(f"/api/v1/assist/human-queue?cursor={first['cursor']}")).json()
    found = [each["items"][0]["ticket_id"] for each in (first, rest)]
    assert found == [str(each.id) for each in opened]


async def test_bounds_are_set_by_admins_from_what_they_have_seen(page: AsyncClient) -> None:
    address, chosen = "/api/v1/assist/settings", {"off": [{"queue": "payroll"}]}
    first = await page.get(address, headers=ADMIN)
    seen = {**ADMIN, "if-match": first.headers["etag"]}
    put = await page.put(address, json=chosen, headers=seen)
    late = await page.put(address, json=chosen, headers=seen)
    assert (first.json()["enabled"], put.headers["etag"], late.status_code) == (True, '"1"', 412)
    agent = await page.put(address, json=chosen, headers={"if-match": '"1"'})
    assert agent.status_code == 403


@pytest.mark.parametrize(
    "chosen", [{"sure": 2}, {"apply_from": 0.1}, {"off": [{"queue": ""}]}, {"tokens": 1}]
)
async def test_bounds_that_make_no_sense_are_refused(
    page: AsyncClient, chosen: dict[str, Any]
) -> None:
    headers = {**ADMIN, "if-match": '"0"'}
    answer = await page.put("/api/v1/assist/settings", json=chosen, headers=headers)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", f"/api/v1/tickets/{NOWHERE}/suggestions"),
        ("post", f"/api/v1/tickets/{NOWHERE}/article-draft"),
        ("post", f"/api/v1/suggestions/{NOWHERE}/decision"),
    ],
)
async def test_what_is_not_there_is_not_found(page: AsyncClient, method: str, path: str) -> None:
    body = {"decision": "rejected"} if path.endswith("decision") else None
    answer = await page.request(method, path, json=body)
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


async def test_a_solved_ticket_becomes_a_draft_without_who_asked(
    desk: Desk, page: AsyncClient
) -> None:
    ticket = await desk.solved("Luis Vega cannot print", description="Says Vega, l@example.org.")
    first = await page.post(f"/api/v1/tickets/{ticket.id}/article-draft")
    again = await page.post(f"/api/v1/tickets/{ticket.id}/article-draft")
    told = first.json()
    assert (told["state"], told["from_ticket"]) == ("draft", str(ticket.id))
    assert (told["title"], "Restarted the spooler." in told["text"]) == (
        "[person] cannot print",
        True,
    )
    assert ("Vega" in told["text"], "example.org" in told["text"]) == (False, False)
    assert again.json()["id"] == told["id"]


async def test_an_unsolved_ticket_becomes_no_article(desk: Desk, page: AsyncClient) -> None:
    ticket = await desk.opens()
    answer = await page.post(f"/api/v1/tickets/{ticket.id}/article-draft")
    assert answer.status_code == 409


async def test_accuracy_is_for_supervisors(desk: Desk, page: AsyncClient) -> None:
    ticket, _ = await triaged(desk)
    await desk.solved_again(ticket, reopen=False)
    await tickets.close(desk.db, desk.clock, ticket.id, Act(actor="Zoe"))
    await desk.follows(ticket)
    told = await page.get("/api/v1/assist/accuracy", headers=signed_in("supervisor"))
    found = {each["field"]: each["right"] for each in told.json()["items"]}
    assert found == {"impact": 0, "urgency": 0, "priority": 0, "language": 1}
    assert (await page.get("/api/v1/assist/accuracy")).status_code == 403
