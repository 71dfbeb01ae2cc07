"""Takes what people write by mail: it answers a ticket, opens one, or is held."""

import hmac
import logging
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import batched
from uuid import UUID

from functions.links import service as links
from functions.links.model import Kind as Linking
from functions.links.model import NewLink
from functions.mail import model, shelf, store
from functions.mail.model import Desk, Held, Inbound, Kind, Post, State
from functions.mail.shelf import Shelved
from functions.tickets import keeping, lookup, talk
from functions.tickets import service as tickets
from functions.tickets.model import Ticket
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import Conflict, Unauthenticated
from shared.messages import ForgetFiles, MailComment, RaiseAlert
from shared.ports import Clock
from shared.value import new_id

log = logging.getLogger(__name__)

ACTOR = "mail"
FRESH = timedelta(minutes=5)
"""How old a signature may be."""
HOUR = timedelta(hours=1)
MOST_MAILS, MOST_RECEIPTS = 20, 3
"""From, and to, one address in an hour: more is two machines that talk to each other."""
MOST_HELD = 200
"""Mails of one address that wait for a person."""
KEPT = timedelta(days=30)
FORGOTTEN = 100
TALK = frozenset({Kind.ANSWER, Kind.REQUEST})
"""What people write: only their files are anything to a ticket."""


def check_signature(key: str, header: str | None, body: bytes, now: datetime) -> None:
    """Raise `Unauthenticated` unless whoever takes our mail in has just signed that body."""
    told = model.signed_at(header)
    if told:
        at, given = told
        is_fresh = abs(now.timestamp() - at) <= FRESH.total_seconds()
        if is_fresh and hmac.compare_digest(model.signature(key, at, body), given):
            return
    raise Unauthenticated("Sign the mail with the secret mail-key, within five minutes.")


async def receive(db: Database, clock: Clock, mail: Inbound, desk: Desk) -> Kind:
    """Take a mail in: an answer to a ticket, a new one, or nothing. Again is harmless.

    It is all one transaction: what was taken half is taken anew when it is handed over again.
    """
    now = clock.now()
    post = _post(now, "in", Kind.IGNORED, mail.id, None).model_copy(
        update={"address": mail.address, "state": State.TAKEN}
    )
    async with db.transaction() as conn:
        if not await store.add(conn, post):
            return Kind.IGNORED
        kind, ticket_id, reason = await _taken(conn, now, mail, desk)
        await store.sort(conn, post.id, kind, ticket_id, reason)
        if kind in TALK:
            await store.await_files(conn, post.id, len(mail.files), now)
        if kind is Kind.HELD:
            await _hold(conn, now, post, mail)
        if kind is Kind.REQUEST and ticket_id:
            await _acknowledge(conn, now, mail, ticket_id, desk)
    log.info("a mail came in", extra={"mail_id": str(post.id), "kind": kind})
    return kind


def _post(now: datetime, direction: str, kind: Kind, message_id: str, about: UUID | None) -> Post:
    return Post(
        id=new_id(now),
        direction=direction,
        kind=kind,
        message_id=message_id,
        ticket_id=about,
        entry=None,
        address=None,
        state=State.WAITING,
        reason=None,
        tries=0,
        at=now,
    )


type Sorted = tuple[Kind, UUID | None, str | None]
"""What a mail is, the ticket it belongs to, and why it was ignored."""


async def _taken(conn: Connection, now: datetime, mail: Inbound, desk: Desk) -> Sorted:
    if mail.is_bounce():
        return await _bounced(conn, now, mail)
    reason = mail.robot(desk.address)
    if reason is None and not (mail.said() or mail.subject.strip() or mail.files):
        reason = "it says nothing"
    if reason:
        return Kind.IGNORED, None, reason
    if await store.count_from(conn, mail.address, now - HOUR) > MOST_MAILS:
        reason = f"it is one of more than {MOST_MAILS} in an hour"
        is_full = await shelf.count(conn, mail.address) >= MOST_HELD
        return Kind.IGNORED if is_full else Kind.HELD, None, reason
    return await _sorted_in(conn, now, mail, desk)


