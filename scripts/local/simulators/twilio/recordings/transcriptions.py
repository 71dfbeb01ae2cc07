"""Transcriptions of recordings over REST.

Source: https://www.twilio.com/docs/voice/api/recording-transcription
"""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from scripts.local.simulators.twilio.codes import Refusal
from scripts.local.simulators.twilio.config import Account
from scripts.local.simulators.twilio.door import Door
from scripts.local.simulators.twilio.fields import rfc_2822
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.pages import Json, page_json
from scripts.local.simulators.twilio.recordings.model import Recording, Transcription
from scripts.local.simulators.twilio.wire import ACCOUNT, ACCOUNTS, VERSION


class TranscriptionsApi:
    """The handlers of the transcription resource."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def routes(self, door: Door) -> APIRouter:
        """Where each is found."""
        router, below = APIRouter(), f"{ACCOUNT}/Recordings/{{recording}}/Transcriptions"
        for path, method, handler in (
            (f"{below}.json", "GET", self.list_transcriptions),
            (f"{below}/{{sid}}.json", "GET", self.get_transcription),
            (f"{below}/{{sid}}.json", "DELETE", self.delete_transcription),
        ):
            endpoint = door.guarded(handler)
            router.add_api_route(path, endpoint, methods=[method], response_model=None)
        return router

    async def list_transcriptions(self, account: Account, request: Request) -> Response:
        """Those of one recording."""
        recording = self._recording(account, request)
        query, path = request.query_params, request.url.path

        def shown(each: Transcription) -> Json:
            return transcription_json(recording, each)

        found = page_json("transcriptions", recording.transcriptions, shown, path, query)
        return JSONResponse(found)

    async def get_transcription(self, account: Account, request: Request) -> Response:
        """One of them."""
        recording = self._recording(account, request)
        return JSONResponse(transcription_json(recording, _one(recording, request)))

    async def delete_transcription(self, account: Account, request: Request) -> Response:
        """Forget it."""
        recording = self._recording(account, request)
        recording.transcriptions.remove(_one(recording, request))
        return Response(status_code=204)

    def _recording(self, account: Account, request: Request) -> Recording:
        found = self._network.recordings.named(request.path_params["recording"])
        if found is None or found.call.account != account.sid or found.status == "deleted":
            raise Refusal(20404, request.url.path)
        return found


def _one(recording: Recording, request: Request) -> Transcription:
    sid = request.path_params["sid"]
    found = next((each for each in recording.transcriptions if each.sid == sid), None)
    if found is None:
        raise Refusal(20404, request.url.path)
    return found


def transcription_json(recording: Recording, made: Transcription) -> Json:
    """A transcription, field for field (twilio-oai, twilio_api_v2010)."""
    base = f"{ACCOUNTS}/{recording.call.account}/Recordings/{recording.sid}/Transcriptions"
    return {
        "account_sid": recording.call.account,
        "api_version": VERSION,
        "date_created": rfc_2822(made.made),
        "date_updated": rfc_2822(made.made),
        "duration": recording.duration,
        "price": None,
        "price_unit": "USD",
        "recording_sid": recording.sid,
        "sid": made.sid,
        "status": made.status,
        "transcription_text": made.text,
        "type": "fast",
        "uri": f"{base}/{made.sid}.json",
    }
