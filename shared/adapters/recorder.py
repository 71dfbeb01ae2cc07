"""Twilio records calls, until we have the file (twilio.com/docs/voice/api/recording)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.adapters.twilio import VENDOR, TwilioTelephony
from shared.errors import Rejected, Unavailable
from shared.ports import NetworkRecording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twilio.rest import Client

EVENTS = ["in-progress", "completed", "absent"]
MOST = 20
NOT_LIVE, NOT_FOUND, IN_WORK = "21220", "20404", "20009"
"""Twilio's codes (docs/api/errors): not in progress, no such thing, not finished."""
HTTP_OK, HTTP_NOT_FOUND = 200, 404
SERVER_ERROR, TOO_MANY = 500, 429


class TwilioRecorder(TwilioTelephony):
    """Both sides in a channel each, as MP3: an hour has 14 MB, where a WAV has 115."""

    async def record(self, call_sid: str, status_url: str) -> NetworkRecording:
        """Record a live call from now on. `Rejected` 21220 where it has ended."""
        return await self._ask(
            lambda client: _seen(
                client.calls(call_sid).recordings.create(
                    recording_channels="dual",
                    recording_status_callback=status_url,
                    recording_status_callback_event=EVENTS,
                )
            ),
            repeatable=False,
        )

    async def recordings(self, call_sid: str) -> Sequence[NetworkRecording]:
        """What was recorded of that call and not removed yet, the newest first."""
        return await self._ask(
            lambda client: [
                _seen(each) for each in client.calls(call_sid).recordings.list(limit=MOST)
            ]
        )

    async def stop(self, recording: NetworkRecording) -> None:
        """Record no more. One that has ended already is no error."""
        try:
            await self._ask(
                lambda client: (
                    client.calls(recording.call_sid)
                    .recordings(recording.sid)
                    .update(status="stopped")
                )
            )
        except Rejected as refusal:
            if refusal.code not in {NOT_LIVE, NOT_FOUND}:
                raise

    async def media(self, sid: str) -> bytes:
        """The whole file. `Unavailable` while it is not there yet: Twilio answers 404 till then.

        Not by the client, which reads every answer as text.
        """
        return await self._ask(lambda client: self._fetched(client, sid))

    async def delete(self, sid: str) -> None:
        """Remove it there. One that is gone already is no error; `Unavailable` while it is made."""
        try:
            await self._ask(lambda client: client.recordings(sid).delete())
        except Rejected as refusal:
            if refusal.code == IN_WORK:
                message = "The recording is still being made"
                raise Unavailable(message, vendor=VENDOR, code=refusal.code) from refusal
            if refusal.code != NOT_FOUND:
                raise

    def _fetched(self, client: Client, sid: str) -> bytes:
        url = f"{self._base_url}/2010-04-01/Accounts/{self._account}/Recordings/{sid}.mp3"
        session: Any = client.http_client.session
        answer = session.get(url, auth=client.auth, timeout=client.http_client.timeout)
        if answer.status_code == HTTP_OK:
            return bytes(answer.content)
        code = f"http_{answer.status_code}"
        if answer.status_code in {HTTP_NOT_FOUND, TOO_MANY} or answer.status_code >= SERVER_ERROR:
            raise Unavailable("The recording is not there yet", vendor=VENDOR, code=code)
        raise Rejected("Twilio does not give the recording", vendor=VENDOR, code=code)


def _seen(recording: Any) -> NetworkRecording:
    seconds = recording.duration
    return NetworkRecording(
        sid=recording.sid,
        call_sid=recording.call_sid,
        status=str(recording.status),
        seconds=int(seconds) if seconds else None,
    )