async def _hold(conn: Connection, now: datetime, post: Post, mail: Inbound) -> None:
    """Keep it for a person. The first of several is told of at once."""
    await shelf.hold(conn, post, mail, model.as_held(mail))
    if await shelf.count(conn, mail.address) > 1:
        return
    text = (
        f"More than {MOST_MAILS} mails came from {mail.address} in an hour. What comes beyond that "
        f"is held, up to {MOST_HELD}, until a supervisor lets it in or throws it away."
    )
    await note_on_last(conn, now, mail.address, text)
    await outbox.put(conn, _alert(post, now))


def _alert(post: Post, now: datetime) -> RaiseAlert:
    return RaiseAlert.new(
        now,
        at=now,
        source="mail",
        subject_id=post.id,
        what="mail_held",
        text=f"Somebody wrote more than {MOST_MAILS} mails in an hour. What comes beyond that is "
        "held. Look at it: let it in, or throw it away.",
    )


async def note_on_last(conn: Connection, now: datetime, address: str, text: str) -> None:
    """Tell the desk, on the ticket that they wrote about last."""
    ticket_id = await store.last_ticket(conn, address)
    if ticket_id:
        await keeping.note_on(conn, now, ticket_id, text, ACTOR)


async def let_in(conn: Connection, now: datetime, post_id: UUID, mail: Inbound, desk: Desk) -> Kind:
    """Take a mail that was held, as if there had been few."""
    kind, ticket_id, reason = await _sorted_in(conn, now, mail, desk)
    await store.sort(conn, post_id, kind, ticket_id, reason)
    await store.await_files(conn, post_id, len(mail.files), now)
    if kind is Kind.REQUEST and ticket_id:
        await _acknowledge(conn, now, mail, ticket_id, desk)
    return kind


async def _sorted_in(conn: Connection, now: datetime, mail: Inbound, desk: Desk) -> Sorted:
    """What a person wrote is an answer, or a request."""
    answered = await _answered(conn, mail, desk)
    if answered:
        return await _answer(conn, now, mail, answered, desk)
    return Kind.REQUEST, await _open(conn, now, mail, desk), None


async def _bounced(conn: Connection, now: datetime, mail: Inbound) -> Sorted:
    """A letter of ours did not arrive: its ticket is told, once."""
    post = await store.answered(conn, mail.mentioned())
    if post is None or post.ticket_id is None or post.direction == "in":
        return Kind.BOUNCE, None, "it names no letter of ours"
    reason = "returned by the mail server of the recipient"
    if await store.fail(conn, post.id, State.BOUNCED, reason, was=(State.SENT, State.WAITING)):
        await note_lost(conn, now, post, reason)
    return Kind.BOUNCE, post.ticket_id, None


async def note_lost(conn: Connection, now: datetime, post: Post, reason: str) -> None:
    """Tell the ticket of a letter that did not arrive."""
    assert post.ticket_id
    text = f"A mail to the requester did not arrive: {reason}."
    await keeping.note_on(conn, now, post.ticket_id, text, ACTOR)


async def _answered(conn: Connection, mail: Inbound, desk: Desk) -> Ticket | None:
    """The ticket that a mail is about, as far as its writer can show a mail of ours about it.

    Our Message-IDs and tokens cannot be guessed. Their own, in a thread of theirs, count for
    themselves alone.
    """
    if told := mail.token():
        number, given = told
        ticket = await lookup.numbered(conn, number)
        if ticket and model.is_token(desk.key, ticket.id, given):
            return ticket
    post = await store.answered(conn, mail.references())
    if post is None or post.ticket_id is None:
        return None
    if post.direction == "in" and (post.address or "").lower() != mail.address:
        return None
    return await tickets.on(conn, post.ticket_id)


