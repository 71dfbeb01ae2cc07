"""Two calls connected with each other: what their people say, and who hangs up.

The app hears none of it. Each speaks when their turn comes, as they would to the bot; after a
while the one who was called hangs up.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.line import Pressed, first
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.people.manners import spoken_seconds

BRIDGED_SECONDS = 20.0
MOST_LINES = 4
STAR = "*"


@dataclass(frozen=True, slots=True)
class Terms:
    """How long two may talk, in seconds, and whether the caller's `*` takes them apart."""

    seconds: float = 4 * 3600
    hangs_up_on_star: bool = False


class Bridge:
    """Lets two people talk. `caller` is the one whose document connects them."""

    def __init__(self, network: Network) -> None:
        self._network = network

    async def talk(self, caller: Call, called: Call, terms: Terms) -> str:
        """Until it ends: `time limit`, `star`, `called` (who hangs up or is led elsewhere).

        The caller hanging up ends the caller's document, and this with it.
        """
        self._note("bridged", caller, called)
        began, by = self._network.clock.now(), "caller"
        try:
            talked = self._until_somebody_leaves(caller, called, terms)
            by = await first(talked, caller.line.wait(terms.seconds)) or "time limit"
        finally:
            caller.line.is_listening = called.line.is_listening = False
            gone = (self._network.clock.now() - began).total_seconds()
            self._note("parted", caller, called, by=by, seconds=round(gone, 2))
        return by

    async def _until_somebody_leaves(self, caller: Call, called: Call, terms: Terms) -> str:
        if caller.person.persona.attended or called.person.persona.attended:
            talk = self._by_hand(caller, terms)
        else:
            talk = self._by_script((called, caller), terms)
        return await first(talk, called.wished.wait()) or "called"

    async def _by_script(self, people: Sequence[Call], terms: Terms) -> str:
        """Each in turn, the one who was called having said hello. Somebody's goodbye ends it."""
        called, caller = people
        began = self._network.clock.now()
        words = called.person.persona.greeting.in_language(called.person.language)
        for number in range(MOST_LINES):
            speaker = people[(number + 1) % 2]
            words, ending = await self._line(speaker, words)
            if ending == "hung up":
                speaker.ask_to_end("callee")
                await asyncio.get_running_loop().create_future()  # taken off the line meanwhile
            if ending == "star" and speaker is caller and terms.hangs_up_on_star:
                return "star"
            if not words:
                break
        gone = (self._network.clock.now() - began).total_seconds()
        await called.line.wait(max(0.0, BRIDGED_SECONDS - gone))
        called.ask_to_end("callee")
        return "called"

    async def _line(self, speaker: Call, heard: str) -> tuple[str, str]:
        """What the speaker says in answer, and whether it ends the talk."""
        speaker.person.hear(heard)
        act = speaker.person.answer()
        await speaker.line.wait(act.after)
        said = act.say.in_language(speaker.person.language) if act.say else ""
        if act.press:
            self._network.timeline.record("person", speaker.sid, pressed=act.press)
        if said:
            self._network.timeline.record(
                "person", speaker.sid, said=said, confidence=act.confidence, bridged=True
            )
            await speaker.line.wait(spoken_seconds(said) if act.seconds is None else act.seconds)
        return said, "hung up" if act.hang_up else "star" if STAR in act.press else ""

    async def _by_hand(self, caller: Call, terms: Terms) -> str:
        """Somebody is really there: it lasts until they hang up, or the caller presses the star."""
        caller.line.listen()
        while True:
            given = await caller.line.input()
            pressed = isinstance(given, Pressed) and STAR in given.digits
            if pressed and terms.hangs_up_on_star:
                return "star"

    def _note(self, kind: str, caller: Call, called: Call, **more: object) -> None:
        for one, other in ((caller, called), (called, caller)):
            self._network.timeline.record(kind, one.sid, other=other.sid, **more)
