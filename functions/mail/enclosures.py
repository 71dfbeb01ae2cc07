"""Files that come with a mail: each becomes one of its ticket's, or the ticket says why not."""

import asyncio
import logging
from datetime import timedelta
from itertools import islice

from pydantic import TypeAdapter

from functions.attachments import service as attachments
from functions.attachments.service import Sent
from functions.mail import model, service, shelf, store
from functions.mail.model import Desk, Enclosure, Inbound, Kind
from functions.mail.service import ACTOR
from functions.mail.store import Enclosing
from functions.tickets import keeping
from functions.tickets import service as tickets
from functions.tickets.model import Ticket
from shared.db.pool import Connection, Database
from shared.errors import Conflict, Invalid, TooLarge
from shared.ports import Clock, Files
from shared.value import Value

log = logging.getLogger(__name__)

LATE = timedelta(hours=2)
"""After how long files are given up that whoever takes our mail in has not handed over again."""
BATCH = 100
FILES = TypeAdapter(tuple[Enclosure, ...])


class Refused(Value):
    """A file that was not taken, and why."""

    name: str
    problem: str


async def receive(db: Database, clock: Clock, files: Files, mail: Inbound, desk: Desk) -> Kind:
    """Take a mail in, then its files. Again is harmless, and goes on where the first time ended.

    The mail is taken whatever becomes of its files. Raises `Unavailable` where they cannot be kept
    now: handed over again, what is missing of them is.
    """
    kind = await service.receive(db, clock, mail, desk)
    async with db.transaction() as conn:
        held_id = await shelf.with_files(conn, mail.id)
    if held_id:
        await files.put(model.held_path(held_id), packed(mail), media_type="application/json")
    await take(db, clock, files, mail)
    return kind


def packed(mail: Inbound) -> bytes:
    """The files of a mail that is held, in one."""
    return FILES.dump_json(mail.files)


def unpacked(data: bytes | None) -> tuple[Enclosure, ...]:
    """The same the other way round."""
    return FILES.validate_json(data) if data else ()


async def take(db: Database, clock: Clock, files: Files, mail: Inbound) -> None:
    """Keep the files of a mail at its ticket, as far as they are not."""
    async with db.transaction() as conn:
        enclosing = await store.enclosing(conn, mail.id)
        ticket = await tickets.on(conn, enclosing.ticket_id) if enclosing else None
    if enclosing and ticket:
        refused = await _keep(db, clock, files, mail, ticket)
        await _settle(db, clock, enclosing, refused)


async def _keep(
    db: Database, clock: Clock, files: Files, mail: Inbound, ticket: Ticket
) -> list[Refused]:
    """Put them to the ticket; those that were not taken. The requester's own are theirs to see."""
    theirs = (ticket.requester_email or "").strip().lower() == mail.address
    sender = ticket.requester_name if theirs else ACTOR
    refused = []
    for file in islice(mail.files, model.MOST_FILES):
        try:
            sent = await _read(file, sender, theirs=theirs)
            await attachments.attach(db, clock, files, ticket.id, sent)
        except (Conflict, Invalid, TooLarge) as problem:
            refused.append(Refused(name=file.called, problem=problem.detail))
    most = f"A mail brings {model.MOST_FILES} files at most."
    return refused + [Refused(name=f.called, problem=most) for f in mail.files[model.MOST_FILES :]]


async def _read(file: Enclosure, sender: str, *, theirs: bool) -> Sent:
    data = await asyncio.to_thread(file.data)  # twenty MiB take a while, and others are waiting
    return Sent(name=file.called, data=data, sender=sender, is_public=theirs, by_requester=theirs)


async def _settle(db: Database, clock: Clock, enclosing: Enclosing, refused: list[Refused]) -> None:
    """All of its files are kept or refused: say so once, to the desk alone."""
    async with db.transaction() as conn:
        if await store.settle_files(conn, enclosing.id) and refused:
            lines = (f"{each.name}: {each.problem}" for each in refused)
            text = "\n".join(["Not taken from the mail:", *lines])
            await _note(conn, clock, enclosing, text)
    log.info(
        "the files of a mail came in",
        extra={"mail_id": str(enclosing.id), "refused": len(refused)},
    )


async def _note(conn: Connection, clock: Clock, enclosing: Enclosing, text: str) -> None:
    said = text[: model.LONGEST_TEXT]
    await keeping.note_on(conn, clock.now(), enclosing.ticket_id, said, ACTOR)


async def give_up(db: Database, clock: Clock) -> int:
    """Tell tickets of mails whose files did not come. How many mails those are."""
    async with db.transaction() as conn:
        late = await store.late_files(conn, clock.now() - LATE, BATCH)
        for each in late:
            text = f"{each.files_left} files came with a mail, and could not all be kept."
            await _note(conn, clock, each, text)
    return len(late)
