import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from functions.articles import model, service
from functions.articles.model import Opinion, Stale, State, Typed, Wanted, Wording
from functions.articles.store import Use
from functions.knowledge import embedding, learning
from functions.knowledge import service as knowledge
from functions.knowledge.model import Question
from functions.tickets import service as tickets
from functions.tickets.model import Draft, Ticket
from shared.db.pool import Database
from shared.errors import Conflict, Invalid
from shared.messages import TicketChanged
from shared.value import Spoken
from tests.fake_stores import FakeVectors
from tests.fake_vendors import FakeEmbeddings
from tests.fakes import TurnedClock
from tests.functions.articles.shelf import published

RESET = ("Reset a password", "Open the portal.")


async def a_ticket(db: Database, clock: TurnedClock, title: str = "Locked out") -> Ticket:
    draft = Draft(title=title, requester_name="Front desk")
    return await tickets.open_ticket(db, clock, draft, "Ana")


async def stale(db: Database, clock: TurnedClock) -> list[tuple[Stale, ...]]:
    found = await service.page(db, clock, Wanted(stale=True))
    return [each.stale for each in found]


async def looks_for(db: Database, clock: TurnedClock, q: str, person: str = "rita") -> list[str]:
    return [each.number for each in await service.offers(db, clock, Typed(q=q), person)]


async def searched(db: Database, clock: TurnedClock) -> list[tuple[str, int]]:
    gaps = await service.gaps(db, clock, 30)
    return [(each.phrase, each.searches) for each in gaps.searches]


async def solved(db: Database, clock: TurnedClock, title: str) -> Ticket:
    ticket = await a_ticket(db, clock, title)
    about = {"number": ticket.number, "title": title, "language": "en"}
    change = TicketChanged.new(
        clock.now(), ticket_id=ticket.id, text="", resolved=True, version=1, **about
    )
    await learning.learn(db, clock, change)
    return ticket


async def test_an_article_is_found_from_its_publication_until_it_is_withdrawn(
    db: Database, clock: TurnedClock
) -> None:
    draft = await service.write(db, clock, Wording(title=RESET[0], text=RESET[1]), "Ana")
    assert await looks_for(db, clock, "password") == []
    await service.publish(db, clock, draft.id, "Eva", seen=1)
    assert await looks_for(db, clock, "password") == [draft.number]
    gone = await service.withdraw(db, clock, draft.id, seen=1)
    assert (await looks_for(db, clock, "password"), gone.state) == ([], State.DRAFT)


async def test_what_is_published_again_is_found_again(db: Database, clock: TurnedClock) -> None:
    article = await published(db, clock, *RESET)
    await service.withdraw(db, clock, article.id, seen=1)
    await service.publish(db, clock, article.id, "Eva", seen=1)
    assert await looks_for(db, clock, "password") == [article.number]


async def test_the_same_words_again_are_no_version(db: Database, clock: TurnedClock) -> None:
    article = await published(db, clock, *RESET)
    wording = Wording(**article.model_dump(include=set(Wording.model_fields)))
    again = await service.rewrite(db, clock, article.id, wording, "Eva", seen=1)
    assert (again.version, len(await service.versions(db, clock, article.id))) == (1, 1)


async def test_an_article_is_to_be_looked_at_again_after_half_a_year(
    db: Database, clock: TurnedClock
) -> None:
    article = await published(db, clock, *RESET)
    assert await stale(db, clock) == []
    await clock.advance(service.REVIEW.total_seconds())
    assert await stale(db, clock) == [(Stale.REVIEW_DUE,)]
    await service.publish(db, clock, article.id, "Eva", seen=1)
    assert await stale(db, clock) == []


async def test_an_article_is_stale_once_a_ticket_answered_with_it_is_reopened(
    db: Database, clock: TurnedClock
) -> None:
    article, ticket = await published(db, clock, *RESET), await a_ticket(db, clock)
    await clock.advance(60)
    async with db.transaction() as conn:
        used = Use(ticket_id=ticket.id, reopened=1, at=clock.now())
        await service.use(conn, [article.id, UUID(int=1)], used)
        await service.note_reopened(conn, used)
    assert await stale(db, clock) == []
    async with db.transaction() as conn:
        await service.note_reopened(conn, used.model_copy(update={"reopened": 2}))
    assert await stale(db, clock) == [(Stale.REOPENED,)]


async def test_an_article_that_three_found_of_no_help_is_stale_unless_more_were_helped(
    db: Database, clock: TurnedClock
) -> None:
    article = await published(db, clock, *RESET)
    for person in ("a", "b", "c"):
        await service.judge(db, clock, article.id, Opinion(helpful=False), person)
    assert await stale(db, clock) == [(Stale.UNHELPFUL,)]
    for person in ("d", "e", "f"):
        await service.judge(db, clock, article.id, Opinion(helpful=True), person)
    assert await stale(db, clock) == []


