"""The files of a recording: a WAV that can be read from any place on, and an MP3."""

import struct
from collections.abc import Iterator, Sequence

import lameenc

from scripts.local.simulators.twilio.recordings.model import Recording
from scripts.local.simulators.twilio.recordings.scene import Heard, started
from scripts.local.simulators.twilio.recordings.studio import Studio
from scripts.local.simulators.twilio.sounds import TELEPHONE

SAMPLE = 2
MP3_KBITS, MP3_QUALITY = 16, 7  # libmp3lame's scale: 2 is the best, 7 is quick


def transcript(recording: Recording, heard: Sequence[Heard]) -> str:
    """Who said what, a line each, with the second of the recording in which it begins."""
    start, who = started(recording), {"inbound": "person", "outbound": "bot"}
    spoken = [each for each in heard if each.words and each.begin >= start]
    return "\n".join(f"{each.begin - start:.1f} {who[each.side]}: {each.words}" for each in spoken)


class Wav:
    """A WAV of 16 bits at 8 kHz with its transcript as a comment (RIFF LIST INFO ICMT).

    `size` is known before a sample is made.
    """

    def __init__(self, studio: Studio, words: str) -> None:
        self._studio, self._width = studio, SAMPLE * studio.channels
        self._head = _head(studio.channels, studio.frames * self._width, words)
        self.size = len(self._head) + studio.frames * self._width

    def read(self, begin: int, end: int) -> Iterator[bytes]:
        """The bytes from `begin` up to `end`, made on the way."""
        if begin < len(self._head):
            yield self._head[begin:end]
        first, last = max(0, begin - len(self._head)), end - len(self._head)
        if last <= first:
            return
        place = first // self._width
        skipped, left = first - place * self._width, last - first
        for frames in self._studio.blocks(place, -(-last // self._width)):
            block = frames.tobytes()[skipped : skipped + left]
            skipped, left = 0, left - len(block)
            yield block


def mp3(studio: Studio) -> bytes:
    """The whole MP3: some kilobytes a second, encoded block by block."""
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_in_sample_rate(TELEPHONE)
    encoder.set_channels(studio.channels)
    encoder.set_bit_rate(MP3_KBITS * studio.channels)
    encoder.set_quality(MP3_QUALITY)
    parts = [encoder.encode(block.tobytes()) for block in studio.blocks(0, studio.frames)]
    return b"".join([*parts, encoder.flush()])


def _head(channels: int, length: int, words: str) -> bytes:
    width = SAMPLE * channels
    form = struct.pack("<HHIIHH", 1, channels, TELEPHONE, TELEPHONE * width, width, 8 * SAMPLE)
    told = b"INFO" + _chunk(b"ICMT", words.encode() + b"\0")
    head = b"WAVE" + _chunk(b"fmt ", form) + _chunk(b"LIST", told)
    data = b"data" + struct.pack("<I", length)
    return b"RIFF" + struct.pack("<I", len(head) + len(data) + length) + head + data


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