async def _answer(
    conn: Connection, now: datetime, mail: Inbound, ticket: Ticket, desk: Desk
) -> Sorted:
    """The requester's words are a comment; anybody else's are for the desk alone."""
    said = mail.said() or mail.title()
    if (ticket.requester_email or "").strip().lower() != mail.address:
        text = f"{mail.address} wrote by mail:\n\n{said}"
        await keeping.note_on(conn, now, ticket.id, text[: model.LONGEST_TEXT], ACTOR)
        return Kind.ANSWER, ticket.id, None
    try:
        async with conn.transaction():  # a refusal takes back what went before it
            await talk.answer_on(conn, now, ticket.id, said, ticket.requester_name)
    except Conflict:
        return Kind.REQUEST, await _follow_up(conn, now, mail, ticket.id, desk), None
    return Kind.ANSWER, ticket.id, None


async def _open(conn: Connection, now: datetime, mail: Inbound, desk: Desk) -> UUID:
    return (await tickets.open_on(conn, now, model.draft(mail, desk), ACTOR)).id


async def _follow_up(
    conn: Connection, now: datetime, mail: Inbound, ticket_id: UUID, desk: Desk
) -> UUID:
    """Open a ticket for what comes after one that is closed, with whom it was."""
    before = await tickets.locked(conn, ticket_id)
    opened = await tickets.open_on(conn, now, model.follow_up(mail, before, desk), ACTOR)
    about = f"It is a follow-up to {before.number}, which is {before.state}."
    await keeping.note_on(conn, now, opened.id, about, ACTOR)
    related = NewLink(kind=Linking.RELATED, other_id=before.id)
    await links.link_on(conn, now, (opened, before), related, ACTOR)
    return opened.id


async def _acknowledge(
    conn: Connection, now: datetime, mail: Inbound, ticket_id: UUID, desk: Desk
) -> None:
    """Tell them the number, and have it sent."""
    if await give_receipt(conn, now, ticket_id, mail.address, desk):
        await outbox.put(conn, MailComment.new(now, ticket_id=ticket_id, position=None))


async def give_receipt(
    conn: Connection, now: datetime, ticket_id: UUID, address: str, desk: Desk
) -> bool:
    """Write down that somebody is told the number, unless they were told several just now."""
    if await store.count_receipts(conn, address, now - HOUR) >= MOST_RECEIPTS:
        return False
    letter = letter_to(now, Kind.RECEIPT, ticket_id, address, desk)
    return await store.add(conn, letter, due_at=now)


def letter_to(now: datetime, kind: Kind, ticket_id: UUID, address: str, desk: Desk) -> Post:
    """A letter to somebody, with a Message-ID of its own."""
    post, host = _post(now, "out", kind, "", ticket_id), desk.address.partition("@")[2]
    return post.model_copy(update={"address": address, "message_id": f"{post.id}@{host}"})


async def sweep(db: Database, clock: Clock) -> None:
    """Forget what belongs to no ticket and is old."""
    async with db.transaction() as conn:
        await store.forget(conn, clock.now() - KEPT)


async def of_person(
    conn: Connection, ticket_ids: list[UUID], addresses: Sequence[str]
) -> list[Post]:
    """What was mailed about these tickets, or with these addresses, both ways, the oldest first."""
    return await store.of_person(conn, ticket_ids, addresses)


async def erase(conn: Connection, ticket_ids: list[UUID], addresses: Sequence[str]) -> int:
    """Forget where mail of these tickets went and came from, and these addresses in all mail.

    How many mails that were.
    """
    return await store.erase(conn, ticket_ids, addresses)


async def held_from(conn: Connection, addresses: Collection[str]) -> list[Held]:
    """What is held of whoever has these addresses."""
    return await shelf.of(conn, addresses)


async def erase_held(conn: Connection, addresses: Collection[str], now: datetime) -> int:
    """Forget what is held of whoever has these addresses. How many mails that were."""
    gone = await shelf.erase(conn, addresses)
    await forget_files(conn, gone, now)
    return len(gone)


async def forget_files(conn: Connection, gone: Sequence[Shelved], now: datetime) -> None:
    """The files of mails that are held no more."""
    paths = [model.held_path(each.id) for each in gone if each.files]
    for some in batched(paths, FORGOTTEN, strict=False):
        await outbox.put(conn, ForgetFiles.new(now, paths=some))
