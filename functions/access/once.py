"""A request that comes twice with one Idempotency-Key is done once, and answered alike."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from functions.access import requests
from functions.access.model import Answer
from shared.db.pool import Database
from shared.errors import Conflict, TooMany
from shared.ports import Clock

KEPT = timedelta(hours=24)
GIVEN_UP = timedelta(seconds=60)
"""After this an instance that has not answered yet has died: the Functions host's time-out is more,
but no request of ours that creates something works that long."""


class Repeated(Exception):
    """It was done before: this was the answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


@dataclass(frozen=True)
class Asked:
    """Who asks for what, with which key of theirs."""

    owner: str
    key: str
    address: str
    body: bytes

    @property
    def digest(self) -> bytes:
        """What tells the same request again."""
        return hashlib.sha256(self.address.encode() + b"\0" + self.body).digest()


@dataclass(frozen=True)
class Claim:
    """The right to do it, which nobody else has meanwhile."""

    db: Database
    owner: str
    key: str

    async def keep(self, answer: Answer) -> None:
        """It was done: that is the answer from now on."""
        async with self.db.transaction() as conn:
            await requests.answered(conn, self.owner, self.key, answer)

    async def let_go(self) -> None:
        """Nothing came of it: it may be tried again."""
        async with self.db.transaction() as conn:
            await requests.forget_request(conn, self.owner, self.key)


async def claim(db: Database, clock: Clock, asked: Asked) -> Claim:
    """The right to do what is asked. Raises `Repeated` with the answer where it was done.

    Raises `Conflict` where the key was used for something else, and `TooMany` while the first is
    still worked on.
    """
    now = clock.now()
    async with db.transaction() as conn:
        mine = await requests.claim_request(
            conn, (asked.owner, asked.key), asked.digest, now, (now - KEPT, now - GIVEN_UP)
        )
        if mine:
            return Claim(db=db, owner=asked.owner, key=asked.key)
        digest, answer = await requests.request(conn, asked.owner, asked.key)
    if digest != asked.digest:
        raise Conflict("This Idempotency-Key was used for another request. Take a new key.")
    if answer is None:
        raise TooMany("The first request with this key is still worked on.", retry_after=1)
    raise Repeated(answer)


async def forget(db: Database, clock: Clock) -> int:
    """Drop answers that were kept for a day. How many."""
    async with db.transaction() as conn:
        return await requests.forget_requests(conn, clock.now() - KEPT)
