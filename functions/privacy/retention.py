"""Lets go of what is kept for a time only: texts, rows of files, messages, what people were told.

Recordings and the words of calls go by the class of their call (recordings, conversation).
"""

import logging
from collections.abc import Mapping
from datetime import timedelta

from functions.conversation import service as conversation
from functions.imports import service as imports
from functions.mail import holding as held_mails
from functions.ops import poison
from functions.watching import service as watching
from shared.db.pool import Database
from shared.ports import Clock

log = logging.getLogger(__name__)

BATCH = 5000
"""Of each kind at once: the rest goes at the next look."""
RETIRED = {
    "texts": ("standard", conversation.retire_texts),
    "rows": ("short", imports.retire),
    "notifications": ("short", watching.retire),
    "poison": ("short", poison.retire),
    "held_mails": ("short", held_mails.retire),
}
"""What goes, and the class whose days it is kept."""


async def retire(
    db: Database, clock: Clock, days: Mapping[str, int], *, dry_run: bool
) -> dict[str, int]:
    """How many of each went; in a dry run: how many would, counted up to a batch."""
    now, found = clock.now(), {}
    for kind, (kept, forget) in RETIRED.items():
        async with db.transaction() as conn:
            before = now - timedelta(days=days[kept])
            found[kind] = await forget(conn, before, BATCH, dry_run=dry_run)
    if any(found.values()):
        log.info("rows whose time is over", extra={**found, "dry_run": dry_run})
    return found
