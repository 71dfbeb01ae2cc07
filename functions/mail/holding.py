"""Mail that is held: a person lets it in, or throws it away; in time it goes by itself."""

import logging
from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from functions.access.model import Principal
from functions.audit import service as audit
from functions.audit.model import Deed
from functions.mail import enclosures, model, service, shelf, store
from functions.mail.model import Desk, Held, Inbound
from functions.mail.service import HOUR
from functions.mail.shelf import Sender, Shelved
from shared.db.pool import Connection, Database
from shared.errors import NotFound
from shared.ports import Clock, Files
from shared.value import Instant

log = logging.getLogger(__name__)

AT_ONCE, MOST_SENDERS = 20, 100
ADMITTED, DISCARDED = "mail.admitted", "mail.discarded"
"""What the audit calls it. It keeps nothing of what the mail says, or of who wrote it."""


async def held(db: Database, *, after: UUID | None, limit: int) -> tuple[list[Held], list[Sender]]:
    """What waits for somebody, the newest first, and how much of it is whose."""
    async with db.transaction() as conn:
        return await shelf.page(conn, after, limit), await shelf.senders(conn, MOST_SENDERS)


async def admit(db: Database, clock: Clock, ids: Sequence[UUID], who: Principal) -> int:
    """Let these in, within a minute. How many nobody had let in. Raises `NotFound` for none."""
    async with db.transaction() as conn:
        return await _admit(conn, clock, ids, who)


async def admit_all(db: Database, clock: Clock, address: str, who: Principal) -> int:
    """Let in all that is held from there. How many mails. Raises `NotFound` for none."""
    async with db.transaction() as conn:
        return await _admit(conn, clock, await shelf.ids_of(conn, address), who)


async def _admit(conn: Connection, clock: Clock, ids: Sequence[UUID], who: Principal) -> int:
    admitted = await shelf.admit(conn, ids, who.name)
    return await _note(conn, clock, who, ADMITTED, admitted)


async def discard(db: Database, clock: Clock, ids: Sequence[UUID], who: Principal) -> int:
    """Throw these away. How many mails. Raises `NotFound` for none."""
    async with db.transaction() as conn:
        return await _discard(conn, clock, ids, who)


async def discard_all(db: Database, clock: Clock, address: str, who: Principal) -> int:
    """Throw away all that is held from there. How many mails. Raises `NotFound` for none."""
    async with db.transaction() as conn:
        return await _discard(conn, clock, await shelf.ids_of(conn, address), who)


async def _discard(conn: Connection, clock: Clock, ids: Sequence[UUID], who: Principal) -> int:
    gone = await _drop(conn, ids, clock.now(), f"thrown away by {who.name}")
    return await _note(conn, clock, who, DISCARDED, gone)


async def _drop(conn: Connection, ids: Sequence[UUID], now: Instant, why: str) -> list[UUID]:
    gone = await shelf.take(conn, ids)
    for each in gone:
        await store.sort(conn, each.id, model.Kind.IGNORED, None, why)
    await service.forget_files(conn, gone, now)
    return [each.id for each in gone]


async def _note(
    conn: Connection, clock: Clock, who: Principal, action: str, ids: Sequence[UUID]
) -> int:
    if not ids:
        raise NotFound("No such mail is held any more. Look at the list again.")
    for each in ids:
        await audit.note(conn, who.by, Deed(action=action, subject=str(each)), clock.now())
    return len(ids)


async def is_admitted(db: Database) -> bool:
    """Whether somebody has let something in that has not come in yet."""
    async with db.transaction() as conn:
        return await shelf.is_admitted(conn)


async def let_in(db: Database, clock: Clock, files: Files, desk: Desk) -> int:
    """Take in what somebody has let in. How many were tried; what fails is tried again."""
    async with db.transaction() as conn:
        some = await shelf.admitted(conn, AT_ONCE)
    for each in some:
        await _let_in(db, clock, files, each, desk)
    return len(some)


async def _let_in(db: Database, clock: Clock, files: Files, shelved: Shelved, desk: Desk) -> None:
    """It stays on the shelf until its files are kept, too: after a crash it goes on with these."""
    mail = await _whole(files, shelved)
    async with db.transaction() as conn:
        is_waiting = await shelf.is_waiting(conn, shelved.id)
        if is_waiting is None:
            return
        if is_waiting:
            await service.let_in(conn, clock.now(), shelved.id, mail, desk)
    await enclosures.take(db, clock, files, mail)
    async with db.transaction() as conn:
        await service.forget_files(conn, await shelf.take(conn, [shelved.id]), clock.now())
    log.info("a mail was let in", extra={"mail_id": str(shelved.id)})


async def _whole(files: Files, shelved: Shelved) -> Inbound:
    mail: dict[str, Any] = shelved.mail
    data = await files.get(model.held_path(shelved.id)) if shelved.files else None
    return Inbound.model_validate({**mail, "attachments": enclosures.unpacked(data)})


async def tell(db: Database, clock: Clock) -> None:
    """Once somebody has written nothing more for an hour: how many of their mails are held."""
    now = clock.now()
    async with db.transaction() as conn:
        for address, count in Counter(await shelf.untold(conn, now - HOUR)).items():
            text = f"{count} mails from {address} were held. Nothing came since."
            await service.note_on_last(conn, now, address, text)


async def retire(conn: Connection, before: Instant, most: int, *, dry_run: bool) -> int:
    """Throw away what nobody looked at since. How many mails; in a dry run they stay."""
    ids = await shelf.old(conn, before, most)
    if ids and not dry_run:
        await _drop(conn, ids, before, "nobody looked at it in time")
        log.warning("%d mails that were held went unread", len(ids))
    return len(ids)
