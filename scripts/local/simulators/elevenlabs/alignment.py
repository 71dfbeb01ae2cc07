"""When each character is heard, as the routes with timestamps tell it."""

import base64
import json
import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from scripts.local.simulators.sound import Sound

type Alignment = dict[str, list[Any]]


def aligned(text: str, sound: Sound) -> Alignment:
    """Each character of the text with its begin and end in seconds; the last ends with the sound.

    The text may be another than the one spoken (an alias was spoken in its place): then its
    characters are spread over the sound as those spoken are.
    """
    places = np.linspace(0, max(0, len(sound.starts) - 1), len(text))
    starts = np.interp(places, np.arange(len(sound.starts)), sound.starts)
    times = [round(float(time), 3) for time in (*starts, sound.seconds)]
    return _alignment(list(text), times)


def whole(audio: bytes, original: Alignment, normalized: Alignment) -> dict[str, Any]:
    """The one answer of `with-timestamps`."""
    return {
        "audio_base64": base64.b64encode(audio).decode(),
        "alignment": original,
        "normalized_alignment": normalized,
    }


def lines(
    audio: bytes, seconds: float, original: Alignment, normalized: Alignment
) -> Iterator[bytes]:
    """The answer of `stream/with-timestamps`: a JSON object a line, about one a second of sound."""
    count = max(1, math.ceil(seconds))
    for number in range(count):
        begin, end = (len(audio) * at // count for at in (number, number + 1))
        until = seconds * (number + 1) / count if number + 1 < count else math.inf
        since = seconds * number / count
        parts = (_between(one, since, until) for one in (original, normalized))
        yield json.dumps(whole(audio[begin:end], *parts)).encode() + b"\n"


def _between(one: Alignment, since: float, until: float) -> Alignment:
    begins, ends = one["character_start_times_seconds"], one["character_end_times_seconds"]
    kept = [place for place, begin in enumerate(begins) if since <= begin < until]
    if not kept:
        return _alignment([], [])
    characters = [one["characters"][place] for place in kept]
    return _alignment(characters, [*(begins[place] for place in kept), ends[kept[-1]]])


def _alignment(characters: list[str], times: list[float]) -> Alignment:
    return {
        "characters": characters,
        "character_start_times_seconds": times[:-1],
        "character_end_times_seconds": times[1:],
    }
