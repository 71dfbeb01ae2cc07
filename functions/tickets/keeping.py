"""What becomes of a ticket is written down, and told to whoever follows it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from functions.sla import service as sla
from functions.tickets import entries, model, store, telling
from functions.tickets.model import (
    CRITICAL,
    Change,
    Entry,
    EntryKind,
    State,
    Ticket,
)
from functions.watching import service as watching
from functions.watching.model import Heard
from functions.webhooks import service as webhooks
from functions.webhooks.model import Event
from shared import outbox
from shared.db.pool import Connection
from shared.messages import (
    AssistTicket,
    Escalate,
    MailComment,
    SteerEscalation,
    TicketResolved,
)
from shared.value import Value, new_id


class Saying(Value):
    """Words on a ticket. Only a colleague's own call others: no requester's, no quoted ones.

    The requester's own are not mailed to them.
    """

    kind: EntryKind
    text: str
    actor: str
    calls: bool = True
    by_requester: bool = False

    def told(self) -> dict[str, Any]:
        """What of it the journal keeps."""
        return self.model_dump(exclude={"calls", "by_requester"})


async def keep(
    conn: Connection, before: Ticket, after: Ticket, actor: str, more: tuple[Change, ...] = ()
) -> None:
    """Store what became of a ticket, and write down who did what."""
    changes = (*telling.changes(before, after), *more)
    await store.save(conn, after)
    entry = await _write(conn, after, changes, actor, after.updated_at)
    if (after.state, after.assignee) != (before.state, before.assignee):
        await watching.hear(conn, _heard(entry, after.assignee))
    if telling.matters_to_search(changes):
        now = after.updated_at
        told = AssistTicket.new(now, ticket_id=after.id)
        await outbox.put(conn, telling.news(after, new_id(now)), told)
    about = {**telling.told_outside(after), "changed": sorted({each.field for each in changes})}
    await webhooks.announce(conn, after.updated_at, Event.TICKET_CHANGED, after.id, about)
    if after.state is State.RESOLVED and before.state is not State.RESOLVED:
        resolved = TicketResolved.new(after.updated_at, ticket_id=after.id, version=after.version)
        await outbox.put(conn, resolved)
    await _keep_time(conn, before, after)


async def _keep_time(conn: Connection, before: Ticket, after: Ticket) -> None:
    """Its clocks follow; whoever is being rung about it may not have to be any more.

    One that becomes critical while nobody sees to it is as one that comes in critical.
    """
    now, was, stands = after.updated_at, model.standing(before), model.standing(after)
    if was == stands:
        return
    breached = await sla.follow(conn, stands, now)
    if breached or CRITICAL in {before.priority, after.priority}:
        await outbox.put(conn, SteerEscalation.new(now, ticket_id=after.id))
    if after.state is State.NEW and after.priority == CRITICAL != before.priority:
        raised = Escalate.new(now, ticket_id=after.id, cause="opened", round=Escalate.RAISED)
        await outbox.put(conn, raised)


async def remark(
    conn: Connection, ticket: Ticket, changes: tuple[Change, ...], actor: str, now: datetime
) -> None:
    """Write down something that belongs to a ticket and is no field of it: a task, a file."""
    await store.touch(conn, ticket.id, now)
    await _write(conn, ticket, changes, actor, now)


async def _write(
    conn: Connection, ticket: Ticket, changes: tuple[Change, ...], actor: str, now: datetime
) -> Entry:
    entry = Entry(
        ticket_id=ticket.id,
        version=ticket.version,
        kind=EntryKind.CHANGE,
        changes=changes,
        actor=actor,
        at=now,
    )
    return await entries.write(conn, entry)


async def set_open_tasks(conn: Connection, ticket_id: UUID, count: int) -> None:
    """How many of its mandatory tasks are open: with any, it cannot be resolved."""
    await store.set_open_tasks(conn, ticket_id, count)


async def say(conn: Connection, ticket_id: UUID, said: Saying, now: datetime) -> Entry:
    """Add words to a ticket, and tell whoever follows it. Raises `NotFound`."""
    version, assignee, has_address = await store.touch(conn, ticket_id, now)
    entry = Entry(ticket_id=ticket_id, version=version, at=now, **said.told())
    written = await entries.write(conn, entry)
    await watching.hear(conn, _heard(written, assignee), said.text if said.calls else "")
    await outbox.put(conn, AssistTicket.new(now, ticket_id=ticket_id))
    if said.kind is EntryKind.COMMENT:
        about = {"ticket_id": str(ticket_id), "position": written.position}
        await webhooks.announce(conn, now, Event.TICKET_COMMENTED, ticket_id, about)
        if has_address and not said.by_requester:
            mailed = {"ticket_id": ticket_id, "position": written.position}
            await outbox.put(conn, MailComment.new(now, **mailed))
    return written


async def note_on(conn: Connection, now: datetime, ticket_id: UUID, text: str, actor: str) -> Entry:
    """Note on a ticket what a call or a program has to tell. It quotes, and so calls nobody."""
    said = Saying(kind=EntryKind.WORK_NOTE, text=text, actor=actor, calls=False)
    return await say(conn, ticket_id, said, now)


async def tell(conn: Connection, entry: Entry, ticket: Ticket) -> None:
    """Tell whoever follows or has another ticket, which stands for the one words were said on."""
    heard = _heard(entry, ticket.assignee)
    await watching.hear(conn, heard.model_copy(update={"ticket_id": ticket.id}))


def _heard(entry: Entry, assignee: str | None) -> Heard:
    assert entry.position is not None
    about = {"ticket_id": entry.ticket_id, "actor": entry.actor, "at": entry.at}
    return Heard(position=entry.position, assignee=assignee, **about)
