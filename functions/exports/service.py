"""Gives tickets away as a file: a small one at once, a large one in parts, beforehand."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import batched
from uuid import UUID

from functions.access.model import Principal, Role, Sight
from functions.exports import model, store
from functions.exports.model import Export, Sheet, State, Work
from functions.tickets import conditions, lookup
from functions.tickets.conditions import Conditions
from functions.tickets.lookup import Page
from functions.tickets.ordering import Listing
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import Conflict, NotFound, TooLarge
from shared.messages import ForgetFiles, RunExport
from shared.ports import Clock, Files
from shared.value import new_id

MOST_AT_ONCE = 10_000
PAGE, PART = 200, 10_000
PARTS_A_RUN = 5
LEASE = timedelta(minutes=5)
KEPT = timedelta(hours=24)
MOST_TRIES = 5
BATCH = 100
BEYOND_ALL = 2**62


def asked(sheet: Sheet, now: datetime) -> Conditions:
    """What its line asks for. Raises `Invalid`, which names the term at fault."""
    return conditions.read(sheet.q, now) if sheet.q else ()


async def check_size(db: Database, wanted: Conditions, sight: Sight | None) -> None:
    """Raise `TooLarge` where that is more than is given away at once."""
    async with db.transaction() as conn:
        last = await lookup.oldest_of_newest(conn, wanted, sight, MOST_AT_ONCE + 1)
    if last:
        raise TooLarge(
            f"More than {MOST_AT_ONCE} tickets: have the file made by POST /api/v1/exports.",
            most=MOST_AT_ONCE,
        )


async def streamed(
    db: Database, sheet: Sheet, wanted: Conditions, sight: Sight | None
) -> AsyncIterator[str]:
    """The file, a page at a time; no transaction is open while somebody reads one."""
    yield model.heading(sheet)
    after, left = None, MOST_AT_ONCE
    while left > 0:
        listing = Listing(order=sheet.order, after=after, limit=min(PAGE, left))
        found, after = await _page(db, listing, wanted, sight)
        if not found:
            return
        yield model.lines(sheet, found)
        left -= len(found)


async def _page(db: Database, listing: Listing, wanted: Conditions, sight: Sight | None) -> Page:
    async with db.transaction() as conn:
        return await lookup.in_order(conn, listing, wanted, sight)


async def begin(db: Database, clock: Clock, sheet: Sheet, who: Principal) -> Export:
    """Have a file made, of whatever size. Raises `Invalid`."""
    now = clock.now()
    asked(sheet, now)
    work = Work(
        id=new_id(now),
        sheet=sheet,
        state=State.WAITING,
        rows=0,
        made_by=who.name,
        owner=who.id,
        sight=who.sight,
        made_at=now,
        asked_at=now,
        finished_at=None,
        before_serial=BEYOND_ALL,
        after=None,
        parts=0,
        tries=0,
    )
    async with db.transaction() as conn:
        await store.add(conn, work)
        await outbox.put(conn, RunExport.new(now, export_id=work.id))
    return work.shown()


async def export(db: Database, export_id: UUID, who: Principal) -> Export:
    """How far it is. Raises `NotFound`, also where it is somebody else's."""
    return (await _own(db, export_id, who)).shown()


async def _own(db: Database, export_id: UUID, who: Principal) -> Work:
    async with db.transaction() as conn:
        work = await store.get(conn, export_id)
    if work is None or (work.owner != who.id and not who.may_act_as(Role.SUPERVISOR)):
        raise NotFound("There is no such export of yours.", export_id=str(export_id))
    return work


async def content(
    db: Database, files: Files, export_id: UUID, who: Principal
) -> AsyncIterator[bytes]:
    """The file, part by part. Raises `NotFound`, and `Conflict` before it is done and after."""
    work = await _own(db, export_id, who)
    if work.state is not State.DONE:
        problem = "is not done yet" if work.state is State.WAITING else "is not there any more"
        raise Conflict(f"The file {problem}. Look at its state.", state=work.state)
    return _parts(files, work)


async def _parts(files: Files, work: Work) -> AsyncIterator[bytes]:
    for path in work.paths():
        data = await files.get(path)
        if data is None:
            raise NotFound("A part of the file is gone. Have it made again.")
        yield data


async def run(db: Database, files: Files, clock: Clock, export_id: UUID) -> None:
    """Write its next parts. Twice at once, each is written by one; after a crash it goes on."""
    now = clock.now()
    async with db.transaction() as conn:
        work = await store.claim(conn, export_id, now, now + LEASE)
        if work and work.tries > MOST_TRIES:
            await store.finish(conn, export_id, State.FAILED, now)
            return
    for _ in range(PARTS_A_RUN):
        if work is None or not await _write_part(db, files, clock, work):
            return
        async with db.transaction() as conn:
            work = await store.get(conn, export_id)
    async with db.transaction() as conn:
        await store.let_go(conn, export_id)
        await outbox.put(conn, RunExport.new(clock.now(), export_id=export_id))


async def _write_part(db: Database, files: Files, clock: Clock, work: Work) -> bool:
    """One part. Whether there is more to do."""
    text, after, count = await _text(db, work)
    path = model.path(work.id, work.parts)
    await files.put(path, text.encode(), media_type="text/csv")
    now, is_last = clock.now(), count < PART
    async with db.transaction() as conn:
        wrote = await store.advance(conn, work, after=after, rows=count, until=now + LEASE)
        if not wrote:
            current = await store.get(conn, work.id)
            if current is None or current.state is State.GONE:
                await outbox.put(conn, ForgetFiles.new(now, paths=(path,)))
        elif is_last:
            await store.finish(conn, work.id, State.DONE, now)
    return wrote and not is_last


async def _text(db: Database, work: Work) -> tuple[str, str | None, int]:
    """Its next part, the place of the last ticket in it, and how many there are."""
    wanted, after, count = asked(work.sheet, work.asked_at), work.place, 0
    text = [] if work.parts else [model.heading(work.sheet)]
    while count < PART:
        listing = Listing(order=work.sheet.order, after=after, limit=PAGE)
        found, last = await _page(db, listing, wanted, work.sight)
        if not found:
            break
        text.append(model.lines(work.sheet, found))
        after, count = last, count + len(found)
    return "".join(text), after, count


async def sweep(db: Database, clock: Clock) -> None:
    """Go on with what somebody died over, and let files go that are a day old."""
    now = clock.now()
    async with db.transaction() as conn:
        for export_id in await store.late(conn, now - LEASE, BATCH):
            await outbox.put(conn, RunExport.new(now, export_id=export_id))
        await _drop(conn, now - KEPT, now)


async def erase(conn: Connection, now: datetime) -> int:
    """Throw every file away: somebody is erased, and may stand in any. How many that were."""
    return await _drop(conn, now, now)


async def _drop(conn: Connection, made_until: datetime, now: datetime) -> int:
    gone = await store.drop(conn, made_until)
    paths = [path for each in gone for path in each.written()]
    for some in batched(paths, BATCH, strict=False):
        await outbox.put(conn, ForgetFiles.new(now, paths=some))
    return len(gone)
