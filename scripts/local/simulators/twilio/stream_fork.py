"""A unidirectional stream: the app listens in while the document goes on.

What it hears is what the call's events tell of, spoken anew: one track says what the person says,
the other what the bot does.
"""

import asyncio

from scripts.local.simulators.heard import Heard
from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.connect_hold import Hold
from scripts.local.simulators.twilio.line import first
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.people.manners import locale
from scripts.local.simulators.twilio.stream_asked import TRACKS, Asked
from scripts.local.simulators.twilio.stream_audio import Track
from scripts.local.simulators.twilio.stream_frames import Frames
from scripts.local.simulators.twilio.stream_wire import Wire
from scripts.local.simulators.twilio.timeline import Event

HUSHES = frozenset({"cut", "barge_in"})


class Fork:
    """One of these. `over` ends it."""

    def __init__(self, network: Network, call: Call, heard: Heard, asked: Asked) -> None:
        self._network, self._call, self._asked = network, call, asked
        self._seen = network.timeline.last
        voices = {"inbound": call.person.persona.name, "outbound": "bot"}
        self._tracks = {name: Track(heard, voices[name]) for name in TRACKS[asked.track]}
        self.over = asyncio.Event()

    async def run(self, wire: Wire) -> None:
        """Until it is stopped, the call ends or the app closes the socket. Raises `NoSocket`."""
        asked = self._asked
        frames = Frames(self._call, asked.sid, tuple(self._tracks), asked.parameters)
        await wire.open(frames, Hold(self._network))
        try:
            await first(self._send(wire), self._ended(wire))
        finally:
            await wire.close()

    async def _send(self, wire: Wire) -> None:
        async for _ in wire.beats():
            self._listen_in()
            for name, track in self._tracks.items():
                await wire.tell(wire.frames.media(name, track.take()))

    async def _ended(self, wire: Wire) -> None:
        stopped = first(self.over.wait(), self._call.over.wait())
        await first(self._ignore(wire), stopped)

    async def _ignore(self, wire: Wire) -> None:
        """Nothing the app sends here is understood."""
        async for _ in wire.given():
            wire.warn("a stream that was started takes no messages")

    def _listen_in(self) -> None:
        timeline = self._network.timeline
        if timeline.last == self._seen:
            return
        for event in timeline.of(self._call.sid, after=self._seen):
            self._take_in(event)
        self._seen = timeline.last

    def _take_in(self, event: Event) -> None:
        inbound, outbound = self._tracks.get("inbound"), self._tracks.get("outbound")
        language = locale(self._call.person.language)
        if event.kind == "person" and inbound and "said" in event.detail:
            inbound.say(event.detail["said"], language)
        if event.kind == "bot" and outbound:
            outbound.say(event.detail["text"], language, event.detail["seconds"])
        if event.kind in HUSHES and outbound:
            outbound.hush()
