"""What people do with articles: write, publish, read, judge."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from functions.articles import model, readers, store
from functions.articles.model import (
    Article,
    Feedback,
    Gaps,
    Offer,
    Opinion,
    Published,
    Typed,
    Version,
    Wanted,
    Wording,
)
from functions.articles.readers import Search
from functions.articles.store import Use, Written
from functions.knowledge import learning
from functions.knowledge import service as knowledge
from functions.knowledge.asked import plain
from functions.knowledge.model import By, Kind, Question
from shared.db.pool import Connection, Database
from shared.errors import Conflict, Invalid, NotFound, Stale
from shared.ports import Clock
from shared.value import new_id

REVIEW = timedelta(days=180)
"""After how long a published article is to be looked at again, unless it says when."""
PAUSE = timedelta(minutes=2)
"""Who types on within this time is still at the same search."""
KEPT = timedelta(days=90)
"""How long it is remembered what people looked for."""
MOST = 20
"""Lines of each part of the gap report."""
MOST_FEEDBACK = 200


async def write(db: Database, clock: Clock, wording: Wording, actor: str) -> Article:
    """A new draft. Raises `Invalid` and `Conflict` where it says something that is not there."""
    async with db.transaction() as conn:
        return await write_on(conn, clock.now(), wording, actor)


async def write_on(
    conn: Connection, now: datetime, wording: Wording, actor: str, *, used: Use | None = None
) -> Article:
    """The same in a transaction that holds more; `used` is the ticket that it tells of."""
    article_id = new_id(now)
    await _check_original(conn, article_id, wording, now)
    written = Written(
        id=article_id, wording=wording, actor=actor, at=now, from_ticket=used and used.ticket_id
    )
    await store.insert(conn, written)
    if used:
        await store.use(conn, [article_id], used)
    return await store.get(conn, article_id, now)


async def _check_original(
    conn: Connection, article_id: UUID, wording: Wording, now: datetime
) -> None:
    """A translation says one original again, in another language, once."""
    if wording.translation_of is None:
        return
    try:
        await store.lock(conn, wording.translation_of)  # two at once are told of each other
        original = await store.get(conn, wording.translation_of, now)
    except NotFound as error:
        raise _wrong("there is no such article") from error
    if original.translation_of or original.id == article_id:
        raise _wrong("give the original, which is no translation itself")
    if original.language is wording.language:
        raise _wrong(f"the original is in {original.language} already")
    other = await store.translation(conn, original.id, wording.language)
    if other not in {None, article_id}:
        raise Conflict(
            f"{original.number} has been translated into {wording.language}. Change that one.",
            article_id=str(other),
        )


async def _check_translations(conn: Connection, article_id: UUID, wording: Wording) -> None:
    """While it is translated, an original stays one, in a language of its own."""
    languages = await store.translated_into(conn, article_id)
    if wording.language in languages or (languages and wording.translation_of):
        told = ", ".join(languages)
        raise Conflict(
            f"It has been translated into {told}: it stays the original, in another language.",
            languages=languages,
        )


def _wrong(problem: str) -> Invalid:
    errors = [{"field": "translation_of", "problem": problem}]
    return Invalid(f"translation_of: {problem}.", errors=errors)


async def rewrite(
    db: Database, clock: Clock, article_id: UUID, wording: Wording, actor: str, *, seen: int
) -> Article:
    """Let it read like that. Readers go on seeing what is published. Raises `Stale` and others."""
    now = clock.now()
    async with db.transaction() as conn:
        before = await _seen(conn, article_id, seen, now, wording)
        await _check_translations(conn, article_id, wording)
        await _check_original(conn, article_id, wording, now)
        if before != before.model_copy(update=wording.model_dump()):
            written = Written(id=article_id, wording=wording, actor=actor, at=now)
            await store.save(conn, written)
        return await store.get(conn, article_id, now)


async def _seen(
    conn: Connection, article_id: UUID, seen: int, now: datetime, wanted: Wording | None = None
) -> Article:
    """The article, locked, if it is still at that version. Raises `NotFound` and `Stale`."""
    await store.lock(conn, article_id)
    before = await store.get(conn, article_id, now)
    if before.version != seen:
        wish = wanted.model_dump(mode="json") if wanted else {}
        stands = before.model_dump(mode="json")
        version = before.version
        raise Stale.unlogged("article", seen=seen, version=version, now=stands, wanted=wish)
    return before


async def publish(
    db: Database, clock: Clock, article_id: UUID, actor: str, *, seen: int
) -> Article:
    """Let readers find the version that was seen. Raises `NotFound` and `Stale`."""
    now = clock.now()
    async with db.transaction() as conn:
        before = await _seen(conn, article_id, seen, now)
        due = before.review_on if before.review_on and before.review_on > now.date() else None
        shown = {
            "published_version": before.version,
            "published_by": actor,
            "published_at": now,
            "review_on": due or (now + REVIEW).date(),
        }
        await store.publish(conn, before.model_copy(update=shown))
        await learning.take_over(conn, clock, before.as_document())
        return await store.get(conn, article_id, now)


async def withdraw(db: Database, clock: Clock, article_id: UUID, *, seen: int) -> Article:
    """Make it a draft again, which nobody finds. Raises `NotFound` and `Stale`."""
    now = clock.now()
    async with db.transaction() as conn:
        before = await _seen(conn, article_id, seen, now)
        hidden = dict.fromkeys(("published_version", "published_by", "published_at"))
        await store.publish(conn, before.model_copy(update=hidden))
        await learning.forget(conn, article_id)
        return await store.get(conn, article_id, now)


async def article(db: Database, clock: Clock, article_id: UUID) -> Article:
    """One as it stands. Raises `NotFound`."""
    async with db.transaction() as conn:
        return await store.get(conn, article_id, clock.now())


async def published(db: Database, article_id: UUID) -> Published:
    """One as its readers see it. Raises `NotFound`."""
    async with db.transaction() as conn:
        return await store.published(conn, article_id)


async def page(db: Database, clock: Clock, wanted: Wanted) -> list[Article]:
    """The newest of that kind, one more than the page holds."""
    async with db.transaction() as conn:
        return await store.page(conn, wanted, clock.now())


async def versions(db: Database, clock: Clock, article_id: UUID) -> list[Version]:
    """How it read, the newest first. Raises `NotFound`."""
    async with db.transaction() as conn:
        await store.get(conn, article_id, clock.now())
        return await store.versions(conn, article_id)


async def judge(
    db: Database, clock: Clock, article_id: UUID, opinion: Opinion, person: str
) -> Feedback:
    """Say whether a published article helped. Raises `NotFound`."""
    async with db.transaction() as conn:
        read = await store.published(conn, article_id)
        about = {"article_id": article_id, "person": person, "version": read.version}
        said = Feedback(**opinion.model_dump(), **about, at=clock.now())
        await readers.judge(conn, said)
    return said


async def feedback(db: Database, clock: Clock, article_id: UUID) -> list[Feedback]:
    """What was said of it, the newest first. Raises `NotFound`."""
    async with db.transaction() as conn:
        await store.get(conn, article_id, clock.now())
        return await readers.of_article(conn, article_id, MOST_FEEDBACK)


async def offers(db: Database, clock: Clock, typed: Typed, person: str) -> list[Offer]:
    """Published articles for what somebody is typing: by words alone, so that it costs little."""
    now = clock.now()
    question = Question(q=typed.q, kind=[Kind.ARTICLE], by=By.WORDS, limit=typed.limit)
    async with db.transaction() as conn:
        found = await knowledge.by_words(conn, question)
        texts = await knowledge.texts(conn, [hit.id for hit in found])
        about = {"person": person, "phrase": plain(typed.q), "found": len(found), "at": now}
        await readers.note_search(conn, Search(id=new_id(now), **about), now - PAUSE)
    return [
        Offer(
            **hit.model_dump(include={"id", "number", "title", "language"}),
            beginning=model.beginning(texts.get(hit.id, "")),
        )
        for hit in found
    ]


async def gaps(db: Database, clock: Clock, days: int) -> Gaps:
    """What is asked again and again, and no article tells."""
    since = clock.now() - timedelta(days=days)
    async with db.transaction() as conn:
        searches = await readers.missed(conn, since, MOST)
        told = await store.covered(conn, since)
        words = await knowledge.untold(conn, since, told, MOST)
    return Gaps(
        days=days,
        searches=tuple(searches),
        tickets=tuple(model.Untold(**each.model_dump()) for each in words),
    )


async def use(conn: Connection, ids: Sequence[UUID], used: Use) -> None:
    """Note that a ticket was answered with these articles."""
    await store.use(conn, ids, used)


async def note_reopened(conn: Connection, used: Use) -> None:
    """Note how often a ticket was reopened: what its articles say may be wrong."""
    await store.note_reopened(conn, used)


async def made_from(conn: Connection, ticket_id: UUID, now: datetime) -> Article | None:
    """The article that was drafted from a ticket, if one was."""
    article_id = await store.made_from(conn, ticket_id)
    return await store.get(conn, article_id, now) if article_id else None


async def drop_searches(db: Database, clock: Clock) -> int:
    """Forget what people looked for long ago. How many."""
    async with db.transaction() as conn:
        return await readers.drop_searches(conn, clock.now() - KEPT)


async def said_by(conn: Connection, people: Sequence[str]) -> list[Feedback]:
    """What these people said of articles, by the ids they sign in with."""
    return await readers.of_people(conn, people)


async def erase(conn: Connection, people: Sequence[str]) -> int:
    """Forget what these people said and looked for. How many opinions there were."""
    return await readers.forget(conn, people)