async def test_a_translation_is_behind_once_its_original_is_published_anew(
    db: Database, clock: TurnedClock
) -> None:
    original = await published(db, clock, *RESET)
    about = {"language": Spoken.ES, "translation_of": original.id}
    wording = Wording(title="Cambiar la clave", text="Abra el portal.", **about)
    spanish = await service.write(db, clock, wording, "Ana")
    await service.publish(db, clock, spanish.id, "Ana", seen=1)
    assert (await service.published(db, original.id)).translations == (spanish.id,)
    await clock.advance(60)
    await service.publish(db, clock, original.id, "Ana", seen=1)
    assert await stale(db, clock) == [(Stale.TRANSLATION_BEHIND,)]


async def test_an_article_is_translated_once_into_a_language_that_is_not_its_own(
    db: Database, clock: TurnedClock
) -> None:
    original = await published(db, clock, *RESET)
    same = Wording(title="a", text="b", translation_of=original.id)
    spanish = same.model_copy(update={"language": Spoken.ES})
    await service.write(db, clock, spanish, "Ana")
    nothing = spanish.model_copy(update={"translation_of": UUID(int=1)})
    for wording, refusal in ((same, Invalid), (nothing, Invalid), (spanish, Conflict)):
        with pytest.raises(refusal):
            await service.write(db, clock, wording, "Ana")


async def test_of_two_translations_at_once_the_second_is_told_of_the_first(
    db: Database, clock: TurnedClock
) -> None:
    original = await published(db, clock, *RESET)
    about = {"language": Spoken.ES, "translation_of": original.id}
    spanish = Wording(title="Cambiar la clave", text="Abra el portal.", **about)
    async with db.transaction() as conn:
        await service.write_on(conn, clock.now(), spanish, "Ana")
        second = asyncio.create_task(service.write(db, clock, spanish, "Eva"))
        await asyncio.wait({second}, timeout=0.5)  # it waits for the first
    with pytest.raises(Conflict):
        await second


@pytest.mark.parametrize("is_other", [True, False])
async def test_an_original_stays_one_and_keeps_its_own_language_while_it_is_translated(
    db: Database, clock: TurnedClock, is_other: bool
) -> None:
    original, other = [await published(db, clock, *RESET) for _ in range(2)]
    about = {"language": Spoken.ES, "translation_of": original.id}
    await service.write(db, clock, Wording(title="Clave", text="Abra.", **about), "Ana")
    wrong = {"translation_of": other.id} if is_other else {"translation_of": None}
    wording = Wording(title="Clave", text="Abra.", language=Spoken.ES, **wrong)
    with pytest.raises(Conflict, match="translated"):
        await service.rewrite(db, clock, original.id, wording, "Ana", seen=1)


async def test_who_types_on_has_looked_once(db: Database, clock: TurnedClock) -> None:
    for typed in ("vpn", "vpn dr", "vpn drops", "vpn drop"):
        await looks_for(db, clock, typed)
        await clock.advance(1)
    await looks_for(db, clock, "VPN drop", person="otto")
    assert await searched(db, clock) == [("vpn drop", 2)]


async def test_what_was_looked_for_is_forgotten_after_a_while(
    db: Database, clock: TurnedClock
) -> None:
    await looks_for(db, clock, "vpn drops")
    await clock.advance((service.KEPT + timedelta(seconds=1)).total_seconds())
    assert await service.drop_searches(db, clock) == 1


async def test_words_of_many_solved_tickets_that_no_article_has_are_a_gap(
    db: Database, clock: TurnedClock
) -> None:
    opened = [await solved(db, clock, f"Projector fails in room {n}") for n in range(4)]
    await published(db, clock, "Rooms", "How to book a room that fails.")
    async with db.transaction() as conn:
        found = await knowledge.untold(conn, clock.now() - timedelta(days=1), [opened[0].id], 9)
    told = [(each.word, each.tickets, each.examples) for each in found]
    numbers = tuple(each.number for each in reversed(opened[1:]))
    assert told == [("projector", 3, numbers)]


async def test_a_stale_vector_of_a_withdrawn_article_finds_nothing(
    db: Database, clock: TurnedClock
) -> None:
    embeddings, vectors = FakeEmbeddings(), FakeVectors()
    article = await published(db, clock, *RESET)
    await embedding.embed_waiting(db, clock, embeddings, vectors)
    await service.withdraw(db, clock, article.id, seen=1)
    question = Question(q="password portal")
    found = await knowledge.search(db, vectors, embeddings, question)
    assert (len(vectors.kept), found.items) == (1, ())


def test_a_beginning_ends_with_a_word() -> None:
    told = model.beginning("word " * 100)
    assert (len(told) <= model.LONGEST_BEGINNING, told.endswith("word…")) == (True, True)


def test_an_article_that_cannot_be_stored_is_refused() -> None:
    with pytest.raises(ValueError, match="NUL"):
        Wording(title="VPN", text="a\x00b")
