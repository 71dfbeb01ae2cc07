"""Which tickets somebody sees, told to domains that show something of several at once."""

from collections.abc import Iterable
from uuid import UUID

from functions.access.model import Sight
from functions.tickets import headings
from shared.db.pool import Connection


async def seen(conn: Connection, ids: Iterable[UUID], sight: Sight | None) -> set[UUID]:
    """Those of these tickets that are in sight; all of them for whoever sees every ticket."""
    asked = set(ids)
    return asked if sight is None else await headings.in_sight(conn, sorted(asked), sight)


async def unseen(conn: Connection, numbers: Iterable[str], sight: Sight) -> set[str]:
    """Those of these numbers, `INC0010001`, that are of tickets out of sight."""
    return await headings.out_of_sight(conn, sorted(numbers), sight)
