"""Mails comments to whoever asked, once."""

from datetime import datetime, timedelta
from uuid import UUID

from functions.mail import model, store
from functions.mail.model import Desk, Kind, Post, State
from functions.mail.service import give_receipt, letter_to, note_lost
from functions.tickets import lookup
from functions.tickets import service as tickets
from functions.tickets.model import EntryKind
from shared.db.pool import Connection, Database
from shared.errors import Rejected, VendorProblem
from shared.messages import MailComment
from shared.ports import Clock, Letter, Mail

SENDING = 20.0
"""Seconds our mail server has for one letter."""
LEASE = timedelta(minutes=5)
"""After how long somebody else may take what was taken to be sent. More than all of `AT_ONCE`."""
AT_ONCE = 10


async def post_comment(db: Database, clock: Clock, message: MailComment, desk: Desk) -> None:
    """Write down that a comment is to be mailed, once. Its requester may have left meanwhile."""
    now = clock.now()
    if message.position is None:
        await _tell_opened(db, now, message.ticket_id, desk)
        return
    async with db.transaction() as conn:
        ticket = await tickets.on(conn, message.ticket_id)
        said = await lookup.said(conn, message.ticket_id, [message.position])
        if not said or said[0].kind is not EntryKind.COMMENT or not ticket.requester_email:
            return
        post = letter_to(now, Kind.COMMENT, ticket.id, ticket.requester_email.strip(), desk)
        told = {"entry": message.position}
        await store.add(conn, post.model_copy(update=told), due_at=now)


async def _tell_opened(db: Database, now: datetime, ticket_id: UUID, desk: Desk) -> None:
    """Whoever a ticket was opened for is told its number, once; who wrote to us was told so."""
    async with db.transaction() as conn:
        ticket = await tickets.locked(conn, ticket_id)  # else two might find no receipt
        address = (ticket.requester_email or "").strip()
        if address and not await store.has_receipt(conn, ticket_id):
            await give_receipt(conn, now, ticket_id, address, desk)


async def is_due(db: Database, clock: Clock) -> bool:
    """Whether there is something to send."""
    async with db.transaction() as conn:
        return await store.is_due(conn, clock.now())


async def send_due(db: Database, mail: Mail, clock: Clock, desk: Desk) -> int:
    """Send what is due. How many letters were tried.

    One whose fate is unknown is sent again under the same Message-ID, by which mail servers know
    it: a comment that comes twice is better than one that never does.
    """
    now = clock.now()
    async with db.transaction() as conn:
        mine = await store.claim(conn, now, now + LEASE, count=AT_ONCE)
    for post in mine:
        await _send(db, mail, clock, post, desk)
    return len(mine)


async def _send(db: Database, mail: Mail, clock: Clock, post: Post, desk: Desk) -> None:
    async with db.transaction() as conn:
        letter = await _written(conn, post, desk)
    try:
        if letter is None:
            raise Rejected("the address cannot be written to", vendor="mail", code="address")
        await mail.send(letter, deadline=SENDING)
    except VendorProblem as problem:
        await _failed(db, clock.now(), post, problem)
        return
    async with db.transaction() as conn:
        await store.set_sent(conn, post.id)


async def _written(conn: Connection, post: Post, desk: Desk) -> Letter | None:
    """What is to be sent; nothing where the address is none, or is our own."""
    assert post.ticket_id
    address = post.address or ""
    if not model.is_address(address) or address.lower() == desk.address.lower():
        return None
    ticket = await tickets.on(conn, post.ticket_id)
    entries = [post.entry] if post.entry is not None else []
    said = await lookup.said(conn, ticket.id, entries)
    before = await store.thread(conn, post)
    text = (said[0].text or "") if said else None
    return model.letter(post, ticket, text, before, desk)


async def _failed(db: Database, now: datetime, post: Post, problem: VendorProblem) -> None:
    again = None if isinstance(problem, Rejected) else model.again_at(post.tries, now)
    async with db.transaction() as conn:
        if again:
            await store.postpone(conn, post, again, problem.detail)
        elif await store.fail(conn, post.id, State.FAILED, problem.detail, was=(State.WAITING,)):
            await note_lost(conn, now, post, problem.detail)
