import asyncio

import pytest

from functions.articles import service as shelf
from functions.articles.model import Opinion, Typed
from functions.assist import asking, making, service
from functions.assist.model import By, Kind, Standing
from functions.assist.store import MOST_TRIES
from functions.privacy import exporting
from functions.privacy import service as privacy
from functions.privacy.service import NewErasure
from functions.privacy.whom import Whom
from functions.tickets import service as tickets
from functions.tickets.service import Act
from tests.fake_stores import FakeTranscripts
from tests.functions.articles.shelf import published
from tests.functions.assist.conftest import PHONE, SOLVED, Desk, summed, triage
from tests.functions.signing import ROOT


async def test_a_ticket_is_triaged_by_the_model(desk: Desk) -> None:
    desk.model.answers = [triage()]
    found = await desk.first(await desk.opens())
    assert (found.by, found.state, found.confidence) == (By.MODEL, Standing.OFFERED, 0.9)
    assert (found.reasons, found.model, found.money) == (("Printer.",), "the-model", 2)
    told = {"category": "hardware", "group": "workplace", "impact": 2, "urgency": 1}
    assert found.content == {**told, "language": "en", "sentiment": "neutral"}


async def test_a_message_delivered_twice_suggests_once(desk: Desk) -> None:
    desk.model.answers = [triage()]
    ticket = await desk.opens()
    await asyncio.gather(desk.follows(ticket), desk.follows(ticket))
    await desk.follows(ticket)
    assert (len(desk.model.asked), len(await desk.suggested(ticket))) == (1, 1)


async def test_other_words_need_another_triage_and_another_assignee_does_not(desk: Desk) -> None:
    desk.model.answers = [triage(), triage("network")]
    ticket = await desk.opens()
    await desk.follows(ticket)
    await desk.follows(await desk.edits(ticket, assignee="Ana"))
    await desk.waits(1)
    await desk.follows(await desk.edits(ticket, description="No, it is the VPN."))
    found = [(each.content["category"], each.state) for each in await desk.suggested(ticket)]
    assert found == [("network", Standing.OFFERED), ("hardware", Standing.STALE)]


async def test_a_summary_is_made_after_a_quiet_while_and_follows_the_ticket(desk: Desk) -> None:
    desk.model.answers = [triage(), summed("One."), summed("Two.")]
    ticket = await desk.opens()
    await desk.says(ticket, "Which printer?", "The one on floor 3.")
    await desk.follows(ticket)
    assert [each.kind for each in await desk.suggested(ticket)] == [Kind.TRIAGE]
    await desk.waits()
    await desk.follows(ticket)
    await desk.says(ticket, "It works again.")
    await desk.follows(ticket)
    await desk.waits()
    assert await making.sweep(desk.db, desk.clock) == 1
    await desk.follows(ticket)
    found = [each for each in await desk.suggested(ticket) if each.kind is Kind.SUMMARY]
    told = [(each.content["text"], each.state) for each in found]
    assert told == [("Two.", Standing.OFFERED), ("One.", Standing.STALE)]


async def test_what_was_written_while_the_model_thought_is_thought_about_again(
    desk: Desk,
) -> None:
    desk.model.answers = [triage("network"), triage()]  # whoever thinks last answers first
    ticket = await desk.opens()

    async def changes() -> None:
        desk.model.meanwhile = None
        await desk.edits(ticket, description="No, it is the VPN.")
        await desk.follows(ticket)

    desk.model.meanwhile = changes
    await desk.follows(ticket)
    assert [each.content["category"] for each in await desk.suggested(ticket)] == ["network"]


async def test_what_is_erased_while_the_model_thinks_stays_erased(desk: Desk) -> None:
    desk.model.answers = [triage()]
    ticket = await desk.opens(requester_phone=PHONE)

    async def erases() -> None:
        wanted = NewErasure(phone=PHONE, reason="asked")
        await privacy.request(desk.db, desk.clock, wanted, by=ROOT)

    desk.model.meanwhile = erases
    await desk.follows(ticket)
    assert await desk.suggested(ticket) == []


