"""Remembers which audio says which words, for audio that cannot carry them itself."""

import json
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from scripts.local.simulators import compressed, spoken

KEPT = 5000  # utterances
BEGIN = 1600  # bytes, a fifth of a second of mu-law


@dataclass(frozen=True)
class Utterance:
    """What some audio says. `length` is that of the audio in bytes, `begin` marks its beginning."""

    words: str
    length: int
    begin: bytes


class Heard:
    """What the speech simulators said lately, by the sound of it.

    The telephone asks this: a person understands mu-law, too. With a `file` it outlives the
    simulators: the app keeps its audio for longer than they run.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._empty()
        if file and file.exists():
            for line in file.read_text().splitlines()[-KEPT:]:
                mark, begin, length, words = json.loads(line)
                self._keep(bytes.fromhex(mark), Utterance(words, length, bytes.fromhex(begin)))
            self._write("w", *self._said)

    def clear(self) -> None:
        """Forget everything."""
        self._empty()
        self._write("w")

    def remember(self, audio: bytes, words: str) -> None:
        """Keep what this audio says. The oldest of thousands is forgotten."""
        sound = samples(audio)
        mark, one = _mark(sound), Utterance(words, len(sound), _mark(sound[:BEGIN]))
        is_new = self._said.get(mark) != one
        self._keep(mark, one)
        if is_new:
            self._write("a", mark)

    def words(self, audio: bytes) -> str | None:
        """What a whole file says: from the file itself where it carries that, else from memory."""
        carried = spoken.words(audio) or compressed.words(audio)
        known = self._said.get(_mark(samples(audio)))
        return carried or (known.words if known else None)

    def within(self, audio: bytes, step: int = 160) -> list[str]:
        """What bare samples say that hold several utterances, such as a stream of mu-law.

        Between two utterances it goes on by `step` bytes: 160 are 20 ms of mu-law.
        """
        said, place = [], 0
        while place < len(audio):
            found = self._at(audio, place)
            if found:
                said.append(found.words)
            place += found.length if found else step
        return said

    def _at(self, audio: bytes, place: int) -> Utterance | None:
        known = self._by_beginning.get(_mark(audio[place : place + BEGIN]), {})
        for mark, one in sorted(known.items(), key=lambda item: -item[1].length):
            if mark == _mark(audio[place : place + one.length]):
                return one
        return None

    def _empty(self) -> None:
        self._said: OrderedDict[bytes, Utterance] = OrderedDict()
        self._by_beginning: dict[bytes, dict[bytes, Utterance]] = {}

    def _keep(self, mark: bytes, one: Utterance) -> None:
        self._forget(mark)
        self._said[mark] = one
        self._by_beginning.setdefault(one.begin, {})[mark] = one
        if len(self._said) > KEPT:
            self._forget(next(iter(self._said)))

    def _write(self, mode: Literal["a", "w"], *marks: bytes) -> None:
        if self._file is None:
            return
        with self._file.open(mode) as opened:
            for mark in marks:
                one = self._said[mark]
                line = [mark.hex(), one.begin.hex(), one.length, one.words]
                opened.write(json.dumps(line) + "\n")

    def _forget(self, mark: bytes) -> None:
        old = self._said.pop(mark, None)
        if old:
            alike = self._by_beginning[old.begin]
            del alike[mark]
            if not alike:
                del self._by_beginning[old.begin]


def samples(audio: bytes) -> bytes:
    """The sound of a WAV file without its header, which others may rewrite; all of other audio."""
    if audio[:4] != b"RIFF":
        return audio
    begin = audio.find(b"data", 12)
    if begin < 0:
        return audio
    told = int.from_bytes(audio[begin + 4 : begin + 8], "little")  # a byte may follow that pads it
    return audio[begin + 8 :][: told or None]


def _mark(sound: bytes) -> bytes:
    return sha256(sound).digest()
