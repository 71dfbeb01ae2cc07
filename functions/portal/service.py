"""What a requester does with their own tickets. Those of others are not there for them."""

from datetime import timedelta
from uuid import UUID

from functions.access.model import Principal
from functions.attachments import service as attachments
from functions.attachments.model import Attachment
from functions.attachments.service import Sent
from functions.portal import model
from functions.portal.model import Asking
from functions.tickets import service as tickets
from functions.tickets import talk, whose
from functions.tickets.model import Entry, Requested, Ticket
from functions.tickets.service import Act
from shared.db.pool import Database
from shared.errors import NotFound, Stale
from shared.ports import Clock, Files


async def ask(
    db: Database, clock: Clock, asking: Asking, who: Principal, *, key: str | None
) -> Ticket:
    """Open a ticket. What an agent must fill in is not asked of a requester."""
    draft = asking.draft(requester_id=who.id, name=who.name)
    own = f"{who.id} {key}" if key else None  # two people may bear one name, and use one key
    async with db.transaction() as conn:
        return await tickets.open_on(conn, clock.now(), draft, who.name, key=own)


async def own(db: Database, ticket_id: UUID, who: Principal) -> Ticket:
    """A ticket that they asked for. Raises `NotFound` for anybody else's, as if it were not."""
    ticket = await tickets.ticket(db, ticket_id)
    if ticket.requester_id != who.id:
        raise NotFound(
            "There is no such ticket. Look for it in the list.", ticket_id=str(ticket_id)
        )
    return ticket


async def reopen(
    db: Database, clock: Clock, ticket_id: UUID, act: Act, *, window: timedelta
) -> Ticket:
    """Take the solution of a ticket of theirs back. Raises `Stale` and `Conflict`."""
    try:
        return await tickets.reopen(db, clock, ticket_id, act, window=window)
    except Stale as stale:
        raise model.late(stale) from stale


async def confirm(db: Database, clock: Clock, ticket_id: UUID, act: Act) -> Ticket:
    """Close a ticket of theirs, for it is solved. Raises `Stale` and `Conflict`."""
    try:
        return await tickets.close(db, clock, ticket_id, act)
    except Stale as stale:
        raise model.late(stale) from stale


async def page(db: Database, who: Principal, *, before: int, limit: int) -> list[Requested]:
    """Their newest tickets."""
    async with db.transaction() as conn:
        return await whose.of_requester(conn, who.id, before=before, limit=limit)


async def answer(db: Database, clock: Clock, ticket_id: UUID, text: str, who: Principal) -> Entry:
    """Say something to the desk. What waited for that goes on. Raises `Conflict`."""
    await own(db, ticket_id, who)
    return await talk.answer(db, clock, ticket_id, text, who.name)


async def comments(
    db: Database, ticket_id: UUID, who: Principal, *, before: int | None, limit: int
) -> list[Entry]:
    """What was said, the newest first, one more than the page holds. No work note is."""
    await own(db, ticket_id, who)
    return await talk.comments(db, ticket_id, before=before, limit=limit)


async def files(db: Database, ticket_id: UUID, who: Principal) -> list[Attachment]:
    """Those that are for them to see, the oldest first."""
    await own(db, ticket_id, who)
    return [each for each in await attachments.of_ticket(db, ticket_id) if each.is_public]


async def attach(
    db: Database, clock: Clock, kept: Files, ticket_id: UUID, sent: Sent
) -> Attachment:
    """Add a file to a ticket that was found to be theirs."""
    return await attachments.attach(db, clock, kept, ticket_id, sent)


async def read(
    db: Database, kept: Files, place: tuple[UUID, UUID], who: Principal, *, scanner: bool
) -> tuple[Attachment, bytes]:
    """A file with its bytes, if it is for them to see. `place`: its ticket and itself."""
    ticket_id, file_id = place
    if file_id not in {each.id for each in await files(db, ticket_id, who)}:
        raise NotFound("The ticket has no such file.", attachment_id=str(file_id))
    return await attachments.read(db, kept, ticket_id, file_id, scanner=scanner)
