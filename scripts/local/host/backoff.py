"""How long a listener that found nothing waits before it looks again."""

import random
from collections.abc import Callable

LEAST = 0.1  # seconds, QueuePollingIntervals.Minimum


class Backoff:
    """Grows at random, about twice each time, up to `most` seconds.

    https://github.com/Azure/azure-webjobs-sdk: RandomizedExponentialBackoffStrategy
    """

    def __init__(
        self, most: float, chance: Callable[[float, float], float] = random.uniform
    ) -> None:
        self._most, self._chance = most, chance
        self._now, self._tries = LEAST, 0

    def next(self, *, found: bool) -> float:
        """Seconds to wait. Something found since the last wait brings it back to the least."""
        if found:
            self._now, self._tries = LEAST, 1
        elif self._now < self._most:
            grown = LEAST * 2 ** (self._tries - 1) * self._chance(0.8, 1.2) if self._tries else 0
            self._tries += 1
            self._now = min(self._most, LEAST + grown)
        return self._now
