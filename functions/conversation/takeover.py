"""One of ours takes a call over: the caller is led to where they are told so, and it rings."""

import logging
from uuid import UUID

from functions.calls import service as calls
from functions.calls.line import Line
from functions.conversation import asides, handover, script, topics, transfer
from functions.conversation.engine import Desk
from functions.conversation.handover import TEXTS, Seat
from functions.conversation.model import Action, Aside
from functions.conversation.transfer import NOBODY, Step
from functions.conversation.voicemail import HAS_ENDED
from functions.transfers import service as transfers
from functions.transfers.model import Takeover, Transfer
from shared.db.pool import Connection, Database
from shared.errors import Rejected
from shared.messages import TakeOver
from shared.ports import Clock, Telephony

log = logging.getLogger(__name__)

ENDED, WITH_SOMEBODY = "ended", "with_somebody"
"""Why nothing comes of it."""


async def lead(
    db: Database, clock: Clock, telephony: Telephony, line: Line, message: TakeOver
) -> None:
    """Have the network ask us what is next, unless it has, or nobody is there to be led.

    Again is harmless: the caller is told, and the telephone rings, once.
    """
    async with db.transaction() as conn:
        takeover = await transfers.takeover(conn, message.takeover_id)
        if takeover.n is not None or not takeover.is_open(clock.now()):
            return
        call = await calls.call(conn, message.call_id)
        if call.ended_at is not None or call.sid is None:
            await transfers.drop(conn, takeover, ENDED)
            return
        if await transfers.with_person(conn, call.id):
            await transfers.drop(conn, takeover, WITH_SOMEBODY)
            return
    try:
        await telephony.redirect(call.sid, line.takeover_url(call.id, takeover.id))
    except Rejected as problem:
        if problem.code != HAS_ENDED:
            raise
        async with db.transaction() as conn:
            await transfers.drop(conn, takeover, ENDED)


async def begin(db: Database, desk: Desk, call_id: UUID, takeover_id: UUID) -> str:
    """The caller is told who comes, and the telephone rings. Returns TwiML."""
    now = desk.clock.now()
    async with db.transaction() as conn:
        takeover = await transfers.takeover(conn, takeover_id)
        is_over = await calls.is_over(conn, call_id)
        moved = await _begun(conn, desk, takeover)
        if is_over:
            await transfers.close(conn, call_id, now)
        step = await _step(conn, desk, takeover, moved)
    return await transfer.document(db, desk, step)


async def _begun(conn: Connection, desk: Desk, takeover: Takeover) -> Transfer:
    """The transfer, from the turn on in which the caller is told. Asked again it is the same."""
    now = desk.clock.now()
    if takeover.n is not None:
        return await transfers.of_turn(conn, takeover.call_id, takeover.n)
    topic = await topics.topic(conn, desk.organisation, takeover.call_id)
    reply = script.reply(topic, TEXTS[topic.language]["coming"], Action.TRANSFER)
    n = await asides.say(conn, takeover.call_id, Aside.TAKEOVER, reply, takeover.person, now)
    await transfers.tell(conn, takeover, n)
    seat = Seat(takeover.call_id, n, desk.rota)
    return await handover.step_in(conn, seat, takeover, topic.language, now)


async def _step(conn: Connection, desk: Desk, takeover: Takeover, moved: Transfer) -> Step:
    """Their telephone; where it cannot ring, the bot goes on. Who has left hears nothing."""
    now, call = desk.clock.now(), await calls.call(conn, moved.call_id)
    moved = await transfers.of_turn(conn, moved.call_id, moved.n)
    lines = await calls.lines(conn, desk.line)
    ring = await transfers.ring_back(conn, moved, takeover, now, lines=lines)
    after_all = await transfers.of_turn(conn, moved.call_id, moved.n)
    if ring is None and after_all.state in NOBODY:
        return await transfer.goes_on(conn, desk, after_all, now)
    words = TEXTS[moved.language]["coming"] if ring else None
    return Step(transfer=after_all, ring=ring, caller=call.number, words=words)
