"""What the bot lets be heard: `<Say>`, `<Play>`, `<Pause>`, and the person who hears it."""

import asyncio
from collections.abc import Sequence
from urllib.parse import urljoin

from scripts.local.simulators.twilio.audio import Audio, Sound
from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Hook
from scripts.local.simulators.twilio.people.manners import spoken_seconds
from scripts.local.simulators.twilio.twiml import Page, Verb

MOST_LOOPS = 10


class Prompts:
    """Turns verbs into sounds, and sounds into time on the line."""

    def __init__(self, network: Network, audio: Audio) -> None:
        self._network, self._audio = network, audio

    async def sounds(self, call: Call, page: Page, verbs: Sequence[Verb]) -> list[Sound]:
        """All that these verbs let be heard. Audio that cannot be fetched is left out."""
        found = [await self._sound(call, page, verb) for verb in verbs]
        return [
            sound
            for sound, verb in zip(found, verbs, strict=True)
            if sound
            for _ in range(_times(verb))
        ]

    async def utter(self, call: Call, sound: Sound) -> None:
        """Let one sound be heard. Does not come back when the person hangs up in its middle."""
        self.announce(call, sound)
        call.person.hear(sound.words)
        act = call.person.interruption()
        if act is not None and act.at is not None and act.at < sound.seconds:
            await call.line.wait(act.at)
            call.ask_to_end("callee")
            await asyncio.get_running_loop().create_future()
        await call.line.wait(sound.seconds)

    def announce(self, call: Call, sound: Sound) -> None:
        """Write down that this begins to be heard, and whether a machine is recording yet."""
        early = call.beep_at is not None and self._network.clock.now() < call.beep_at
        self._network.timeline.record(
            "bot",
            call.sid,
            text=sound.words,
            via=sound.via,
            seconds=round(sound.seconds, 2),
            before_beep=early,
        )

    async def _sound(self, call: Call, page: Page, verb: Verb) -> Sound | None:
        if verb.name == "Play" and not verb.get("digits", ""):
            return await self._fetched(call, urljoin(page.url, verb.words))
        made = _made_here(verb)
        if made is None:
            said = f"<{verb.name}> does not belong here"
            self._network.notify(call, 12200, Hook(url=page.url), said)
        return made

    async def _fetched(self, call: Call, url: str) -> Sound | None:
        try:
            return await self._audio.sound(url)
        except Failed as failure:
            hook = Hook(url=url, method="GET")
            self._network.notify(call, failure.code, hook, f"Play: {failure.detail}")
            return None


def _made_here(verb: Verb) -> Sound | None:
    """What needs no fetching; nothing for a verb that makes no sound."""
    match verb.name:
        case "Say":
            return Sound(words=verb.words, seconds=spoken_seconds(verb.words), via="say")
        case "Pause":
            return Sound(words="", seconds=verb.seconds("length", 1), via="pause")
        case "Play":
            return Sound(words="", seconds=0.5 * len(verb.get("digits", "")), via="keys")
        case _:
            return None


def _times(verb: Verb) -> int:
    wanted = int(verb.seconds("loop", 1))
    return min(wanted, MOST_LOOPS) if wanted else MOST_LOOPS
