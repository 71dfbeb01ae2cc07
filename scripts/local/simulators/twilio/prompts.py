"""What the bot lets be heard: `<Say>`, `<Play>`, `<Pause>`, and the person who hears it."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from urllib.parse import urljoin, urlsplit

from scripts.local.simulators.twilio.audio import Audio, Sound
from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Hook
from scripts.local.simulators.twilio.people.manners import spoken_seconds
from scripts.local.simulators.twilio.steps import Step
from scripts.local.simulators.twilio.twiml import Page, Verb

MOST_LOOPS, LONGEST_SAY, KEY_SECONDS = 1000, 4096, 0.5
DIALLED = "keys:"
VOICES = re.compile(r"man|woman|alice|(?:Polly|Google|ElevenLabs|Amazon)\.[\w.-]+")
KEYS = re.compile(r"[0-9A-D#*wW]+")

type Files = Mapping[str, Sound | Failed]


class Prompts:
    """Turns verbs into sounds, and sounds into time on the line."""

    def __init__(self, network: Network, audio: Audio) -> None:
        self._network, self._audio = network, audio

    async def run(self, call: Call, verb: Verb, page: Page) -> Step | None:
        """Let one verb be heard."""
        for sound in await self.sounds(call, page, (verb,)):
            await self.utter(call, sound)
        return None

    async def sounds(self, call: Call, page: Page, verbs: Sequence[Verb]) -> list[Sound]:
        """All that these verbs let be heard, fetched before the first is.

        Audio that cannot be fetched is left out.
        """
        found: list[Sound] = []
        files = await self._fetched(page, verbs)
        for verb in verbs:
            sound = self._sound(call, page, verb, files)
            if sound is not None:
                found += [sound] * self._times(call, page, verb)
        return found

    async def utter(self, call: Call, sound: Sound) -> None:
        """Let one sound be heard. Does not come back when the person hangs up in its middle."""
        began = self._network.clock.now()
        self.announce(call, sound)
        act = call.person.interruption()
        try:
            if act is not None and act.at is not None and act.at < sound.seconds:
                await call.line.wait(act.at)
                call.ask_to_end("callee")
                await asyncio.get_running_loop().create_future()  # taken off the line meanwhile
            await call.line.wait(sound.seconds)
        except asyncio.CancelledError:
            gone = (self._network.clock.now() - began).total_seconds()
            call.person.hear(self.cut(call, sound, gone, "cut"))
            raise
        call.person.hear(sound.words)
        if sound.via.startswith(DIALLED):
            call.person.hear_keys(sound.via.removeprefix(DIALLED))

    def announce(self, call: Call, sound: Sound) -> None:
        """Write down that this begins to be heard, and of what a machine records, which words."""
        early, kept = 0.0, {}
        if call.beep_at is not None:
            early = (call.beep_at - self._network.clock.now()).total_seconds()
            if call.person.persona.answerer.takes_messages:
                kept = {"kept": parted(sound.words, max(0, early), sound.seconds)[1]}
        self._network.timeline.record(
            "bot",
            call.sid,
            text=sound.words,
            via=sound.via,
            seconds=round(sound.seconds, 2),
            before_beep=early > 0,
            **kept,
        )

    def cut(self, call: Call, sound: Sound, gone: float, kind: str) -> str:
        """A sound ends after so many of its seconds. The words that were out, the only heard."""
        heard, unheard = parted(sound.words, gone, sound.seconds)
        if sound.words:
            more = {"heard": heard, "unheard": unheard, "seconds": round(gone, 2)}
            self._network.timeline.record(kind, call.sid, over=sound.words, **more)
        return heard

    async def _fetched(self, page: Page, verbs: Sequence[Verb]) -> Files:
        """What `<Play>` plays, all of it asked for at once."""
        urls = [urljoin(page.url, verb.words) for verb in verbs if _is_played(verb)]
        asked = [url for url in dict.fromkeys(urls) if urlsplit(url).netloc]
        return dict(zip(asked, await self._audio.sounds(asked), strict=True)) if asked else {}

    def _sound(self, call: Call, page: Page, verb: Verb, files: Files) -> Sound | None:
        if verb.name == "Say":
            return self._said(call, page, verb)
        if verb.name == "Pause":
            if not verb.get("length", "1").isdecimal():
                self._network.notify(call, 13910, Hook(url=page.url))
            return Sound(words="", seconds=verb.seconds("length", 1), via="pause")
        if _is_played(verb):
            return self._played(call, page, verb, files)
        return self._dialled(call, page, verb.get("digits", ""))

    def _said(self, call: Call, page: Page, verb: Verb) -> Sound | None:
        where = Hook(url=page.url)
        if not 0 < len(verb.words) <= LONGEST_SAY:
            self._network.notify(call, 13520, where)
            return None
        if not VOICES.fullmatch(verb.get("voice", "man")):
            self._network.notify(call, 13511, where)
        return Sound(words=verb.words, seconds=spoken_seconds(verb.words), via="say")

    def _dialled(self, call: Call, page: Page, keys: str) -> Sound | None:
        """Keys the bot presses."""
        if not KEYS.fullmatch(keys):
            said = f"Play: digits {keys!r} are none"
            self._network.notify(call, 12200, Hook(url=page.url), said)
            return None
        return Sound(words="", seconds=seconds_of_keys(keys), via=DIALLED + keys)

    def _played(self, call: Call, page: Page, verb: Verb, files: Files) -> Sound | None:
        url = urljoin(page.url, verb.words)
        hook = Hook(url=url, method="GET")
        if not urlsplit(url).netloc:
            self._network.notify(call, 11100, hook)
            return None
        found = files[url]
        if isinstance(found, Failed):
            self._network.notify(call, found.code, hook, f"Play: {found.detail}")
            return None
        return found

    def _times(self, call: Call, page: Page, verb: Verb) -> int:
        """How often a sound is repeated; nought is until the call ends, as good as."""
        given = verb.get("loop", "1")
        if not given.isdecimal():
            code = 13510 if verb.name == "Say" else 13410
            self._network.notify(call, code, Hook(url=page.url))
            return 1
        return min(int(given) or MOST_LOOPS, MOST_LOOPS)


def _is_played(verb: Verb) -> bool:
    return verb.name == "Play" and not verb.get("digits", "")


def seconds_of_keys(keys: str) -> float:
    """How long pressing them takes; a `w` is half a second of silence, a `W` a whole one."""
    return KEY_SECONDS * (len(keys) + keys.count("W"))


def parted(words: str, gone: float, seconds: float) -> tuple[str, str]:
    """The words that were out after so much of the time they take, and the rest."""
    if gone >= seconds:
        return words, ""
    out = int(len(words) * gone / seconds)
    end = len(words) if out >= len(words) else words.rfind(" ", 0, out + 1)
    return words[: max(end, 0)].strip(), words[max(end, 0) :].strip()
