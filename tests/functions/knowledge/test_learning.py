"""From a ticket that changed to a vector that serves."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import pytest

from functions.knowledge import embedding, learning
from shared.db.pool import Database
from shared.errors import VendorProblem
from shared.ports import Placed
from tests.fake_stores import FakeVectors
from tests.fake_vendors import FakeEmbeddings
from tests.fakes import TurnedClock
from tests.functions.knowledge.conftest import AWAY, REFUSED, a_change, learn, nudges, rows


async def titles(db: Database) -> list[object]:
    return [title for (title,) in await rows(db, "select title from document order by id")]


async def test_a_changed_ticket_waits_to_be_embedded(db: Database) -> None:
    await learn(db, a_change(1, "printer jam"))
    assert await titles(db) == ["printer jam"]
    assert await nudges(db) == 1


async def test_a_message_delivered_twice_has_the_effect_of_one(db: Database) -> None:
    change = a_change(1, "printer jam")
    await learn(db, change, change)
    assert await nudges(db) == 1


async def test_an_older_version_never_overwrites_a_newer(db: Database) -> None:
    await learn(db, a_change(1, "new", version=3), a_change(1, "old", version=2))
    assert await titles(db) == ["new"]


async def test_a_change_of_state_alone_is_not_embedded_again(
    embedded: Database, clock: TurnedClock, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    await learn(embedded, a_change(1, "printer jam paper", version=2))
    await embedding.embed_waiting(embedded, clock, embeddings, vectors)
    assert len(embeddings.asked) == 1


async def test_all_that_waits_is_embedded_in_one_request(
    embedded: Database, embeddings: FakeEmbeddings
) -> None:
    assert [len(texts) for texts in embeddings.asked] == [3]


async def test_a_text_that_changes_while_it_is_embedded_waits_for_its_own_vector(
    db: Database, clock: TurnedClock, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    await learn(db, a_change(1, "first"))
    embeddings.meanwhile = partial(learn, db, a_change(1, "second", version=2))
    await embedding.embed_waiting(db, clock, embeddings, vectors)
    assert [list(texts) for texts in embeddings.asked] == [["first"], ["second"]]
    assert await rows(db, "select text_version from embedding") == [(2,)]


async def test_a_crash_between_embed_and_store_is_made_good_when_the_lease_ends(
    db: Database, clock: TurnedClock, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    await learn(db, a_change(1, "printer jam"))
    with pytest.raises(KeyboardInterrupt):
        await embedding.embed_waiting(db, clock, crashing(embeddings), vectors)
    await embedding.embed_waiting(db, clock, embeddings, vectors)
    assert len(embeddings.asked) == 1
    await clock.advance(121)
    await embedding.embed_waiting(db, clock, embeddings, vectors)
    assert await rows(db, "select document_id from embedding") == [(UUID(int=1),)]


def crashing(embeddings: FakeEmbeddings) -> FakeEmbeddings:
    async def crash() -> None:
        embeddings.meanwhile = None
        raise KeyboardInterrupt

    embeddings.meanwhile = crash
    return embeddings


@pytest.mark.parametrize("failure", [AWAY, REFUSED])
async def test_while_the_model_fails_nothing_is_lost(
    db: Database,
    clock: TurnedClock,
    embeddings: FakeEmbeddings,
    vectors: FakeVectors,
    failure: VendorProblem,
) -> None:
    await learn(db, a_change(1, "printer jam"), a_change(2, "vpn"))
    embeddings.failure = failure
    await embedding.embed_waiting(db, clock, embeddings, vectors)
    embeddings.failure = None
    await clock.advance(121)
    await embedding.embed_waiting(db, clock, embeddings, vectors)
    assert len(vectors.kept) == 2


async def test_one_refused_text_does_not_hold_up_the_others(
    db: Database, clock: TurnedClock, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    embeddings.refused = "bad"
    await learn(db, a_change(1, "bad"), a_change(2, "good"), a_change(3, "fine"))
    await embedding.embed_waiting(db, clock, embeddings, vectors)
    assert {id_.int for _, id_ in vectors.kept} == {2, 3}
    await learning.nudge(db, clock, embeddings)
    assert await nudges(db) == 3


async def test_a_lone_refused_text_is_tried_again_when_its_lease_ends(
    db: Database, clock: TurnedClock, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    embeddings.refused = "bad"
    await learn(db, a_change(1, "bad"))
    await embedding.embed_waiting(db, clock, embeddings, vectors)
    await clock.advance(121)
    await learning.nudge(db, clock, embeddings)
    assert await nudges(db) == 2


async def test_the_sweep_is_silent_where_nothing_waits(
    embedded: Database, clock: TurnedClock, embeddings: FakeEmbeddings
) -> None:
    await learning.nudge(embedded, clock, embeddings)
    assert await nudges(embedded) == 3


async def test_another_model_embeds_everything_anew(embedded: Database, clock: TurnedClock) -> None:
    another = FakeEmbeddings(model="another", dimensions=1536)
    await learning.nudge(embedded, clock, another)
    await embedding.embed_waiting(embedded, clock, another, FakeVectors())
    assert await nudges(embedded) == 4
    assert [len(texts) for texts in another.asked] == [3]


async def test_a_copy_that_fails_is_made_later(
    db: Database, clock: TurnedClock, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    vectors.failure = AWAY
    await learn(db, a_change(1, "printer jam"))
    await embedding.embed_waiting(db, clock, embeddings, vectors)
    vectors.failure = None
    await learning.nudge(db, clock, embeddings)
    await embedding.embed_waiting(db, clock, embeddings, vectors)
    assert await nudges(db) == 2
    assert len(vectors.kept) == len(embeddings.asked) == 1


async def test_a_lost_serving_copy_is_made_anew_with_the_next_document(
    embedded: Database, clock: TurnedClock, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    vectors.kept.clear()
    await learn(embedded, a_change(4, "badge"))
    await embedding.embed_waiting(embedded, clock, embeddings, vectors)
    assert len(vectors.kept) == 4


async def test_rebuilding_copies_everything(
    embedded: Database, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    vectors.kept = {("ticket", UUID(int=9)): [1.0] * 384}
    await embedding.rebuild(embedded, vectors, embeddings)
    assert sorted(id_.int for _, id_ in vectors.kept) == [1, 2, 3]


async def test_a_long_queue_is_embedded_batch_by_batch(
    db: Database, clock: TurnedClock, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    await learn(db, *(a_change(n, f"printer {n}") for n in range(1, 601)))
    await embedding.embed_waiting(db, clock, embeddings, vectors)
    assert sorted(len(texts) for texts in embeddings.asked) == [88, 512]


async def test_a_request_holds_no_more_letters_than_the_model_takes(
    db: Database, clock: TurnedClock, embeddings: FakeEmbeddings, vectors: FakeVectors
) -> None:
    await learn(db, *(a_change(n, f"mail {n}", text="x " * 6000) for n in range(1, 51)))
    await embedding.embed_waiting(db, clock, embeddings, vectors)
    assert [len(texts) for texts in embeddings.asked] == [40, 10]


@dataclass
class SlowVectors(FakeVectors):
    """Its first copy arrives after all that `meanwhile` does."""

    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def put(self, kind: str, items: Sequence[Placed]) -> None:
        waits, self.meanwhile = self.meanwhile, None
        if waits:
            await waits()
        await super().put(kind, items)


async def test_a_copy_that_arrives_after_a_newer_one_is_made_again(
    db: Database, clock: TurnedClock, embeddings: FakeEmbeddings
) -> None:
    async def change() -> None:
        await learn(db, a_change(1, "second", version=2))
        await embedding.embed_waiting(db, clock, embeddings, slow)

    slow = SlowVectors(meanwhile=change)
    await learn(db, a_change(1, "first"))
    await embedding.embed_waiting(db, clock, embeddings, slow)
    (second,) = await embeddings.embed(["second"], deadline=1)
    assert slow.kept == {("ticket", UUID(int=1)): pytest.approx(second)}
    assert await rows(db, "select from embedding_to_copy") == []
