from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient

from functions.assist import api, backtesting
from functions.assist.model import By
from functions.assist.tallies import Backtest
from functions.tickets import service as tickets
from functions.tickets.model import Ticket
from functions.tickets.service import Act
from shared.errors import Conflict
from shared.messages import RunBacktest
from tests.functions.assist.conftest import Desk, triage
from tests.functions.signing import client, signed_in

ADMIN = signed_in("admin", name="Eva")
PRINTER: dict[str, Any] = {"group": "workplace", "fields": {"category": "hardware"}}


async def closed(desk: Desk, title: str = "The printer is dead", **fields: Any) -> Ticket:
    ticket = await desk.solved(title, **fields)
    await desk.waits(3600)
    return await tickets.close(desk.db, desk.clock, ticket.id, Act(actor="Zoe"))


async def ran(desk: Desk, count: int = 100, *, model: bool = False) -> Backtest:
    """One to its end, each message told twice as queues may."""
    asked = await backtesting.ask(desk.db, desk.clock, count, "Eva", model=model)
    while messages := await taken(desk):
        for message in [*messages, *messages]:
            await backtesting.run(desk.db, desk.tools, message.backtest_id)
    return await backtesting.backtest(desk.db, asked.id)


async def taken(desk: Desk) -> list[RunBacktest]:
    found = await desk.rows("delete from outbox where queue = 'run-backtest' returning body::text")
    return [RunBacktest.model_validate_json(row[0]) for row in found]


def shares(found: Backtest, by: By) -> dict[str, tuple[int, int]]:
    return {each.field: (each.right, each.measured) for each in found.items if each.by is by}


async def test_rules_are_tried_on_closed_tickets_and_touch_none(desk: Desk) -> None:
    before = [await closed(desk, **PRINTER), await closed(desk, "Wi-Fi is slow", group="workplace")]
    await desk.opens("The printer is dead")
    found = await ran(desk)
    told = shares(found, By.RULES)
    assert (found.state, found.done, found.model) == ("done", 2, False)
    assert (told["category"], told["language"]) == ((1, 1), (2, 2))
    assert [await desk.now(each.id) for each in before] == before
    assert (desk.model.asked, await desk.rows("select id from suggestion")) == ([], [])


async def test_what_was_settled_is_not_told_to_whoever_is_tried(desk: Desk) -> None:
    await closed(desk, "Something is odd", group="network", fields={"category": "network"})
    assert (await ran(desk)).items == (await ran(desk)).items
    assert "category" not in shares(await ran(desk), By.RULES)


async def test_only_what_was_solved_before_a_ticket_came_helps_with_it(desk: Desk) -> None:
    for _ in range(3):
        await closed(desk, "Zorgle blinks", fields={"category": "other"})
    assert shares(await ran(desk), By.RULES)["category"] == (2, 2)


async def test_a_model_is_tried_where_somebody_asked_for_it(desk: Desk) -> None:
    await closed(desk, **PRINTER)
    desk.model.answers = [triage("network")]
    found = await ran(desk, model=True)
    assert shares(found, By.MODEL)["category"] == (0, 1)
    assert shares(found, By.RULES)["category"] == (1, 1)
    assert "Restarted the spooler" not in desk.read


async def test_no_model_is_tried_on_tickets_of_a_queue_it_is_kept_from(desk: Desk) -> None:
    await closed(desk, **PRINTER)
    await desk.chooses(off=[{"queue": "workplace"}])
    found = await ran(desk, model=True)
    assert (shares(found, By.MODEL), desk.model.asked) == ({}, [])
    assert shares(found, By.RULES)["group"] == (1, 1)


async def test_a_day_keeps_half_of_its_budget_for_tickets_that_wait(desk: Desk) -> None:
    await closed(desk, **PRINTER)
    await desk.chooses(tokens_per_day=10_000)
    found = await ran(desk, model=True)
    assert (found.state, shares(found, By.MODEL), desk.model.asked) == ("done", {}, [])
    assert await desk.rows("select body from outbox where queue = 'raise-alert'") == []


async def test_it_goes_on_where_whoever_was_at_it_died(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backtesting, "BATCH", 1)
    for _ in range(3):
        await closed(desk, **PRINTER)
    asked = await backtesting.ask(desk.db, desk.clock, 2, "Eva", model=False)
    await backtesting.run(desk.db, desk.tools, asked.id)
    await taken(desk)
    early = await backtesting.sweep(desk.db, desk.clock)
    await desk.waits(61)
    late = await backtesting.sweep(desk.db, desk.clock)
    await backtesting.run(desk.db, desk.tools, asked.id)
    found = await backtesting.backtest(desk.db, asked.id)
    assert (early, late, found.done, found.state) == (0, 1, 2, "done")


async def test_one_runs_at_a_time(desk: Desk) -> None:
    await backtesting.ask(desk.db, desk.clock, 1, "Eva", model=False)
    with pytest.raises(Conflict):
        await backtesting.ask(desk.db, desk.clock, 1, "Eva", model=False)


@pytest.fixture
async def page(desk: Desk) -> AsyncIterator[AsyncClient]:
    async with client(api.router, db=desk.db, clock=desk.clock) as page:
        page.headers.update(ADMIN)
        yield page


async def test_a_backtest_has_an_address(page: AsyncClient) -> None:
    asked = await page.post("/api/v1/assist/backtests", json={"tickets": 50})
    found = await page.get(asked.headers["location"])
    listed = await page.get("/api/v1/assist/backtests")
    assert (asked.status_code, found.json(), listed.json()) == (202, asked.json(), [asked.json()])
    assert (found.json()["tickets"], found.json()["model"]) == (50, False)


async def test_a_backtest_that_is_none_and_one_too_large_are_refused(page: AsyncClient) -> None:
    nowhere = "/api/v1/assist/backtests/00000000-0000-0000-0000-000000000001"
    large = await page.post("/api/v1/assist/backtests", json={"tickets": 2001})
    assert ((await page.get(nowhere)).status_code, large.status_code) == (404, 422)
