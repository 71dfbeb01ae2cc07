"""What we say because one of ours steps in, or we failed, and not because anything was heard."""

from datetime import datetime
from uuid import UUID

from functions.conversation import exchanges, store, transcript
from functions.conversation.model import Aside, Reply
from shared.db.pool import Connection


async def say(
    conn: Connection, call_id: UUID, aside: Aside, reply: Reply, by: str | None, now: datetime
) -> int:
    """Note these words, with who is behind them, and which turn of the call they are."""
    await store.begin(conn, call_id, reply.language, now)
    while (n := await exchanges.add_aside(conn, call_id, reply, aside, now)) is None:
        pass  # they have spoken this very moment: it is the turn after theirs
    line = {"id": f"{n:04}-2", "kind": "said", "at": now.isoformat(), "text": reply.say}
    await transcript.add(
        conn, call_id, [{**line, "action": reply.action, "source": aside, "by": by}], now
    )
    return n


async def said(conn: Connection, call_id: UUID, aside: Aside, *, after: int = -1) -> int | None:
    """The turn behind that one in which such words were said, if they were: we are asked twice."""
    turns = await exchanges.turns(conn, call_id)
    return next((each.n for each in turns if each.source == aside and each.n > after), None)
