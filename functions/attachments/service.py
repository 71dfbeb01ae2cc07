"""Keeps the files of tickets: rows in PostgreSQL, bytes in Blob Storage."""

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import batched
from uuid import UUID

from functions.attachments import content, model, store
from functions.attachments.model import MOST_BYTES, MOST_FILES, Attachment, Scan
from functions.tickets import keeping
from functions.tickets import service as tickets
from functions.tickets.model import Change
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import Conflict, Invalid, NotFound, TooLarge
from shared.messages import ForgetFiles
from shared.ports import Clock, Files
from shared.value import Value, new_id

LATE = timedelta(hours=1)
"""After how long bytes that have not come are given up."""
BATCH = 100
"""Files given up at once, and paths in one message: a queue takes 48 kB."""


class Sent(Value):
    """A file on its way in."""

    name: str
    data: bytes
    sender: str
    is_public: bool
    by_requester: bool = False


async def of_ticket(db: Database, ticket_id: UUID) -> list[Attachment]:
    """Those that are there, the oldest first. Raises `NotFound`."""
    await tickets.ticket(db, ticket_id)
    async with db.transaction() as conn:
        return await store.of_ticket(conn, ticket_id)


async def attach(
    db: Database, clock: Clock, files: Files, ticket_id: UUID, sent: Sent
) -> Attachment:
    """Keep a file: note it, put its bytes, make it known. Sent again, the answer is the first's.

    Raises `NotFound`, `TooLarge`, `Invalid` and `Conflict`.
    """
    # Twenty MiB take a while to be looked through, and others are waiting.
    file = await asyncio.to_thread(_new, clock.now(), ticket_id, sent)
    async with db.transaction() as conn:
        await tickets.locked(conn, ticket_id)
        there = await store.of_ticket(conn, ticket_id)
        if known := _same(file, there):
            return known
        if len(there) >= MOST_FILES:
            raise Conflict(f"A ticket has {MOST_FILES} files at most. Remove one first.")
        await store.add(conn, file)
    await files.put(file.path, sent.data, media_type=file.media_type)
    async with db.transaction() as conn:
        kept = await _arrived(conn, file, clock.now())
    if kept is None:
        raise Conflict("The file was taken away while it came. Send it again.")
    return kept


async def _arrived(conn: Connection, file: Attachment, now: datetime) -> Attachment | None:
    """The file, or the same one where it came twice at once; nothing where it was taken away."""
    ticket = await tickets.locked(conn, file.ticket_id)
    if known := _same(file, await store.of_ticket(conn, ticket.id)):
        await _forget(conn, [file], file.added_by, now)
        return known
    if not await store.set_stored(conn, file.id, now):
        await _forget(conn, [file], "upload", now)  # its bytes came after they were removed
        return None
    came = Change(field="attachment", old=None, new=file.name)
    await keeping.remark(conn, ticket, (came,), file.added_by, now)
    return file


def _new(now: datetime, ticket_id: UUID, sent: Sent) -> Attachment:
    if len(sent.data) > MOST_BYTES:
        raise TooLarge(f"A file has {MOST_BYTES // 1024**2} MiB at most.", most=MOST_BYTES)
    if not sent.data:
        problem = "is empty: send one that holds something"
        raise Invalid(f"file: {problem}.", errors=[{"field": "file", "problem": problem}])
    kind = content.media_type(sent.data)
    return Attachment(
        id=new_id(now),
        ticket_id=ticket_id,
        name=content.called(sent.name, kind),
        media_type=kind,
        size=len(sent.data),
        sha256=hashlib.sha256(sent.data).hexdigest(),
        scan=Scan.PENDING,
        is_public=sent.is_public,
        by_requester=sent.by_requester,
        added_by=sent.sender,
        added_at=now,
    )


def _same(file: Attachment, there: Iterable[Attachment]) -> Attachment | None:
    """The same bytes by the same name and for the same eyes."""
    what = (file.sha256, file.name, file.is_public)
    return next((each for each in there if (each.sha256, each.name, each.is_public) == what), None)


async def read(
    db: Database, files: Files, ticket_id: UUID, file_id: UUID, *, scanner: bool
) -> tuple[Attachment, bytes]:
    """A file with its bytes. Raises `NotFound`, and `Conflict` unless it may be handed out."""
    async with db.transaction() as conn:
        file = await _there(conn, ticket_id, file_id)
    model.check_handed_out(file, scanner=scanner)
    data = await files.get(file.path)
    if data is None:
        raise _none(file_id)
    return file, data


async def judge(
    db: Database, clock: Clock, ticket_id: UUID, file_id: UUID, verdict: Scan, actor: str
) -> Attachment:
    """Say what a scanner found, or block a file. Raises `NotFound` and `Conflict`."""
    async with db.transaction() as conn:
        ticket = await tickets.locked(conn, ticket_id)
        before = await _there(conn, ticket_id, file_id)
        after = model.judged(before, verdict)
        if after != before:
            await store.set_scan(conn, file_id, verdict)
            told = Change(field=f"attachment {before.name}", old=before.scan, new=verdict)
            await keeping.remark(conn, ticket, (told,), actor, clock.now())
        return after


async def remove(db: Database, clock: Clock, ticket_id: UUID, file_id: UUID, actor: str) -> None:
    """Take a file away; its bytes go soon after. Raises `NotFound`."""
    now = clock.now()
    async with db.transaction() as conn:
        ticket = await tickets.locked(conn, ticket_id)
        file = await _there(conn, ticket_id, file_id)
        await _forget(conn, [file], actor, now)
        gone = Change(field="attachment", old=file.name, new=None)
        await keeping.remark(conn, ticket, (gone,), actor, now)


async def of_person(conn: Connection, ticket_ids: Sequence[UUID]) -> list[Attachment]:
    """What the requesters of these tickets sent, the oldest first."""
    return await store.by_requesters(conn, ticket_ids)


async def erase(conn: Connection, ticket_ids: Sequence[UUID], now: datetime) -> int:
    """Forget what the requesters of these tickets sent. How many files that were."""
    sent = await store.by_requesters(conn, ticket_ids)
    await _forget(conn, sent, "erased", now)
    await store.erase_names(conn, ticket_ids)
    return len(sent)


async def sweep(db: Database, clock: Clock) -> int:
    """Give up files whose bytes never came. How many."""
    now = clock.now()
    async with db.transaction() as conn:
        late = await store.left_behind(conn, now - LATE, BATCH)
        await _forget(conn, late, "upload", now)
    return len(late)


async def _forget(conn: Connection, gone: Sequence[Attachment], actor: str, now: datetime) -> None:
    for file in gone:
        await store.set_removed(conn, file.id, actor, now)
    for some in batched(gone, BATCH, strict=False):
        await outbox.put(conn, ForgetFiles.new(now, paths=tuple(file.path for file in some)))


async def forget(files: Files, paths: Sequence[str]) -> None:
    """Remove the bytes of files that were taken away. Again is harmless."""
    for path in paths:
        await files.remove(path)


async def _there(conn: Connection, ticket_id: UUID, file_id: UUID) -> Attachment:
    file = await store.one(conn, file_id)
    if file is None or file.ticket_id != ticket_id:
        raise _none(file_id)
    return file


def _none(file_id: UUID) -> NotFound:
    return NotFound("The ticket has no such file.", attachment_id=str(file_id))
