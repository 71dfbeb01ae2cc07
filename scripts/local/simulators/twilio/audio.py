"""Fetches what `<Play>` plays and keeps it as HTTP allows, as Twilio's caching proxy does.

Sources: https://www.twilio.com/docs/voice/twiml/play, RFC 9111 (HTTP caching)
"""

import asyncio
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from scripts.local.simulators.heard import Heard
from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.deliveries import before_fetch
from scripts.local.simulators.twilio.heard import words_in
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.sounds import seconds_of
from scripts.local.simulators.twilio.webhooks import Reply, Webhooks
from shared.value import Value

OK, NOT_MODIFIED, REDIRECTION, BAD_REQUEST = 200, 304, 300, 400
MOST_REDIRECTS = 10
PLAYABLE = frozenset(
    f"audio/{name}"
    for name in (
        "mpeg", "wav", "wave", "x-wav", "aiff", "x-aifc", "x-aiff", "x-gsm", "gsm", "ulaw",
    )
)  # fmt: skip
LONGEST_SECONDS = 40 * 60  # "longer than 40 minutes may be dropped"; here it is, then
LONGEST_AGE = 365 * 86_400
MOST_BYTES = 64 << 20


class Sound(Value):
    """Something the bot lets be heard: its words, how long it takes, and where it came from."""

    words: str
    seconds: float
    via: str


class File(Value):
    """What an address gave: the file itself and its kind."""

    content: bytes
    media_type: str


@dataclass
class _Kept:
    sound: Sound
    etag: str
    modified: str
    until: datetime


@dataclass
class _Shelf:
    """Files by their content, the latest used last; what is too much falls off the front."""

    files: dict[str, File] = field(default_factory=dict)
    bytes: int = 0

    def put(self, file: File) -> str:
        digest = hashlib.sha256(file.content).hexdigest()
        self.bytes += 0 if self.files.pop(digest, None) else len(file.content)
        self.files[digest] = file
        while self.bytes > MOST_BYTES:
            self.bytes -= len(self.files.pop(next(iter(self.files))).content)
        return digest


class Audio:
    """The proxy. What many ask for at once is fetched once."""

    def __init__(self, network: Network, webhooks: Webhooks, heard: Heard) -> None:
        self._network, self._webhooks, self._heard = network, webhooks, heard
        self._kept: dict[str, _Kept] = {}
        self._fetching: dict[str, asyncio.Task[Sound]] = {}
        self._shelf = _Shelf()
        self._given: dict[str, list[tuple[datetime, str]]] = {}

    async def sound(self, url: str) -> Sound:
        """The audio at that address. Raises `Failed`."""
        kept = self._kept.get(url)
        if kept and self._network.clock.now() < kept.until:
            return kept.sound
        if url not in self._fetching:
            task = self._network.spawn(self._fetched(url, kept))
            self._fetching[url] = task
            task.add_done_callback(lambda _: self._fetching.pop(url, None))
        return await asyncio.shield(self._fetching[url])

    async def sounds(self, urls: Sequence[str]) -> list[Sound | Failed]:
        """The audio at each of these addresses, all asked for at once, or why there is none."""
        if len(urls) == 1:
            return [await self._sound_or_failure(urls[0])]
        return list(await asyncio.gather(*map(self._sound_or_failure, urls)))

    def file(self, url: str, at: datetime) -> File | None:
        """What was heard of that address then, if it is still there: 64 MB are kept."""
        given = [digest for since, digest in self._given.get(url, ()) if since <= at]
        return self._shelf.files.get(given[-1]) if given else None

    def clear(self) -> None:
        """Forget what was fetched."""
        self._kept.clear()
        self._given.clear()
        self._shelf = _Shelf()

    async def _sound_or_failure(self, url: str) -> Sound | Failed:
        try:
            return await self.sound(url)
        except Failed as failure:
            return failure

    async def _fetched(self, url: str, kept: _Kept | None) -> Sound:
        await before_fetch(self._network, url)
        reply = await self._answer(url, _conditions(kept))
        self._network.timeline.record("audio", url=url, status=reply.status, bytes=len(reply.body))
        sound = kept.sound if kept and reply.status == NOT_MODIFIED else self._taken(url, reply)
        self._keep(url, reply, sound, kept)
        return sound

    async def _answer(self, url: str, headers: Mapping[str, str]) -> Reply:
        place = url
        for _ in range(MOST_REDIRECTS + 1):
            reply = await self._webhooks.fetch(place, headers)
            moved = REDIRECTION <= reply.status < BAD_REQUEST and "location" in reply.headers
            if not moved:
                return reply
            place = urljoin(place, reply.headers["location"])
        raise Failed(11215, url, "", "more than ten redirects")

    def _taken(self, url: str, reply: Reply) -> Sound:
        sound = _measured(url, reply)
        if not sound.words:  # mu-law carries none, but whoever spoke it told us
            said = self._heard.words(reply.body) or ""
            sound = sound.model_copy(update={"words": said})
        digest = self._shelf.put(File(content=reply.body, media_type=reply.media_type))
        self._given.setdefault(url, []).append((self._network.clock.now(), digest))
        return sound

    def _keep(self, url: str, reply: Reply, sound: Sound, before: _Kept | None) -> None:
        seconds = _fresh_seconds(reply.headers)
        if seconds is None:
            self._kept.pop(url, None)
            return
        self._kept[url] = _Kept(
            sound=sound,
            etag=reply.headers.get("etag", before.etag if before else ""),
            modified=reply.headers.get("last-modified", before.modified if before else ""),
            until=self._network.clock.now() + timedelta(seconds=seconds),
        )


def _conditions(kept: _Kept | None) -> dict[str, str]:
    asked = {} if kept is None else {"If-None-Match": kept.etag, "If-Modified-Since": kept.modified}
    return {name: value for name, value in asked.items() if value}


def _fresh_seconds(headers: Mapping[str, str]) -> float | None:
    """How long an answer may be used unasked (RFC 9111, 4.2); None: it must not be kept."""
    rules = headers.get("cache-control", "").lower()
    if "no-store" in rules:
        return None
    if "no-cache" in rules:
        return 0
    told = re.search(r"s-maxage=(\d+)", rules) or re.search(r"max-age=(\d+)", rules)
    seconds = float(told.group(1)) if told else _until_expiry(headers)
    return min(max(0.0, seconds - _whole(headers.get("age", ""))), LONGEST_AGE)


def _until_expiry(headers: Mapping[str, str]) -> float:
    try:
        expires = parsedate_to_datetime(headers["expires"])
        return (expires - parsedate_to_datetime(headers["date"])).total_seconds()
    except (KeyError, ValueError, TypeError):
        return 0


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _measured(url: str, reply: Reply) -> Sound:
    if reply.status != OK:
        raise Failed(11200, reply.url, "", f"answered {reply.status}")
    if reply.media_type not in PLAYABLE:
        raise Failed(12300, reply.url, "", f"Invalid Content-Type: {reply.media_type or 'none'}")
    seconds = seconds_of(reply.body, reply.media_type)
    return Sound(words=words_in(reply.body), seconds=min(seconds, LONGEST_SECONDS), via=url)
