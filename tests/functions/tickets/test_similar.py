"""Tickets like another one: found, told apart, and solutions taken over."""

import pytest

from functions.knowledge import embedding, learning
from functions.knowledge.model import ServedBy
from functions.tickets import alike, service
from functions.tickets.model import (
    State,
)
from shared.db.pool import Database
from shared.errors import Conflict
from tests.fake_stores import FakeVectors
from tests.fake_vendors import FakeEmbeddings
from tests.fakes import TurnedClock
from tests.functions.tickets.opened import ANA, SOLVED, a_ticket, told


async def searched(db: Database, embeddings: FakeEmbeddings, vectors: FakeVectors) -> None:
    for message in await told(db):
        await learning.learn(db, TurnedClock(), message)
    await embedding.embed_waiting(db, TurnedClock(), embeddings, vectors)


async def test_similar_tickets_tell_how_they_ended(db: Database, clock: TurnedClock) -> None:
    embeddings, vectors = FakeEmbeddings(), FakeVectors()
    solved = await a_ticket(db, title="printer dead again")
    await a_ticket(db, title="vpn drops")
    await service.resolve(db, clock, solved.id, SOLVED, ANA)
    asked = await a_ticket(db, title="printer dead")
    await searched(db, embeddings, vectors)
    _, near = await alike.similar(db, vectors, embeddings, asked.id, 1)
    assert [(each.number, each.resolution_notes) for each in near] == [
        (solved.number, SOLVED.notes)
    ]


async def test_a_ticket_opened_this_moment_has_similar_ones_already(db: Database) -> None:
    embeddings, vectors = FakeEmbeddings(), FakeVectors()
    before = await a_ticket(db, title="printer dead")
    await searched(db, embeddings, vectors)
    asked = await a_ticket(db, title="printer dead")
    served_by, near = await alike.similar(db, vectors, embeddings, asked.id, 5)
    assert (served_by, [each.id for each in near]) == (ServedBy.VECTORS, [before.id])


async def test_whom_search_does_not_know_yet_it_is_told_apart_from_too(db: Database) -> None:
    embeddings, vectors = FakeEmbeddings(), FakeVectors()
    before = await a_ticket(db, title="printer dead")
    await searched(db, embeddings, vectors)
    asked = await a_ticket(db, title="printer dead")
    await alike.tell_apart(db, TurnedClock(), asked.id, before.id, "Ana")
    assert (await alike.similar(db, vectors, embeddings, asked.id, 1))[1] == []


async def test_a_ticket_told_apart_is_not_shown_beside_the_other_again(db: Database) -> None:
    embeddings, vectors = FakeEmbeddings(), FakeVectors()
    one, other = await a_ticket(db, title="printer dead"), await a_ticket(db, title="printer jam")
    await searched(db, embeddings, vectors)
    await alike.tell_apart(db, TurnedClock(), one.id, other.id, "Ana")
    for ticket in (one, other):
        assert (await alike.similar(db, vectors, embeddings, ticket.id, 5))[1] == []
    await alike.untell_apart(db, other.id, one.id)
    _, near = await alike.similar(db, vectors, embeddings, one.id, 5)
    assert [each.id for each in near] == [other.id]


async def test_a_solution_that_was_taken_counts_for_its_ticket(
    db: Database, clock: TurnedClock
) -> None:
    embeddings, vectors = FakeEmbeddings(), FakeVectors()
    source, helped, asked = [await a_ticket(db, title=f"printer dead {n}") for n in range(3)]
    await service.resolve(db, clock, source.id, SOLVED, ANA)
    taken = SOLVED.model_copy(update={"taken_from": source.id})
    await service.resolve(db, clock, helped.id, taken, ANA)
    await searched(db, embeddings, vectors)
    _, near = await alike.similar(db, vectors, embeddings, asked.id, 5)
    assert {each.id: each.used for each in near} == {source.id: 1, helped.id: 0}


async def test_a_solution_is_taken_only_where_there_is_one(
    db: Database, clock: TurnedClock
) -> None:
    source, helped = await a_ticket(db), await a_ticket(db)
    taken = SOLVED.model_copy(update={"taken_from": source.id})
    with pytest.raises(Conflict, match="no solution to take"):
        await service.resolve(db, clock, helped.id, taken, ANA)
    assert (await service.ticket(db, helped.id)).state is State.NEW
