"""Makes the sound of a recording, a stretch at a time: nothing is kept that is not being heard."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scripts.local.simulators import spoken
from scripts.local.simulators.sound import Samples
from scripts.local.simulators.twilio.audio import Audio, File
from scripts.local.simulators.twilio.recordings.model import Recording, Span
from scripts.local.simulators.twilio.recordings.scene import Heard, Side, started
from scripts.local.simulators.twilio.sounds import TELEPHONE, samples_of

type Frames = NDArray[np.int16]

BLOCK = 8 * TELEPHONE
LOUDEST, TONE_LOUDNESS = 32767, 0.25
SLOWEST, QUICKEST = 0.5, 2.0
MOST_WAVES = 4
ROWS, COLUMNS = (697, 770, 852, 941), (1209, 1336, 1477, 1633)  # ITU-T Q.23, Hz
KEYPAD, KEY_SHARE = "123A456B789C*0#D", 0.6
SIDES: dict[str, tuple[Side, ...]] = {
    "both": ("inbound", "outbound"),
    "inbound": ("inbound",),
    "outbound": ("outbound",),
}


@dataclass
class _Wave:
    """Samples of one thing heard; what lasts longer than they do goes round."""

    samples: Samples
    goes_round: bool = False

    def part(self, begin: int, end: int) -> Samples:
        if self.goes_round:
            return self.samples[np.arange(begin, end) % len(self.samples)]
        found = self.samples[begin:end]
        return np.pad(found, (0, end - begin - len(found)))


@dataclass
class Studio:
    """The sound of one recording. The first channel is the person's, the second the bot's.

    `heard` is all there was on its call, `files` are the played ones among it, by their place.
    """

    start: float
    spans: Sequence[Span]
    sides: Sequence[Side]
    channels: int
    heard: Sequence[Heard]
    files: dict[int, File]
    _waves: dict[int, _Wave] = field(default_factory=dict)

    @property
    def frames(self) -> int:
        """How many samples each channel has."""
        return sum(_length(span) for span in self.spans)

    def blocks(self, first: int, last: int) -> Iterator[Frames]:
        """The frames from `first` up to `last`, in blocks of some seconds, one row a frame."""
        for begin in range(first, last, BLOCK):
            sound = self._stretch(begin, min(begin + BLOCK, last))
            mixed = sound if self.channels == len(self.sides) else sound.sum(axis=0, keepdims=True)
            yield (np.clip(mixed, -1, 1) * LOUDEST).astype("<i2").T

    def _stretch(self, first: int, last: int) -> Samples:
        out = np.zeros((len(self.sides), last - first), np.float32)
        place = 0
        for span in self.spans:
            begin, end = max(first, place), min(last, place + _length(span))
            if begin < end and not span.muted:
                there = round((self.start + span.begin) * TELEPHONE) + begin - place
                self._lay(out[:, begin - first : end - first], there)
            place += _length(span)
        return out

    def _lay(self, out: Samples, first: int) -> None:
        """Add what is heard of the call from that sample on."""
        last = first + out.shape[1]
        for place, each in enumerate(self.heard):
            from_, until = round(each.begin * TELEPHONE), round(each.end * TELEPHONE)
            begin, end = max(first, from_), min(last, until)
            if begin < end:
                part = self._wave(place).part(begin - from_, end - from_)
                out[self.sides.index(each.side), begin - first : end - first] += part

    def _wave(self, place: int) -> _Wave:
        if place not in self._waves:
            while len(self._waves) >= MOST_WAVES:
                del self._waves[next(iter(self._waves))]
            self._waves[place] = self._made(self.heard[place], self.files.get(place))
        return self._waves[place]

    def _made(self, heard: Heard, file: File | None) -> _Wave:
        played = samples_of(file.content, file.media_type) if file else None
        if played is not None:
            return _Wave(played)
        if heard.tone:
            return _Wave(_tones(1, heard.tone), goes_round=True)
        if heard.keys:
            return _Wave(_keys(heard.keys, heard.seconds / len(heard.keys)))
        return _spoken(heard)


def studio_of(recording: Recording, heard: Sequence[Heard], audio: Audio, channels: int) -> Studio:
    """What makes the file of a recording that has ended; `heard` is all there was on its call."""
    sides = SIDES[recording.wanted.track]
    kept = [each for each in heard if each.side in sides]
    files = {place: audio.file(each.file, each.since) for place, each in enumerate(kept)}
    return Studio(
        start=started(recording),
        spans=recording.kept,
        sides=sides,
        channels=channels,
        heard=kept,
        files={place: file for place, file in files.items() if file},
    )


def _length(span: Span) -> int:
    return round(span.end * TELEPHONE) - round(span.begin * TELEPHONE)


def _spoken(heard: Heard) -> _Wave:
    """Words said as fast as they have to be; who talks much longer than that says them again."""
    usual = spoken.speak(heard.words, voice=heard.voice, rate=TELEPHONE)
    speed = len(usual) / TELEPHONE / heard.seconds if heard.seconds else 1
    if not SLOWEST <= speed <= QUICKEST:
        return _Wave(usual, goes_round=len(usual) > 0 and speed < SLOWEST)
    return _Wave(spoken.speak(heard.words, voice=heard.voice, rate=TELEPHONE, speed=speed))


def _tones(seconds: float, *hertz: int) -> Samples:
    time = np.arange(round(seconds * TELEPHONE)) / TELEPHONE
    waves = [np.sin(2 * np.pi * each * time) for each in hertz]
    return (TONE_LOUDNESS * np.sum(waves, axis=0)).astype(np.float32)


def _keys(keys: str, seconds: float) -> Samples:
    """The two tones of each key, and a rest after it; what is no key is a rest."""
    slots = np.zeros((len(keys), round(seconds * TELEPHONE)), np.float32)
    for slot, key in zip(slots, keys.upper(), strict=True):
        where = KEYPAD.find(key)
        if where >= 0:
            sound = _tones(KEY_SHARE * seconds, ROWS[where // 4], COLUMNS[where % 4])
            slot[: len(sound)] = sound
    return slots.reshape(-1)
