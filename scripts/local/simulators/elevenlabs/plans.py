"""The plans of ElevenLabs: how many at once, how many characters a month, which formats."""

from enum import StrEnum

from scripts.local.simulators.elevenlabs.models import STANDARD
from scripts.local.simulators.elevenlabs.refusals import above_the_plan

STANDARD_AT_ONCE = {"free": 2, "starter": 3, "creator": 5, "pro": 10, "scale": 15, "business": 15}
A_MONTH = {
    "free": 10_000,
    "starter": 30_000,
    "creator": 100_000,
    "pro": 500_000,
    "scale": 2_000_000,
    "business": 11_000_000,
}
NEEDS = {"mp3_44100_192": "creator", "pcm_44100": "pro", "wav_44100": "pro"}


class Plan(StrEnum):
    """Subscription tiers, the cheapest first (elevenlabs.io/docs/models, concurrency)."""

    FREE = "free"
    STARTER = "starter"
    CREATOR = "creator"
    PRO = "pro"
    SCALE = "scale"
    BUSINESS = "business"

    def at_once(self, family: str) -> int:
        """How many requests at once: the fast models may have twice as many."""
        return STANDARD_AT_ONCE[self] * (1 if family == STANDARD else 2)

    def check(self, form: str) -> None:
        """Raise `Refusal` for an output format of a dearer plan."""
        needed, order = NEEDS.get(form), list(Plan)
        if needed and order.index(self) < order.index(Plan(needed)):
            raise above_the_plan(form, needed)
