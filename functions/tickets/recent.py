"""All SQL on which tickets changed of late."""

from uuid import UUID

from shared.db.pool import Connection
from shared.value import Instant, Value


class Span(Value):
    """From one instant on, until another; `first` and `last` are the smallest ids of both."""

    since: Instant
    until: Instant
    first: UUID
    last: UUID


async def changed(conn: Connection, span: Span, after: UUID, limit: int) -> dict[UUID, int]:
    """Tickets that were opened or changed then, by their id, and which version each has now."""
    cursor = await conn.execute(
        """
        select id, version from ticket
        where id > %(after)s and id >= %(first)s and id < %(last)s
        union
        select ticket.id, ticket.version
        from ticket_entry join ticket on ticket.id = ticket_id
        where at >= %(since)s and at < %(until)s and kind = 'change' and ticket.id > %(after)s
        order by id limit %(limit)s
        """,
        {**span.model_dump(), "after": after, "limit": limit},
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}
