"""A stretch of sound, and when in it each character of its text begins."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Sound:
    """Samples between -1 and 1 at `rate` Hz. `starts` has one instant in seconds a character."""

    samples: Samples
    rate: int
    starts: tuple[float, ...] = ()

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / self.rate

    def at(self, rate: int) -> "Sound":
        """The same sound with another number of samples a second, band-limited."""
        if rate == self.rate or not len(self.samples):
            return Sound(self.samples, rate, self.starts)
        common = math.gcd(self.rate, rate)
        down, up = self.rate // common, rate // common
        blocks = _divisible(-(-len(self.samples) // down))
        padded = np.pad(self.samples, (0, blocks * down - len(self.samples)))
        bent = np.zeros(blocks * up // 2 + 1, np.complex64)
        kept = np.fft.rfft(padded)[: len(bent)]
        bent[: len(kept)] = kept
        wave = np.fft.irfft(bent, blocks * up) * (up / down)
        count = round(len(self.samples) * rate / self.rate)
        return Sound(wave[:count].astype(np.float32), rate, self.starts)


def _divisible(least: int) -> int:
    """A number not much larger whose prime factors are small: a Fourier transform likes those."""
    step = 1 << max(0, least.bit_length() - 6)
    return -(-least // step) * step
