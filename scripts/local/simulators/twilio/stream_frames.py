"""The frames of Media Streams, those we send and those the app may.

Source: https://www.twilio.com/docs/voice/media-streams/websocket-messages
"""

from base64 import b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Base64Bytes, Field, TypeAdapter

from scripts.local.simulators.twilio.call import Call
from shared.value import Value

RATE, FRAME, FRAME_SECONDS = 8000, 160, 0.02  # mu-law: bytes a second, bytes a frame
SILENCE = b"\xff"


class Frames:
    """Builds the frames of one stream, numbered."""

    def __init__(
        self, call: Call, sid: str, tracks: Sequence[str], parameters: Mapping[str, str]
    ) -> None:
        self._call, self.sid, self._tracks, self._parameters = call, sid, tracks, parameters
        self._number = 0
        self._chunks: Counter[str] = Counter()

    def connected(self) -> dict[str, Any]:
        """The first, which has no number."""
        return {"event": "connected", "protocol": "Call", "version": "1.0.0"}

    def start(self) -> dict[str, Any]:
        """What the stream is about."""
        about = {
            "accountSid": self._call.account,
            "streamSid": self.sid,
            "callSid": self._call.sid,
            "tracks": list(self._tracks),
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": RATE, "channels": 1},
            "customParameters": dict(self._parameters),
        }
        return self._numbered("start", start=about)

    def media(self, track: str, audio: bytes) -> dict[str, Any]:
        """Twenty milliseconds of a track; the timestamp is of its beginning."""
        at = round(self._chunks[track] * FRAME_SECONDS * 1000)
        self._chunks[track] += 1
        chunk, payload = str(self._chunks[track]), b64encode(audio).decode()
        told = {"track": track, "chunk": chunk, "timestamp": str(at), "payload": payload}
        return self._numbered("media", media=told)

    def dtmf(self, digit: str) -> dict[str, Any]:
        """A key the person pressed."""
        return self._numbered("dtmf", dtmf={"track": "inbound_track", "digit": digit})

    def mark(self, name: str) -> dict[str, Any]:
        """What stood before this mark has been heard, or was cleared."""
        return self._numbered("mark", mark={"name": name})

    def stop(self) -> dict[str, Any]:
        """The last."""
        about = {"accountSid": self._call.account, "callSid": self._call.sid}
        return self._numbered("stop", stop=about)

    def _numbered(self, event: str, **more: Any) -> dict[str, Any]:
        self._number += 1
        number = str(self._number)
        return {"event": event, "sequenceNumber": number, **more, "streamSid": self.sid}


class Payload(Value):
    """Bare mu-law at 8 kHz, in base64."""

    payload: Base64Bytes


class Name(Value):
    """What a mark is called."""

    name: str


class Media(Value):
    """Audio to be played after what is already waiting."""

    event: Literal["media"]
    streamSid: str  # noqa: N815 - Twilio's word
    media: Payload


class Mark(Value):
    """Tell when everything before this has been heard."""

    event: Literal["mark"]
    streamSid: str  # noqa: N815 - Twilio's word
    mark: Name


class Clear(Value):
    """Drop what waits to be played."""

    event: Literal["clear"]
    streamSid: str  # noqa: N815 - Twilio's word


Given = Media | Mark | Clear
_any: TypeAdapter[Given] = TypeAdapter(Annotated[Given, Field(discriminator="event")])


def read_frame(frame: str | bytes) -> Given:
    """What the app sent. Raises `ValidationError`."""
    return _any.validate_json(frame)
