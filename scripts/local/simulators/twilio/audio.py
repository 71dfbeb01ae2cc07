"""Fetches what `<Play>` plays, keeps it as HTTP allows, and measures how long it is."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.heard import chunks, words_in
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.webhooks import Reply, Webhooks
from shared.value import Value

OK, NOT_MODIFIED = 200, 304
PLAYABLE = re.compile(  # voice/twiml/play
    r"audio/(mpeg|wave?|x-wav|aiff|x-aif[cf]|x-aiff|x-gsm|gsm|ulaw|basic)"
)
SYNC, MPEG_1 = 0xE0, 3
MP3_KBITS = {  # MPEG-1 and MPEG-2, layer III, by the frame header's bitrate index
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}


class Sound(Value):
    """Something the bot lets be heard: its words, how long it takes, and where it came from."""

    words: str
    seconds: float
    via: str


@dataclass
class _Kept:
    sound: Sound
    etag: str
    until: datetime


class Audio:
    """A caching proxy, as Twilio keeps one."""

    def __init__(self, network: Network, webhooks: Webhooks) -> None:
        self._network, self._webhooks = network, webhooks
        self._kept: dict[str, _Kept] = {}

    async def sound(self, url: str) -> Sound:
        """The audio at that address. Raises `Failed`."""
        now, kept = self._network.clock.now(), self._kept.get(url)
        if kept and now < kept.until:
            return kept.sound
        self._fail_on_purpose(url)
        headers = {"If-None-Match": kept.etag} if kept and kept.etag else {}
        reply = await self._webhooks.fetch(url, headers)
        self._network.timeline.record("audio", url=url, status=reply.status, bytes=len(reply.body))
        unchanged = kept is not None and reply.status == NOT_MODIFIED
        sound = kept.sound if kept and unchanged else _measured(reply)
        self._keep(url, reply, sound, now)
        return sound

    def clear(self) -> None:
        """Forget what was fetched."""
        self._kept.clear()

    def _fail_on_purpose(self, url: str) -> None:
        if self._network.faults.strike("audio.fetch", url):
            raise Failed(11200, url, "5xx", "failed by a fault")

    def _keep(self, url: str, reply: Reply, sound: Sound, now: datetime) -> None:
        rules = reply.headers.get("cache-control", "")
        age = re.search(r"max-age=(\d+)", rules)
        seconds = int(age.group(1)) if age and "no-cache" not in rules else 0
        if "no-store" not in rules:
            etag = reply.headers.get("etag", "")
            self._kept[url] = _Kept(sound, etag, now + timedelta(seconds=min(seconds, 31_536_000)))


def _measured(reply: Reply) -> Sound:
    if reply.status != OK:
        raise Failed(11200, reply.url, "", f"answered {reply.status}")
    if not PLAYABLE.fullmatch(reply.media_type):
        raise Failed(12300, reply.url, "", f"Invalid Content-Type: {reply.media_type or 'none'}")
    return Sound(
        words=words_in(reply.body),
        seconds=seconds_of(reply.body, reply.media_type),
        via=reply.url,
    )


def seconds_of(audio: bytes, media_type: str) -> float:
    """How long it plays: WAV by its header, MP3 by its first frame, else 8 kHz mu-law."""
    if audio[:4] == b"RIFF":
        inside = dict(chunks(audio[12:]))
        rate = int.from_bytes(inside.get(b"fmt ", bytes(12))[8:12], "little")
        return len(inside.get(b"data", b"")) / (rate or 8000)
    if media_type == "audio/mpeg":
        return len(audio) * 8 / (_mp3_kbits(audio) * 1000)
    return len(audio) / 8000


def _mp3_kbits(audio: bytes) -> int:
    start = audio.find(b"\xff", _after_id3(audio))
    header = audio[start : start + 3].ljust(3, b"\0")
    if header[1] & SYNC != SYNC:
        return 32
    rates = MP3_KBITS[MPEG_1 if header[1] >> 3 & 3 == MPEG_1 else 2]
    index = header[2] >> 4
    return rates[index] if 0 < index < len(rates) else 32


def _after_id3(audio: bytes) -> int:
    if audio[:3] != b"ID3":
        return 0
    size = 0
    for byte in audio[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size