async def test_a_person_is_told_what_was_suggested_and_what_they_thought_until_it_is_erased(
    desk: Desk,
) -> None:
    desk.model.answers = [triage()]
    await desk.follows(await desk.opens(requester_phone=PHONE, requester_id="luis"))
    article = await published(desk.db, desk.clock, "Printer", "Hold the button.")
    await shelf.judge(desk.db, desk.clock, article.id, Opinion(helpful=False), "luis")
    await shelf.offers(desk.db, desk.clock, Typed(q="printer"), "luis")
    whom = Whom(phone=PHONE)
    told = await exporting.export(desk.db, desk.clock, FakeTranscripts(), whom, by=ROOT)
    await privacy.request(desk.db, desk.clock, NewErasure(phone=PHONE, reason="asked"), by=ROOT)
    left = await exporting.export(desk.db, desk.clock, FakeTranscripts(), whom, by=ROOT)
    assert [len(each) for each in (told.suggestions, told.feedback)] == [1, 1]
    assert (left.suggestions, left.feedback) == ((), ())
    assert await desk.rows("select from article_search") == []


async def test_a_model_is_told_nothing_of_who_asked_for_other_tickets(desk: Desk) -> None:
    about = {"requester_name": "Marta Quixote", "requester_phone": PHONE}
    await desk.solved("Printer dead, call Marta 202 555 0117 or m.q@example.org", **about)
    desk.model.answers = [triage()]
    await desk.follows(await desk.opens("Printer dead"))
    private = [each for each in ("Marta", "Quixote", "0117", "m.q@") if each in desk.read]
    assert (private, "INC0010001" in desk.read) == ([], True)


async def test_a_triage_that_solved_tickets_contradict_is_doubted(desk: Desk) -> None:
    for number in range(2):
        await desk.solved(f"Printer {number} dead", fields={"category": "network"})
    desk.model.answers = [triage(sources=["INC0010001", "INC0010009"])]
    found = await desk.first(await desk.opens("Printer dead"))
    assert found.confidence == pytest.approx(0.63)
    assert [(each.number, each.state) for each in found.sources] == [("INC0010001", "resolved")]


async def test_sure_triage_is_written_by_itself_only_where_the_desk_wants_it(desk: Desk) -> None:
    desk.model.answers = [triage(), triage()]
    left = await desk.opens("Printer 1")
    await desk.follows(left)
    await desk.chooses(apply_from=0.8)
    written = await desk.opens("Printer 2")
    found = await desk.first(written)
    journal = await desk.rows("select actor from ticket_entry where kind = 'change'")
    assert (found.state, found.decided_by) == (Standing.ACCEPTED, asking.ACTOR)
    assert [(await desk.now(each.id)).priority for each in (left, written)] == [5, 2]
    assert journal == [(asking.ACTOR,)]


@pytest.mark.parametrize("meanwhile", [True, False])
async def test_what_a_person_has_said_is_not_overwritten(desk: Desk, meanwhile: bool) -> None:
    await desk.chooses(apply_from=0.8)
    desk.model.answers = [triage()]
    ticket = await desk.opens()

    async def says() -> None:
        await desk.edits(ticket, urgency=2)

    if meanwhile:
        desk.model.meanwhile = says
    else:
        await says()
    await desk.follows(ticket)
    found = [each.state for each in await desk.suggested(ticket)]
    assert (found, (await desk.now(ticket.id)).urgency) == ([Standing.OFFERED], 2)


async def test_nothing_more_is_suggested_once_a_ticket_is_over(desk: Desk) -> None:
    ticket = await desk.opens()
    await desk.edits(ticket, state="canceled")
    await desk.follows(ticket)
    assert (desk.model.asked, await desk.suggested(ticket)) == ([], [])


async def test_nobody_has_to_look_at_a_ticket_that_is_over(desk: Desk) -> None:
    desk.model.answers = [triage(confidence=0.1)]
    ticket = await desk.opens()
    await desk.follows(ticket)
    await tickets.resolve(desk.db, desk.clock, ticket.id, SOLVED, Act(actor="Zoe"))
    before = await service.for_people(desk.db, after=None, limit=9)
    await desk.follows(ticket)
    assert (len(before), await service.for_people(desk.db, after=None, limit=9)) == (1, [])


async def test_what_failed_too_often_is_made_once_a_person_asks_for_it(desk: Desk) -> None:
    ticket = await desk.opens()
    desk.model.failure = RuntimeError("a bug")  # type: ignore[assignment]
    for _ in range(MOST_TRIES):
        with pytest.raises(RuntimeError):
            await desk.follows(ticket)
        await desk.waits(120)
    desk.model.failure, desk.model.answers = None, [triage()]
    await desk.follows(ticket)
    assert await desk.suggested(ticket) == []
    assert (await desk.asks(ticket, Kind.TRIAGE)).by is By.MODEL
