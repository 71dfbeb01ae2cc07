"""The account at ElevenLabs: what its plan allows, and what it has used of it."""

import contextlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shared.value import Value


class Plan(StrEnum):
    """Subscription tiers (elevenlabs.io/docs/models, concurrency and priority)."""

    FREE = "free"
    STARTER = "starter"
    CREATOR = "creator"
    PRO = "pro"
    SCALE = "scale"
    BUSINESS = "business"


CONCURRENT = {"free": 2, "starter": 3, "creator": 5, "pro": 10, "scale": 15, "business": 15}
LONGEST = {  # characters a request (elevenlabs.io/docs/models)
    "eleven_flash_v2_5": 40_000,
    "eleven_turbo_v2_5": 40_000,
    "eleven_multilingual_v2": 10_000,
    "eleven_v3": 5_000,
}


class Config(Value):
    """The account the simulator plays. `voices` are pairs of id and name."""

    key: str = "local-elevenlabs"
    plan: Plan = Plan.PRO
    quota: int = 10_000_000
    voices: tuple[tuple[str, str], ...] = (
        ("localvoiceenglish001", "Avery"),
        ("localvoicespanish001", "Candela"),
        ("localvoiceenglish002", "Rowan"),
        ("localvoicespanish002", "Noa"),
    )
    seed: int = 1


class Refusal(Exception):
    """An error of the API: `{"detail": {"status", "message"}}`."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


@dataclass
class Account:
    """What has been used: requests, characters, and requests at this moment."""

    config: Config

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """A new month, and no request under way."""
        self.requests = self.characters = self.now = self.most_at_once = 0
        self._chance = random.Random(self.config.seed)  # noqa: S311  repeatable on purpose

    def usage(self) -> dict[str, int]:
        """Totals for a report."""
        at_once = {"concurrent": self.now, "most_concurrent": self.most_at_once}
        return {"requests": self.requests, "characters": self.characters, **at_once}

    def request_id(self) -> str:
        """A new id; the same sequence after every reset."""
        return UUID(int=self._chance.getrandbits(128), version=4).hex

    def most(self, model: str) -> int:
        """How many requests at once: the fast models may have twice as many."""
        return CONCURRENT[self.config.plan] * (1 if model == "eleven_multilingual_v2" else 2)

    @contextlib.contextmanager
    def turn(self, model: str) -> Iterator[None]:
        """A place among the requests under way. Raises `Refusal` where all are taken."""
        if self.now >= self.most(model):
            raise too_many(self.most(model))
        self.now += 1
        self.most_at_once = max(self.most_at_once, self.now)
        try:
            yield
        finally:
            self.now -= 1

    def charge(self, characters: int) -> None:
        """Take from the quota. Raises `Refusal` where it does not suffice."""
        left = self.config.quota - self.characters
        if characters > left:
            raise quota_exceeded(left, characters)
        self.requests += 1
        self.characters += characters


def too_many(most: int) -> Refusal:
    """More at once than the plan allows: wait for one's own requests to end."""
    return Refusal(
        429,
        "too_many_concurrent_requests",
        f"Too many concurrent requests. Your subscription allows {most} at once.",
    )


def system_busy() -> Refusal:
    """Their side has too much to do: back off."""
    return Refusal(429, "system_busy", "The system is experiencing heavy traffic, try again later.")


def quota_exceeded(left: int, needed: int) -> Refusal:
    """The month's characters are spent."""
    return Refusal(
        401,
        "quota_exceeded",
        f"This request exceeds your quota. You have {left} credits remaining, "
        f"while {needed} credits are required for this request.",
    )


def invalid_key() -> Refusal:
    """No key, or a wrong one."""
    return Refusal(401, "invalid_api_key", "Invalid API key")
