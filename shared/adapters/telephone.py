"""Sound as a telephone carries it: 8,000 samples a second, companded by mu-law (ITU-T G.711).

Loads numpy: import it where sound is made, not where the program begins.
"""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from shared.adapters import wav

type Samples = NDArray[np.float64]

CLEAR, SILENT = 3400.0, 4000.0  # Hz: what is heard whole, and from where nothing may be left
SUPPRESSION = 70.0  # dB: below the noise of mu-law itself, which lies some 38 dB under speech
FULL = 32767  # the loudest 16-bit sample
BIAS, LOUDEST = 132, 32635  # G.711, table 2, in steps of 16-bit samples
SEGMENTS = np.array([256 << n for n in range(7)])
PCM_BITS = 16


def telephoned(audio: bytes) -> bytes:
    """A file of 16-bit PCM as one of mu-law. What it says of itself stays. Raises `ValueError`."""
    found = wav.read(audio)
    if (found.code, found.bits) != (wav.PCM, PCM_BITS) or not found.channels or not found.rate:
        raise ValueError(f"WAV of code {found.code} with {found.bits} bits is not 16-bit PCM")
    frame = found.channels * 2
    samples = np.frombuffer(found.sound[: len(found.sound) // frame * frame], "<i2")
    mono = samples.reshape(-1, found.channels).mean(axis=1) / FULL
    return wav.of_mulaw(mulaw(resampled(mono, found.rate)), found.about)


def resampled(sound: Samples, rate: int) -> Samples:
    """Samples taken `rate` times a second, taken 8,000 times instead, without aliases.

    A polyphase filter: each sample is a weighted sum of those around it, and no other is computed.
    """
    if rate == wav.TELEPHONE or not len(sound):
        return sound
    shared = math.gcd(rate, wav.TELEPHONE)
    up, down = wav.TELEPHONE // shared, rate // shared
    phases = _phases(rate, up)
    reach = phases.shape[1]
    count = -(-len(sound) * up // down)
    padded = np.pad(sound, (reach // 2, reach))
    windows = np.lib.stride_tricks.sliding_window_view(padded, reach)
    made = np.empty(count)
    for first in range(min(up, count)):  # every up-th sample meets the same weights
        place, phase = divmod(first * down, up)
        wanted = len(range(first, count, up))
        made[first::up] = windows[place::down][:wanted] @ phases[phase]
    return made


@cache
def _phases(rate: int, up: int) -> Samples:
    """The weights of a low-pass filter (Kaiser's window), a row for each place between samples."""
    fine = rate * up
    edge = min(1.0, rate / wav.TELEPHONE)  # what came with fewer samples has less to keep
    width = 2 * math.pi * (SILENT - CLEAR) * edge / fine
    half = math.ceil((SUPPRESSION - 7.95) / (2.285 * width) / 2)
    reach = 2 * -(-half // up) + 1  # samples on both sides, and the one in the middle
    middle = reach // 2 * up
    cut = (CLEAR + SILENT) * edge / fine  # twice the frequency in between, as a share of `fine`
    places = np.arange(-middle, middle + up)
    window = np.where(
        np.abs(places) <= half,
        np.i0(_beta() * np.sqrt(np.clip(1 - (places / half) ** 2, 0, None))) / np.i0(_beta()),
        0.0,
    )
    weights = cut * np.sinc(cut * places) * window
    rows = weights.reshape(reach, up).T[:, ::-1]
    return np.ascontiguousarray(rows / rows.sum(axis=1, keepdims=True))


def _beta() -> float:
    return 0.1102 * (SUPPRESSION - 8.7)


def mulaw(sound: Samples) -> bytes:
    """Samples between -1 and 1 as one byte each.

    Where a filter has overshot that, all of it becomes that much quieter: nothing is cut off.
    """
    peak = float(np.abs(sound).max(initial=1.0))
    whole = np.rint(sound / peak * FULL).astype(np.int32)
    size = np.minimum(np.abs(whole), LOUDEST) + BIAS
    segment = np.searchsorted(SEGMENTS, size, side="right")
    step = (size >> (segment + 3)) & 0x0F
    sign = np.where(whole < 0, 0x80, 0)
    return bytes((~(sign | segment << 4 | step) & 0xFF).astype(np.uint8))
