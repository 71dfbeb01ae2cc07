"""A bidirectional stream: the app hears the person and lets the person hear what it sends."""

import asyncio

from scripts.local.simulators.heard import Heard
from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.connect_caller import Caller
from scripts.local.simulators.twilio.connect_hold import QUIET, Hold
from scripts.local.simulators.twilio.line import Pressed
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.prompts import Prompts
from scripts.local.simulators.twilio.stream_asked import Asked
from scripts.local.simulators.twilio.stream_audio import Track
from scripts.local.simulators.twilio.stream_frames import Clear, Frames, Given, Mark, Media
from scripts.local.simulators.twilio.stream_player import Player
from scripts.local.simulators.twilio.stream_wire import MOMENT, Wire


class Talk:
    """One of these, over a wire of its own."""

    def __init__(
        self, network: Network, prompts: Prompts, call: Call, heard: Heard, wire: Wire
    ) -> None:
        self._network, self._call, self._wire = network, call, wire
        self._player = Player(prompts, call, heard)
        self._caller = Caller(network, call, self._player)
        self._track = Track(heard, call.person.persona.name)

    async def run(self, asked: Asked) -> None:
        """Until the app closes the socket. Raises `NoSocket`."""
        frames = Frames(self._call, asked.sid, ("inbound",), asked.parameters)
        await self._wire.open(frames, Hold(self._network))
        self._call.line.listen()
        works = (self._beat(), self._listen(), self._caller.run())
        beside = [self._network.spawn(work) for work in works]
        try:
            async for frame in self._wire.given():
                await self._obey(frame)
        finally:
            self._call.line.is_listening = False
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            await self._wire.close()

    async def _beat(self) -> None:
        """A frame to the app, a frame to the person. The app is given a moment when they end."""
        was_silent = True
        async for _ in self._wire.beats():
            frame = self._wire.frames.media("inbound", self._track.take())
            ended = self._track.is_silent and not was_silent
            was_silent = self._track.is_silent
            await self._wire.tell(frame, QUIET if ended else MOMENT)
            await self._return(self._player.advance())
            if self._player.has_news:
                self._caller.news.set()

    async def _listen(self) -> None:
        while True:
            given = await self._call.line.input()
            if isinstance(given, Pressed):
                for digit in given.digits:
                    await self._wire.tell(self._wire.frames.dtmf(digit), QUIET)
            else:
                self._track.say(given.text, given.language)

    async def _obey(self, frame: Given) -> None:
        match frame:
            case Media():
                self._player.add(frame.media.payload)
            case Mark():
                await self._return(self._player.mark(frame.mark.name))
            case Clear():
                await self._return(self._player.clear())

    async def _return(self, marks: list[str]) -> None:
        for name in marks:
            self._network.timeline.record("mark", self._call.sid, name=name)
            await self._wire.tell(self._wire.frames.mark(name))
