"""Recordings over REST: start, pause, stop, list, fetch, delete, and their files.

Source: https://www.twilio.com/docs/voice/api/recording
"""

import asyncio
from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from scripts.local.simulators.twilio.audio import Audio
from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.codes import Refusal
from scripts.local.simulators.twilio.config import Account
from scripts.local.simulators.twilio.door import Door, posted
from scripts.local.simulators.twilio.filters import equal, within
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.pages import page_json
from scripts.local.simulators.twilio.recordings.files import Wav, mp3, transcript
from scripts.local.simulators.twilio.recordings.model import Recording
from scripts.local.simulators.twilio.recordings.parts import Part
from scripts.local.simulators.twilio.recordings.recorder import PROCESSING_SECONDS, Recorder
from scripts.local.simulators.twilio.recordings.scene import heard_on
from scripts.local.simulators.twilio.recordings.shown import recording_json, recording_of_call_json
from scripts.local.simulators.twilio.recordings.studio import Studio, studio_of
from scripts.local.simulators.twilio.recordings.wanted import from_form
from scripts.local.simulators.twilio.wire import ACCOUNT

CURRENT = "Twilio.CURRENT"
RELAY = ("relay", "relay_over")
NOT_ELIGIBLE = "Requested resource is not eligible for recording"
WAV_TYPE, MP3_TYPE = "audio/x-wav", "audio/mpeg"


