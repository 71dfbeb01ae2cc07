"""Somebody who rings us, and what we knew of them when they did."""

from uuid import UUID

from shared.value import Instant, Value


class OpenTicket(Value):
    """A ticket that is not solved yet, as its number and title tell it."""

    id: UUID
    number: str
    title: str


class Visit(Value):
    """What we knew of somebody who rings us when they rang. `zone` is where their clock hangs.

    `tickets` are theirs that are not solved. `back_at` is when colleagues are there again, where
    nobody is. `resumes` is their call that ended moments ago, `beside` one that they still have.
    `member_id` is who a campaign tried to reach there lately.
    """

    at: Instant
    zone: str = "UTC"
    is_anonymous: bool = False
    tickets: tuple[OpenTicket, ...] = ()
    back_at: Instant | None = None
    resumes: UUID | None = None
    beside: UUID | None = None
    member_id: UUID | None = None
