"""The socket of one stream: its first and last frames, its beat, and what the app sends."""

from collections.abc import AsyncIterator
from typing import Any

from pydantic import ValidationError

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.connect_hold import Hold
from scripts.local.simulators.twilio.connect_socket import NO_CODE, NORMAL, Socket, open_socket
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.stream_asked import INVALID, LOST, Asked, Status
from scripts.local.simulators.twilio.stream_frames import (
    FRAME_SECONDS,
    Frames,
    Given,
    read_frame,
)

MOMENT = 0.002  # seconds of the wall: fifty frames a second go by ten times as fast at the most


class Wire:
    """Opened by `open`, and closed with a `stop` by `close`, whoever ends it."""

    def __init__(self, network: Network, status: Status, call: Call, asked: Asked) -> None:
        self._network, self._status, self._call, self._asked = network, status, call, asked
        self._warned = False

    async def open(self, frames: Frames, hold: Hold) -> None:
        """Say what it is about. Raises `NoSocket`."""
        self.frames = frames
        bare = self._asked.url.partition("?")[0]  # a query never reaches the app
        self._socket: Socket = await open_socket(self._network, self._call, bare, hold)
        self._status.tell(self._call, self._asked, "stream-started")
        await self.tell(frames.connected())
        await self.tell(frames.start())

    async def tell(self, frame: dict[str, Any], moment: float = MOMENT) -> None:
        """Send one frame."""
        await self._socket.tell(frame, moment=moment)

    async def given(self) -> AsyncIterator[Given]:
        """What the app sends that can be understood, until it closes."""
        async for sent in self._socket.frames():
            try:
                frame = read_frame(sent)
            except ValidationError as error:
                self.warn(error.errors()[0]["msg"])
                continue
            if frame.streamSid == self._asked.sid:
                yield frame
            else:
                self.warn("the streamSid is of another stream")

    def warn(self, said: str) -> None:
        """Once for each stream."""
        if not self._warned:
            self._warned = True
            told = f"Stream - Protocol - Invalid Message: {said}"
            self._status.warn(self._call, self._asked, INVALID, told)

    async def close(self) -> None:
        """Say that it is over, unless the app knows best."""
        with self._network.request():
            if self._socket.code is None:
                await self.tell(self.frames.stop())
                await self._socket.close()
        if self._socket.code in (NORMAL, NO_CODE):
            self._status.tell(self._call, self._asked, "stream-stopped")
        else:
            said = f"Stream - WebSocket - Close Error: {self._socket.farewell}"
            self._status.fail(self._call, self._asked, LOST, said)

    async def beats(self) -> AsyncIterator[None]:
        """Fifty times in a second of the call."""
        clock = self._network.clock
        began, beat = clock.now(), 0
        while True:
            beat += 1
            gone = (clock.now() - began).total_seconds()
            await self._call.line.wait(max(0.0, beat * FRAME_SECONDS - gone))
            yield