class RecordingsApi:
    """The handlers of the recording resource."""

    def __init__(self, network: Network, recorder: Recorder, audio: Audio) -> None:
        self._network, self._recorder, self._audio = network, recorder, audio

    def routes(self, door: Door) -> APIRouter:
        """Where each is found."""
        one, below = f"{ACCOUNT}/Recordings/{{sid}}", f"{ACCOUNT}/Calls/{{call}}/Recordings"
        return door.router(
            (
                (f"{below}.json", "POST", self.post_recording),
                (f"{below}.json", "GET", self.list_of_call),
                (f"{below}/{{sid}}.json", "GET", self.get_of_call),
                (f"{below}/{{sid}}.json", "POST", self.update_recording),
                (f"{below}/{{sid}}.json", "DELETE", self.delete_recording),
                (f"{ACCOUNT}/Recordings.json", "GET", self.list_recordings),
                (f"{one}.json", "GET", self.get_recording),
                (f"{one}.json", "DELETE", self.delete_recording),
                (f"{one}.wav", "GET", self.get_wav),
                (f"{one}.mp3", "GET", self.get_mp3),
                (one, "GET", self.get_wav),
                (one, "DELETE", self.delete_recording),
            )
        )

    async def post_recording(self, account: Account, request: Request) -> Response:
        """Record a live call from now on. Asked for twice, it is the same recording."""
        call, wanted = self._call(account, request), from_form(await posted(request))
        self._check_eligible(call)
        running = self._recorder.current(call, wanted.source)
        recording = running[0] if running else self._recorder.start(call, wanted)
        return JSONResponse(recording_of_call_json(recording), 200 if running else 201)

    async def update_recording(self, account: Account, request: Request) -> Response:
        """Pause, go on, or stop."""
        form = await posted(request)
        status = form.one_of("Status", "", "in-progress", "paused", "stopped")
        pause = form.one_of("PauseBehavior", "silence", "skip")
        recording = self._running(account, request)
        match status:
            case "in-progress":
                self._recorder.resume(recording)
            case "paused":
                self._recorder.pause(recording, skipped=pause == "skip")
            case "stopped":
                self._recorder.stop(recording)
            case _:
                raise Refusal(20001, "Status is required")
        return JSONResponse(recording_of_call_json(recording))

    async def list_of_call(self, account: Account, request: Request) -> Response:
        """The recordings of one call."""
        found = self._network.recordings.of(self._call(account, request))
        listed = self._listed(account, found, request)
        query, path = request.query_params, request.url.path
        return JSONResponse(page_json("recordings", listed, recording_of_call_json, path, query))

    async def list_recordings(self, account: Account, request: Request) -> Response:
        """The account's recordings."""
        query, path = request.query_params, request.url.path
        listed = [
            each
            for each in self._listed(account, list(self._network.recordings), request)
            if equal(query, CallSid=each.call.sid, ConferenceSid="")
        ]
        return JSONResponse(page_json("recordings", listed, recording_json, path, query))

    async def get_of_call(self, account: Account, request: Request) -> Response:
        """One recording of a call."""
        return JSONResponse(recording_of_call_json(self._recording(account, request)))

    async def get_recording(self, account: Account, request: Request) -> Response:
        """One recording."""
        return JSONResponse(recording_json(self._recording(account, request)))

    async def delete_recording(self, account: Account, request: Request) -> Response:
        """Throw the file away. What is known of it stays, for whoever includes what is deleted."""
        recording = self._recording(account, request)
        if recording.is_running or recording.status == "processing":
            raise Refusal(20009)
        recording.status, recording.updated = "deleted", self._network.clock.now()
        return Response(status_code=204)

    async def get_wav(self, account: Account, request: Request) -> Response:
        """The WAV, or the part of it that is asked for (`Range`), made while it is sent."""
        recording = self._finished(account, request)
        studio, words = self._studio(recording, request)
        wav = Wav(studio, words)
        part = Part.asked(request.headers.get("range", ""), wav.size)
        headers = {"ETag": f'"{recording.sid}-{studio.channels}"', **part.headers}
        body = wav.read(part.begin, part.end)
        return StreamingResponse(body, part.status, headers, media_type=WAV_TYPE)

    async def get_mp3(self, account: Account, request: Request) -> Response:
        """The MP3, or the part of it that is asked for."""
        studio, _ = self._studio(self._finished(account, request), request)
        file = await asyncio.to_thread(mp3, studio)
        part = Part.asked(request.headers.get("range", ""), len(file))
        body = file[part.begin : part.end]
        return Response(body, part.status, part.headers, media_type=MP3_TYPE)

    def _check_eligible(self, call: Call) -> None:
        """Neither a call that is not live nor one inside a ConversationRelay can be recorded."""
        relayed = [e.kind for e in self._network.timeline.of(call.sid) if e.kind in RELAY]
        if call.status != "in-progress" or relayed[-1:] == ["relay"]:
            raise Refusal(21220, words=NOT_ELIGIBLE)

    def _studio(self, recording: Recording, request: Request) -> tuple[Studio, str]:
        heard = heard_on(self._network, recording.call)
        studio = studio_of(recording, heard, self._audio, _channels(recording, request))
        return studio, transcript(recording, heard)

    def _call(self, account: Account, request: Request) -> Call:
        return self._network.call(account.sid, request.path_params["call"])

    def _recording(self, account: Account, request: Request) -> Recording:
        """The one in the path. Raises `Refusal` 20404."""
        sid, call = request.path_params["sid"], request.path_params.get("call")
        if sid == CURRENT:
            return self._current(self._call(account, request), request)
        found = self._network.recordings.named(sid)
        if (
            found is None
            or found.call.account != account.sid
            or call not in (None, found.call.sid)
            or (found.status == "deleted" and not _with_deleted(request))
        ):
            raise Refusal(20404, request.url.path)
        return found

    def _current(self, call: Call, request: Request) -> Recording:
        running = self._recorder.current(call)
        if not running:
            raise Refusal(20404, request.url.path)
        if len(running) > 1:
            raise Refusal(16108)
        return running[0]

    def _running(self, account: Account, request: Request) -> Recording:
        recording = self._recording(account, request)
        if not recording.is_running:
            raise Refusal(21220, words="Recording is not in-progress. Cannot update.")
        return recording

    def _finished(self, account: Account, request: Request) -> Recording:
        recording = self._recording(account, request)
        if recording.status in ("absent", "deleted"):
            raise Refusal(20404, request.url.path)
        if recording.status != "completed":
            raise Refusal(21501, str(PROCESSING_SECONDS))
        return recording

    def _listed(
        self, account: Account, found: Sequence[Recording], request: Request
    ) -> list[Recording]:
        return [
            each
            for each in reversed(found)
            if each.call.account == account.sid
            and within(request.query_params, "DateCreated", each.began)
            and (each.status != "deleted" or _with_deleted(request))
        ]


def _with_deleted(request: Request) -> bool:
    return request.query_params.get("IncludeSoftDeleted", "").lower() == "true"


def _channels(recording: Recording, request: Request) -> int:
    """As many as were recorded, or as are asked for. Raises `Refusal` 16113."""
    asked = request.query_params.get("RequestedChannels") or str(recording.wanted.channels)
    if asked not in ("1", "2"):
        raise Refusal(20001, f"RequestedChannels {asked}")
    if int(asked) > recording.wanted.channels:
        raise Refusal(16113)
    return int(asked)
