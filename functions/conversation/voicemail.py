"""A machine took the call: lead it to our message, unless a person talks with us by now."""

import logging
from uuid import UUID

from functions.calls import service as calls
from functions.calls.line import Line
from functions.conversation import exchanges, machines, service
from functions.conversation.engine import Desk
from functions.conversation.greetings import Machine
from functions.conversation.model import Action, Heard, Turn
from shared.db.pool import Database
from shared.errors import Rejected
from shared.ports import Telephony

log = logging.getLogger(__name__)

HAS_ENDED = "21220"
"""Twilio's code where a call that is to go on elsewhere is over (docs/api/errors/21220)."""


async def heed(db: Database, telephony: Telephony, line: Line, call_id: UUID) -> None:
    """Act on the network's word that no person took the call. A fax is hung up on at once."""
    async with db.transaction() as conn:
        call = await calls.call(conn, call_id)
        turns = await exchanges.turns(conn, call_id)
    if call.ended_at is not None or not call.sid:
        return
    if call.answered_by == machines.FAX:
        await telephony.hang_up(call.sid)
    elif _goes_on(turns, call.answered_by):
        log.info("no machine, or one that is answered", extra={"call_id": str(call_id)})
    else:
        await _lead(telephony, call.sid, line.voice_url(call_id, f"voicemail/{len(turns)}"))


def _goes_on(turns: list[Turn], answered_by: str | None) -> bool:
    """Whether the turns lead further than a message would: taking them away cuts somebody off."""
    known = [turn for turn in turns if turn.heard or turn.said is not None]
    return (
        machines.is_person(turns, answered_by)
        or machines.met(known) is Machine.SCREENING
        or any(turn.action is Action.LEAVE_MESSAGE for turn in turns)
    )


async def _lead(telephony: Telephony, sid: str, url: str) -> None:
    try:
        await telephony.redirect(sid, url)
    except Rejected as error:
        if error.code != HAS_ENDED:
            raise


async def voicemail(db: Database, desk: Desk, call_id: UUID, n: int) -> str:
    """The turn a machine was led to. Returns TwiML.

    Where the other side spoke in this very turn meanwhile, the answer to that is given.
    """
    async with db.transaction() as conn:
        call = await calls.call(conn, call_id)
    heard = Heard(machine=machines.verdict(call.answered_by))
    return await service.turn(db, desk, call_id, n, heard)
