"""A stretch of sound, and when in it each character of its text begins."""

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
        count = round(len(self.samples) * rate / self.rate)
        spectrum = np.fft.rfft(self.samples.astype(np.float64))
        bent = np.zeros(count // 2 + 1, complex)
        kept = min(len(bent), len(spectrum))
        bent[:kept] = spectrum[:kept]
        wave = np.fft.irfft(bent, count) * count / len(self.samples)
        return Sound(wave.astype(np.float32), rate, self.starts)
