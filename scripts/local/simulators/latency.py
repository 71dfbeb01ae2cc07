"""How long a vendor thinks before it answers: about as usual, sometimes much longer."""

import math
import random

from shared.value import Value


class Latency(Value):
    """Seconds until the first byte, log-normal about a median as waiting times are.

    With a spread of 0.35 one request in a hundred takes 2.3 times the median.
    """

    median: float
    spread: float = 0.35

    def drawn(self, *of: object) -> float:
        """The seconds for one request; the same for the same request and seed."""
        chance = random.Random("/".join(map(str, of)))  # noqa: S311  repeatable on purpose
        return self.median * math.exp(self.spread * chance.gauss(0, 1))
