import asyncio
from datetime import timedelta

import pytest

from functions.attachments import service
from functions.attachments.model import MOST_BYTES, Attachment, Scan
from functions.attachments.service import Sent
from functions.tickets import service as tickets
from functions.tickets import talk
from functions.tickets.model import Draft, Ticket
from shared.db.pool import Database
from shared.errors import Conflict, Invalid, NotFound, TooLarge, Unavailable
from shared.messages import ForgetFiles
from tests.fake_stores import FakeFiles
from tests.fakes import TurnedClock

LOG = Sent(name="error.log", data=b"paper jam", sender="Ana", is_public=False)
PHOTO = Sent(
    name="me.png",
    data=b"\x89PNG\r\n\x1a\n....",
    sender="Eva",
    is_public=True,
    by_requester=True,
)
DOWN = Unavailable("down", vendor="storage")


async def a_ticket(db: Database) -> Ticket:
    draft = Draft(title="It jams", requester_name="Eva", requester_phone="+12125550147")
    return await tickets.open_ticket(db, TurnedClock(), draft, "Ana")


async def attached(db: Database, files: FakeFiles, ticket: Ticket, sent: Sent = LOG) -> Attachment:
    return await service.attach(db, TurnedClock(), files, ticket.id, sent)


async def forgotten(db: Database, files: FakeFiles) -> None:
    """Do what the outbox asks for."""
    async with db.transaction() as conn:
        cursor = await conn.execute("select body::text from outbox where queue = 'forget-files'")
        for row in await cursor.fetchall():
            await service.forget(files, ForgetFiles.model_validate_json(row[0]).paths)


async def test_a_file_is_kept_and_told_of_in_the_journal(db: Database) -> None:
    ticket, files = await a_ticket(db), FakeFiles()
    file = await attached(db, files, ticket)
    found, data = await service.read(db, files, ticket.id, file.id, scanner=False)
    assert (found, data) == (file, LOG.data)
    assert (file.media_type, file.size, file.scan) == ("text/plain", 9, Scan.PENDING)
    (entry,) = await talk.journal(db, ticket.id, before=None, limit=5)
    assert (entry.changes[0].field, entry.changes[0].new) == ("attachment", "error.log")


async def test_a_file_sent_again_is_kept_once(db: Database) -> None:
    ticket, files = await a_ticket(db), FakeFiles()
    first = await attached(db, files, ticket)
    assert await attached(db, files, ticket) == first
    assert await service.of_ticket(db, ticket.id) == [first]


async def test_a_file_sent_twice_at_once_is_kept_once(db: Database) -> None:
    ticket, files = await a_ticket(db), FakeFiles()
    one, other = await asyncio.gather(*(attached(db, files, ticket) for _ in range(2)))
    await forgotten(db, files)
    assert one.id == other.id
    assert list(files.kept) == [one.path]


async def test_nothing_is_handed_out_before_it_was_found_clean(
    db: Database, clock: TurnedClock
) -> None:
    ticket, files = await a_ticket(db), FakeFiles()
    file = await attached(db, files, ticket)
    with pytest.raises(Conflict, match="not been scanned"):
        await service.read(db, files, ticket.id, file.id, scanner=True)
    await service.judge(db, clock, ticket.id, file.id, Scan.CLEAN, "scanner")
    assert (await service.read(db, files, ticket.id, file.id, scanner=True))[1] == LOG.data


@pytest.mark.parametrize("verdict", [Scan.INFECTED, Scan.BLOCKED])
async def test_what_is_harmful_is_handed_out_to_nobody_and_stays_so(
    db: Database, clock: TurnedClock, verdict: Scan
) -> None:
    ticket, files = await a_ticket(db), FakeFiles()
    file = await attached(db, files, ticket)
    await service.judge(db, clock, ticket.id, file.id, verdict, "scanner")
    with pytest.raises(Conflict, match="to nobody"):
        await service.read(db, files, ticket.id, file.id, scanner=False)
    with pytest.raises(Conflict, match="stays so"):
        await service.judge(db, clock, ticket.id, file.id, Scan.CLEAN, "scanner")


async def test_a_file_that_is_removed_takes_its_bytes_along(
    db: Database, clock: TurnedClock
) -> None:
    ticket, files = await a_ticket(db), FakeFiles()
    file = await attached(db, files, ticket)
    await service.remove(db, clock, ticket.id, file.id, "Ana")
    await forgotten(db, files)
    assert (files.kept, await service.of_ticket(db, ticket.id)) == ({}, [])
    with pytest.raises(NotFound):
        await service.read(db, files, ticket.id, file.id, scanner=False)


async def test_a_file_whose_bytes_never_came_is_given_up(db: Database, clock: TurnedClock) -> None:
    ticket, files = await a_ticket(db), FakeFiles(failure=DOWN)
    with pytest.raises(Unavailable):
        await attached(db, files, ticket)
    early = await service.sweep(db, clock)
    await clock.advance(timedelta(hours=1).total_seconds())
    assert (early, await service.sweep(db, clock), await service.sweep(db, clock)) == (0, 1, 0)
    assert await service.of_ticket(db, ticket.id) == []


async def test_a_file_that_is_too_large_or_empty_is_refused(db: Database) -> None:
    ticket, files = await a_ticket(db), FakeFiles()
    large = LOG.model_copy(update={"data": b"a" * (MOST_BYTES + 1)})
    with pytest.raises(TooLarge, match="20 MiB"):
        await attached(db, files, ticket, large)
    with pytest.raises(Invalid, match="empty"):
        await attached(db, files, ticket, LOG.model_copy(update={"data": b""}))


async def test_a_file_of_another_ticket_is_not_there(db: Database) -> None:
    one, other, files = await a_ticket(db), await a_ticket(db), FakeFiles()
    file = await attached(db, files, one)
    with pytest.raises(NotFound):
        await service.read(db, files, other.id, file.id, scanner=False)


async def test_what_a_requester_sent_is_forgotten_with_them(
    db: Database, clock: TurnedClock
) -> None:
    ticket, files = await a_ticket(db), FakeFiles()
    log, _ = await attached(db, files, ticket), await attached(db, files, ticket, PHOTO)
    async with db.transaction() as conn:
        counts = [await service.erase(conn, [ticket.id], clock.now()) for _ in range(2)]
        left = await (await conn.execute("select name from attachment order by id")).fetchall()
    await forgotten(db, files)
    assert (counts, list(files.kept)) == ([1, 0], [log.path])
    assert sorted(row[0] for row in left) == ["erased", "error.log"]
