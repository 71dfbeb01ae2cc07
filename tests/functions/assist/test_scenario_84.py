"""Scenario 84, as far as assist goes: nobody is sure, and the language model is away."""

from functions.assist import service
from functions.assist.model import By, Why
from functions.tickets.model import State
from shared.errors import Unavailable
from tests.functions.assist.conftest import Desk, triage


async def test_84_a_triage_that_nobody_is_sure_of_waits_for_a_person(desk: Desk) -> None:
    desk.model.answers = [triage(confidence=0.59), triage(confidence=0.61)]
    unsure, sure = await desk.opens(), await desk.opens("The screen is dead")
    told = [(await desk.first(each)).human_queue for each in (unsure, sure)]
    waiting = await service.for_people(desk.db, after=None, limit=10)
    assert (told, [each.ticket_id for each in waiting]) == ([True, False], [unsure.id])


async def test_84_a_ticket_is_accepted_while_the_language_model_is_down(desk: Desk) -> None:
    desk.model.failure = Unavailable("down", vendor="openai")
    ticket = await desk.opens("The printer is broken, nobody can print")
    found = await desk.first(ticket)
    assert (ticket.number, ticket.state) == ("INC0010001", State.NEW)
    assert (found.by, found.why, found.model) == (By.RULES, Why.AWAY, None)
    told = {each: found.content[each] for each in ("category", "impact", "urgency")}
    assert told == {"category": "hardware", "impact": 1, "urgency": 2}


async def test_84_what_rules_do_not_know_waits_for_a_person(desk: Desk) -> None:
    desk.model.failure = Unavailable("down", vendor="openai")
    found = await desk.first(await desk.opens("A wish"))
    assert (found.content["category"], found.human_queue) == (None, True)
