"""What the app lets a stream play: bytes and marks in a queue that is emptied in real time."""

from collections import deque

from scripts.local.simulators.heard import Heard
from scripts.local.simulators.twilio.audio import Sound
from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.prompts import Prompts
from scripts.local.simulators.twilio.stream_frames import FRAME, RATE

QUIET = bytes((0xFF, 0x7F, 0xFE, 0x7E))  # mu-law that nobody hears
GAP = 15  # frames without any new sound: for now the bot has said all it has to say


class Player:
    """The buffer of one stream. What it says is known from the sound itself, by `heard`."""

    def __init__(self, prompts: Prompts, call: Call, heard: Heard) -> None:
        self._prompts, self._call, self._heard = prompts, call, heard
        self._waiting: deque[bytes | str] = deque()
        self._fresh, self._since = bytearray(), 0
        self._turn, self._played = Sound(words="", seconds=0, via="stream"), 0

    @property
    def by(self) -> str:
        """Anybody may talk over it: what comes of it is the app's business."""
        return "any"

    @property
    def left(self) -> float:
        """The seconds that wait."""
        return sum(len(each) for each in self._waiting if isinstance(each, bytes)) / RATE

    @property
    def has_news(self) -> bool:
        """Whether something has come that nobody has listened to, and no more of it."""
        return bool(self._fresh) and self._since >= GAP

    def add(self, audio: bytes) -> None:
        """Play this after the rest."""
        if not self._waiting and self._since >= GAP:
            self._turn, self._played = Sound(words="", seconds=0, via="stream"), 0
        self._waiting.append(audio)
        self._fresh += audio
        if _is_sound(audio):
            self._since = 0

    def mark(self, name: str) -> list[str]:
        """Remember the mark. Those that are due at once: all of them, where nothing waits."""
        self._waiting.append(name)
        return self._due()

    def advance(self) -> list[str]:
        """One frame is heard now. The marks that are reached."""
        left, marks = FRAME, self._due()
        while left and self._waiting:
            head = self._waiting.popleft()
            if len(head) > left:
                self._waiting.appendleft(head[left:])
            taken = min(left, len(head))
            left, self._played = left - taken, self._played + taken
            marks += self._due()
        self._since += 1
        return marks

    def clear(self) -> list[str]:
        """Nothing more is heard. The marks that waited."""
        self.take_fresh()
        gone = self._played / RATE
        if gone < self._turn.seconds:
            self._prompts.cut(self._call, self._turn, gone, "cut")
        marks = [each for each in self._waiting if isinstance(each, str)]
        self._waiting.clear()
        self._fresh.clear()
        self._turn = Sound(words="", seconds=0, via="stream")
        return marks

    def take_fresh(self) -> list[Sound]:
        """What came since this was last asked, by its words where they are known."""
        audio = bytes(self._fresh)
        self._fresh.clear()
        if not _is_sound(audio):
            return []
        seconds = len(audio) / RATE
        words = " ".join(self._heard.within(audio)) or f"(unheard speech of {seconds:.1f} seconds)"
        said = Sound(words=words, seconds=seconds, via="stream")
        self._prompts.announce(self._call, said)
        together = " ".join(filter(None, (self._turn.words, words)))
        self._turn = Sound(words=together, seconds=self._turn.seconds + seconds, via="stream")
        return [said]

    def _due(self) -> list[str]:
        marks = []
        while self._waiting and isinstance(self._waiting[0], str):
            marks.append(str(self._waiting.popleft()))
        return marks


def _is_sound(audio: bytes) -> bool:
    return bool(audio.translate(None, delete=QUIET))
