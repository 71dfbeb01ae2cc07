"""Who is at a ticket now."""

import hashlib
from datetime import timedelta
from enum import StrEnum

from shared.value import Value

LASTS = timedelta(seconds=40)
"""How long somebody counts as there: pages tell every 15 seconds, and one may be lost."""


class Doing(StrEnum):
    """What somebody does there. Whoever writes has words in the composer."""

    VIEWING = "viewing"
    EDITING = "editing"
    WRITING = "writing"


class Present(Value):
    """Somebody who is there."""

    person: str
    doing: Doing


class Presence(Value):
    """Who is there, and the ticket's version, which tells whether it is worth reading again."""

    version: int
    people: tuple[Present, ...]

    @property
    def etag(self) -> str:
        """The same as long as the same people do the same on the same version."""
        return f'"{hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:24]}"'
