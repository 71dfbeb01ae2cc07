"""What the model may cost, and which tickets it may not read."""

import asyncio
from typing import Any

import pytest

from functions.assignments import service as assignments
from functions.assignments.model import Plan, Terms
from functions.assist import service
from functions.assist.model import By, Kind, Why
from functions.links import merging
from functions.tickets.service import Act
from shared.errors import Problem, Rejected, Unavailable
from tests.functions.assist.conftest import DOWN, Desk, triage, words
from tests.functions.signing import ROOT

LATE = Unavailable("late", vendor="openai", code="timeout")
REFUSED = Rejected("refused", vendor="openai", code="content_filter")


@pytest.mark.parametrize(
    ("failure", "why", "counted"),
    [(DOWN, Why.AWAY, False), (LATE, Why.AWAY, True), (REFUSED, Why.UNUSABLE, True)],
)
async def test_rules_stand_in_for_a_model_that_fails_and_what_it_may_have_cost_is_counted(
    desk: Desk, failure: Problem, why: Why, counted: bool
) -> None:
    desk.model.failure = failure
    found = await desk.first(await desk.opens())
    spent = (await service.settings(desk.db, desk.clock))[1]
    assert (found.by, found.why, spent.tokens > 0) == (By.RULES, why, counted)


async def test_what_an_answer_did_not_need_is_given_back(desk: Desk) -> None:
    desk.model.answers = [triage()]
    await desk.follows(await desk.opens())
    spent = (await service.settings(desk.db, desk.clock))[1]
    assert (spent.tokens, spent.money) == (2, 2)


@pytest.mark.parametrize("limit", [{"tokens_per_day": 5000}, {"money_per_day": 5000}])
async def test_a_spent_budget_stops_the_model_and_is_told_once(
    desk: Desk, limit: dict[str, int]
) -> None:
    await desk.chooses(**limit)
    found = [await desk.first(await desk.opens(f"Printer {n}")) for n in range(2)]
    alerts = await desk.rows("select body->>'what' from outbox where queue = 'raise-alert'")
    assert [each.why for each in found] == [Why.BUDGET, Why.BUDGET]
    assert (desk.model.asked, alerts) == ([], [("assist_budget_spent",)])


async def test_no_two_questions_spend_the_same_rest_of_a_budget(desk: Desk) -> None:
    await desk.chooses(tokens_per_day=12_000)  # one question at its worst, and not two
    desk.model.failure = LATE
    opened = [await desk.opens(f"Printer {n}") for n in range(4)]
    await asyncio.gather(*(desk.follows(each) for each in opened))
    assert len(desk.model.asked) == 1


async def test_the_next_day_has_a_budget_of_its_own(desk: Desk) -> None:
    await desk.chooses(tokens_per_day=12_000)
    desk.model.failure = LATE
    await desk.follows(await desk.opens("Printer"))
    await desk.waits(24 * 3600)
    await desk.follows(await desk.opens("Screen"))
    assert len(desk.model.asked) == 2


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        ({"enabled": False}, Why.OFF),
        ({"off": [{"queue": "Workplace"}]}, Why.OFF),
        ({"off": [{"queue": "workplace", "kinds": ["triage"]}]}, Why.OFF),
        ({"off": [{"queue": "workplace", "kinds": ["reply"]}]}, None),
        ({"off": [{"queue": "network"}]}, None),
    ],
)
async def test_no_model_reads_what_is_switched_off(
    desk: Desk, chosen: dict[str, Any], why: Why | None
) -> None:
    await desk.chooses(**chosen)
    desk.model.answers = [triage()]
    found = await desk.first(await desk.opens(group="workplace"))
    assert (found.why, len(desk.model.asked)) == (why, 0 if why else 1)


async def test_a_ticket_of_a_queue_that_is_off_is_no_source_for_others(desk: Desk) -> None:
    await desk.chooses(off=[{"queue": "workplace"}])
    await desk.solved("Printer dead", group="workplace")
    await desk.solved("Printer is dead", group="network")
    desk.model.answers = [triage()]
    await desk.follows(await desk.opens("Printer dead"))
    assert ("INC0010001" in desk.read, "INC0010002" in desk.read) == (False, True)


async def test_what_was_said_on_a_merged_ticket_is_not_read(desk: Desk) -> None:
    desk.model.answers = [triage(), words("Which printer?")]
    ticket, other = await desk.opens("Printer 1"), await desk.opens("Printer 2")
    await desk.says(other, "My door code is Q-7341.")
    who = Act(actor="Zoe", seen=other.version)
    await merging.merge(desk.db, desk.clock, other.id, ticket.id, who)
    await desk.asks(ticket, Kind.RESOLUTION)
    assert "Q-7341" not in desk.read


async def test_a_queue_is_also_the_team_that_is_to_get_the_ticket(desk: Desk) -> None:
    plan = Plan.model_validate({"name": "Payroll", "members": [{"name": "Ana"}]})
    team = await assignments.write_team(desk.db, desk.clock, plan, by=ROOT)
    rule = Terms(name="All", team_id=team.id)
    await assignments.write_rule(desk.db, desk.clock, rule, by=ROOT)
    await desk.chooses(off=[{"queue": "payroll"}])
    ticket = await desk.opens()
    before = await desk.first(ticket)
    await assignments.assign(desk.db, desk.clock, ticket.id)
    assert (before.why, (await desk.asks(ticket, Kind.REPLY)).why) == (Why.OFF, Why.OFF)
